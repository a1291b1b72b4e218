// The line at the top: what the generation process does, with which model, and how much memory it has.

import { call } from "../../static/page/actions.js";
import { button, getJson, make, ordinal, setText } from "../../static/page/dom.js";
import { emit, on } from "../../static/page/event_bus.js";
import { poll } from "../../static/page/polling.js";

const STATES = {
  stopped: "not started",
  starting: "starting",
  loading: "loading",
  ready: "ready",
  working: "working",
  reading: "reading the text",
  stalled: "no progress for a while; it is restarted if that goes on",
  restarting: "restarting",
  failed: "failed",
  idle: "asleep until the next request",
  closed: "closed",
  unreachable: "another program runs the engine and does not answer",
};
const CHANGING = new Set(["starting", "loading", "working", "reading", "stalled", "restarting"]);
const LOCKED = "The studio asks for its password again: reload the page.";
const SILENT = "The studio does not answer. Is it still running in the terminal?";

export function mount(element, { props }) {
  const dot = make("span", { class: "dot", "aria-hidden": "true" });
  const state = make("span", { class: "state", role: "status" });
  const voice = make("span", { class: "voice" });
  const held = make("span", { class: "facts", title: "Memory of the generation process, and its peak" });
  const restart = button("Restart", restartEngine, { hidden: true });
  const problem = make("p", { class: "problem", role: "alert", hidden: true });
  const sketch = sketchNote();
  const models = button("models", () => emit("models"), { class: "small quiet", id: "open-models" });
  on("downloading", (part) => setText(models, part === null ? "models" : `models · ${Math.floor(100 * part)} %`));
  const { details, facts, log } = disclosure();
  const line = make("div", { class: "engine-line" }, make("h1", {}, "Voice studio"), make("span", { class: "spring" }));
  line.append(make("span", { class: "engine-state" }, dot, state, restart), voice, held, models, details);
  if (props.value?.has_password) line.append(logOutForm());
  element.append(line, problem, sketch);

  async function restartEngine() {
    restart.disabled = true;
    await call("engine_line.restart"); // the line says the rest
    restart.disabled = false;
    ask();
  }

  let place = 0; // in the queue, of what this tab asked for
  on("queue-place", (queued) => (place = queued));

  function show(engine) {
    dot.dataset.state = engine.state;
    setText(state, stateText(engine, place));
    setText(voice, [engine.backend, engine.model].filter(Boolean).join(" · "));
    voice.title = engine.reason ?? "";
    setText(held, engine.held ? `${size(engine.held.now)}, at most ${size(engine.held.peak)}` : "");
    sketch.hidden = !engine.preview;
    restart.hidden = engine.state !== "failed";
    problem.hidden = !engine.error;
    setText(problem, engine.error ? `${engine.error.what} ${engine.error.next_step}` : "");
    setText(facts, factsText(engine));
    setText(log, engine.log.length ? engine.log.join("\n") : "Nothing logged yet.");
  }

  const ask = poll(async () => {
    try {
      const engine = await getJson("/studio/engine.json");
      show(engine);
      return CHANGING.has(engine.state) ? 300 : 1500;
    } catch (error) {
      const locked = error.status === 401; // the studio was restarted, or this browser logged out in another tab
      dot.dataset.state = "failed";
      setText(state, locked ? LOCKED : SILENT);
      return 1000;
    }
  });
}

/** A form, because the browser then shows the answer: the log-in page. */
function logOutForm() {
  return make("form", { method: "post", action: "/studio/logout" }, make("button", { class: "small quiet" }, "log out"));
}

function stateText({ state, progress, queued, work }, place) {
  const made = state === "working" && work ? ` ${Math.min(work.finished + 1, work.total)} of ${work.total}` : "";
  const loaded = (state === "loading" || state === "reading") && progress !== null ? ` ${Math.round(100 * progress)} %` : "";
  const yours = place > 0 ? `, yours ${ordinal(place)}` : "";
  const waiting = queued > 0 ? `, ${queued} queued${yours}` : "";
  return (STATES[state] ?? state) + loaded + made + waiting;
}

const size = (bytes) => (bytes >= 1e9 ? `${(bytes / 1e9).toFixed(1)} GB` : `${Math.round(bytes / 1e6)} MB`);

function factsText({ backend, model, reason, beside, memory, restarts }) {
  const models = memory && `its model ${size(memory.model)} now, ${size(memory.model_peak)} at most`;
  const held = memory ? `Memory: ${size(memory.process)} in the process; ${models}` : "Memory: not known yet";
  const restarted = restarts > 0 && `Restarted after a crash: ${restarts} ×`;
  const lines = [`Backend: ${backend || "not known yet"}`, model && `Model: ${model}`, reason && `Why: ${reason}`, beside, held, restarted];
  return lines.filter(Boolean).join("\n");
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

/** What the sketch is, and the way to a model: to get one, or to use the one that is on this machine. */
function sketchNote() {
  const words = make("span", {}, "sketch voice: a preview without a neural model");
  const how = button("how to get one", () => emit("models"), { class: "small quiet" });
  const use = button("", () => emit("use-model", ready), { class: "small keep", hidden: true });
  let ready = null;
  on("model-ready", (model) => {
    ready = model;
    use.hidden = !model;
    how.hidden = Boolean(model);
    setText(use, model ? `use ${model.name}` : "");
  });
  return make("div", { class: "sketch-note", hidden: true }, words, how, use);
}
