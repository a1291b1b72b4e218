// The line at the top: what the generation process does, with which model, and how much memory it holds.

import { getJson, make, repeat } from "./dom.js";

const WORDS = {
  stopped: "not started",
  starting: "starting",
  loading: "loading",
  ready: "ready",
  working: "working",
  stalled: "no progress for a while; it is restarted if that goes on",
  restarting: "restarting",
  failed: "failed",
  idle: "asleep until the next request",
  closed: "closed",
};
const SOON = new Set(["starting", "loading", "working", "stalled", "restarting"]);
const MODEL = "mlx-community/Qwen3-TTS-12Hz-1.7B-VoiceDesign-8bit";

export function mount(element, { server }) {
  const dot = make("span", { class: "dot", "aria-hidden": "true" });
  const state = make("span", { class: "state", role: "status" });
  const voice = make("span", { class: "voice" });
  const restart = make("button", { type: "button", class: "small", hidden: true }, "Restart");
  const problem = make("p", { class: "problem", role: "alert", hidden: true });
  const sketch = sketchNote();
  const { details, facts, log } = disclosure();
  const line = make("div", { class: "engine-line" }, make("h1", {}, "Voice studio"), make("span", { class: "spring" }));
  line.append(make("span", { class: "engine-state" }, dot, state, restart), voice, details);
  element.append(line, problem, sketch);
  restart.addEventListener("click", async () => {
    restart.disabled = true;
    await server.restart().finally(() => (restart.disabled = false));
    ask();
  });

  function show(engine) {
    dot.dataset.state = engine.state;
    setText(state, inWords(engine));
    setText(voice, [engine.backend, engine.model].filter(Boolean).join(" · "));
    voice.title = engine.reason ?? "";
    sketch.hidden = engine.backend !== "sketch";
    restart.hidden = engine.state !== "failed";
    problem.hidden = !engine.error;
    setText(problem, engine.error ? `${engine.error.what} ${engine.error.next_step}` : "");
    setText(facts, factsOf(engine));
    setText(log, engine.log.length ? engine.log.join("\n") : "Nothing logged yet.");
  }

  const ask = repeat(async () => {
    try {
      const engine = await getJson("/studio/engine.json");
      show(engine);
      return SOON.has(engine.state) ? 300 : 1500;
    } catch {
      dot.dataset.state = "failed";
      setText(state, "The studio does not answer. Is it still running in the terminal?");
      return 1000;
    }
  });
}

function inWords({ state, progress, queued, takes }) {
  const made = state === "working" && takes ? ` ${Math.min(takes[0] + 1, takes[1])} of ${takes[1]}` : "";
  const loaded = state === "loading" && progress !== null ? ` ${Math.round(100 * progress)} %` : "";
  const waiting = queued > 0 ? `, ${queued} queued` : "";
  return (WORDS[state] ?? state) + loaded + made + waiting;
}

function factsOf({ backend, model, reason, memory, restarts }) {
  const size = (bytes) => (bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GB` : `${Math.round(bytes / 2 ** 20)} MB`);
  const held = memory ? `Memory: ${size(memory[0])} in the process; its model ${size(memory[1])} now, ${size(memory[2])} at most` : "Memory: not known yet";
  return [`Backend: ${backend || "not known yet"}`, model && `Model: ${model}`, reason && `Why: ${reason}`, held, restarts > 0 && `Started again after a crash: ${restarts} ×`]
    .filter(Boolean)
    .join("\n");
}

function disclosure() {
  const facts = make("p", { class: "lines" });
  const log = make("pre", { tabindex: "0", "aria-label": "The generation process's last log lines" });
  const body = make("div", { class: "popover" }, facts, make("h3", {}, "Last log lines"), log);
  const details = make("details", { class: "engine-details" }, make("summary", {}, "details"), body);
  document.addEventListener("click", (event) => details.contains(event.target) || (details.open = false));
  document.addEventListener("keydown", (event) => event.key === "Escape" && (details.open = false));
  return { details, facts, log };
}

function sketchNote() {
  const command = make("code", {}, `studio ui --model ${MODEL}`);
  const how = make("p", {}, "Start the studio with ", command, ". It downloads the model and speaks with it from then on.");
  const needs = make("p", {}, "It needs about 2.5 GB of disk; a Mac with Apple silicon is recommended. The README has the rest.");
  const summary = make("summary", {}, "how to get one");
  const note = make("details", {}, summary, how, needs);
  const words = make("span", {}, "sketch voice: a preview without a neural model");
  return make("div", { class: "sketch-note", hidden: true }, words, note);
}

/** Leave the node alone where nothing changed: a status line is read out at every change. */
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
