// The line at the top: what the generation process does, with which model, and how much memory it holds.

import { hear, tell } from "../../static/page/event_bus.js";
import { getJson, make, ordinal, repeat } from "../../static/page/dom.js";
import { answerOf } from "../../static/page/problems.js";

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
const LOCKED = "The studio asks for its password again: reload the page.";

export function mount(element, { server }) {
  const dot = make("span", { class: "dot", "aria-hidden": "true" });
  const state = make("span", { class: "state", role: "status" });
  const voice = make("span", { class: "voice" });
  const held = make("span", { class: "facts", title: "Memory of the generation process, and the most it has had" });
  const restart = make("button", { type: "button", class: "small", hidden: true }, "Restart");
  const problem = make("p", { class: "problem", role: "alert", hidden: true });
  const sketch = sketchNote();
  const models = make("button", { type: "button", class: "small quiet", id: "open-models", onclick: () => tell("models") }, "models");
  hear("downloading", (part) => setText(models, part === null ? "models" : `models · ${Math.floor(100 * part)} %`));
  const { details, facts, log } = disclosure();
  const line = make("div", { class: "engine-line" }, make("h1", {}, "Voice studio"), make("span", { class: "spring" }));
  line.append(make("span", { class: "engine-state" }, dot, state, restart), voice, held, models, details);
  element.append(line, problem, sketch);
  restart.addEventListener("click", async () => {
    restart.disabled = true;
    await answerOf(server.restart()); // the line says the rest
    restart.disabled = false;
    ask();
  });

  let place = 0; // of what this tab asked for, in the queue
  hear("place", (told) => (place = told));

  function show(engine) {
    dot.dataset.state = engine.state;
    setText(state, inWords(engine, place));
    setText(voice, [engine.backend, engine.model].filter(Boolean).join(" · "));
    voice.title = engine.reason ?? "";
    setText(held, engine.held ? `${size(engine.held[0])}, at most ${size(engine.held[1])}` : "");
    sketch.hidden = !engine.preview;
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
    } catch (error) {
      const locked = error.status === 401; // it was started again, and has forgotten who had logged in
      dot.dataset.state = "failed";
      setText(state, locked ? LOCKED : "The studio does not answer. Is it still running in the terminal?");
      return 1000;
    }
  });
}

function inWords({ state, progress, queued, takes }, place) {
  const made = state === "working" && takes ? ` ${Math.min(takes[0] + 1, takes[1])} of ${takes[1]}` : "";
  const loaded = state === "loading" && progress !== null ? ` ${Math.round(100 * progress)} %` : "";
  const yours = place > 0 ? `, yours ${ordinal(place)}` : "";
  const waiting = queued > 0 ? `, ${queued} queued${yours}` : "";
  return (WORDS[state] ?? state) + loaded + made + waiting;
}

const size = (bytes) => (bytes >= 2 ** 30 ? `${(bytes / 2 ** 30).toFixed(1)} GB` : `${Math.round(bytes / 2 ** 20)} MB`);

function factsOf({ backend, model, reason, beside, memory, restarts }) {
  const held = memory ? `Memory: ${size(memory[0])} in the process; its model ${size(memory[1])} now, ${size(memory[2])} at most` : "Memory: not known yet";
  return [`Backend: ${backend || "not known yet"}`, model && `Model: ${model}`, reason && `Why: ${reason}`, beside, held, restarts > 0 && `Started again after a crash: ${restarts} ×`]
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

/** What the sketch is, and the way to a model: to get one, or to use the one that is here by now. */
function sketchNote() {
  const words = make("span", {}, "sketch voice: a preview without a neural model");
  const how = make("button", { type: "button", class: "small quiet", onclick: () => tell("models") }, "how to get one");
  const use = make("button", { type: "button", class: "small keep", hidden: true });
  hear("ready", (model) => {
    use.hidden = !model;
    how.hidden = Boolean(model);
    setText(use, model ? `use ${model.name}` : "");
    use.onclick = () => tell("use", model);
  });
  return make("div", { class: "sketch-note", hidden: true }, words, how, use);
}

/** Leave the node alone where nothing changed: a status line is read out at every change. */
function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}
