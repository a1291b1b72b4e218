// The top bar's right side: what the generation process does, with which model, what it holds; and the page's keys.

import { call } from "../../static/page/actions.js";
import { button, getJson, make, ordinal, setText } from "../../static/page/dom.js";
import { opened } from "../../static/page/escape.js";
import { emit, on } from "../../static/page/event_bus.js";
import { poll } from "../../static/page/polling.js";
import { decimal, inPageLanguage, t } from "../../static/page/words.js";
import { keysButton } from "./keys_dialog.js";

const CHANGING = new Set(["starting", "loading", "working", "reading", "stalled", "restarting"]);

export function mount(element, { props }) {
  const dot = make("span", { class: "dot", "aria-hidden": "true" });
  const state = make("span", { class: "state", role: "status" });
  const restart = button(t("engine.restart"), restartEngine, { hidden: true });
  const problem = make("p", { class: "problem engine-problem", role: "alert", hidden: true });
  const sketch = sketchNote();
  const models = button(t("engine.models"), () => emit("models"), { class: "small quiet", id: "open-models" });
  on("downloading", (part) => setText(models, part === null ? t("engine.models") : `${t("engine.models")} · ${Math.floor(100 * part)} %`));
  const { details: disclosed, backend, facts, log } = disclosure(sketch, () => last && showFacts(last));
  const line = make("div", { class: "engine-line" }, make("span", { class: "engine-state" }, dot, state, restart), disclosed, models, keysButton());
  if (props.value?.has_password) line.append(logOutForm());
  element.append(make("h1", { class: "brand" }, "Voice studio"), line, problem);

  async function restartEngine() {
    restart.disabled = true;
    await call("engine_line.restart"); // the line says the rest
    restart.disabled = false;
    ask();
  }

  let last = null; // how the engine stood last
  let place = 0; // in the queue, of what this tab asked for
  on("queue-place", (queued) => (place = queued));

  async function showFacts(engine) {
    const [reason, beside] = await Promise.all([engine.reason, engine.beside].map((text) => text && inPageLanguage(text)));
    if (engine === last) setText(facts, factsText({ ...engine, reason, beside }));
  }

  function show(engine) {
    last = engine;
    dot.dataset.state = engine.state;
    setText(state, stateText(engine, place));
    setText(backend, [engine.backend, engine.model].filter(Boolean).join(" · ") || t("engine.details"));
    sketch.hidden = !engine.preview;
    restart.hidden = engine.state !== "failed";
    problem.hidden = !engine.error;
    setText(problem, engine.error ? `${engine.error.what} ${engine.error.next_step}` : "");
    if (disclosed.open) showFacts(engine);
    setText(log, engine.log.length ? engine.log.join("\n") : t("engine.nothing_logged"));
  }

  const ask = poll(async () => {
    try {
      const engine = await getJson("/studio/engine.json");
      show(engine);
      return CHANGING.has(engine.state) ? 300 : 1500;
    } catch (error) {
      const locked = error.status === 401; // the studio was restarted, or this browser logged out in another tab
      dot.dataset.state = "failed";
      setText(state, t(locked ? "engine.locked" : "engine.silent"));
      return 1000;
    }
  });
}

/** A form, because the browser then shows the answer: the log-in page. */
function logOutForm() {
  return make("form", { method: "post", action: "/studio/logout" }, make("button", { class: "small quiet" }, t("engine.log_out")));
}

function stateText({ state, progress, queued, work }, place) {
  const made = state === "working" && work ? ` ${t("engine.made", { n: Math.min(work.finished + 1, work.total), total: work.total })}` : "";
  const loaded = (state === "loading" || state === "reading") && progress !== null ? ` ${Math.round(100 * progress)} %` : "";
  const yours = place > 0 ? `, ${t("engine.yours", { place: ordinal(place) })}` : "";
  const waiting = queued > 0 ? `, ${t("engine.queued", { n: queued })}${yours}` : "";
  return t(`engine.${state}`) + loaded + made + waiting;
}

const size = (bytes) => (bytes >= 1e9 ? t("shell.gb", { n: decimal(bytes / 1e9, 1) }) : t("shell.mb", { n: decimal(bytes / 1e6, 0) }));

function factsText({ backend, model, reason, beside, memory, held, restarts }) {
  const together = held && t("engine.held", { now: size(held.now), peak: size(held.peak) });
  const apart = memory && t("engine.memory", { process: size(memory.process), now: size(memory.model), peak: size(memory.model_peak) });
  const names = [backend && t("engine.backend", { backend }), model && t("engine.model", { model }), reason && t("engine.why", { reason })];
  const restarted = restarts > 0 && t("engine.restarted", { n: restarts });
  return [...names, beside, together ?? t("engine.memory_unknown"), apart, restarted].filter(Boolean).join("\n");
}

/** The name of the backend, which opens what is known of the generation process. */
function disclosure(sketch, opens) {
  const backend = make("span", {}, t("engine.details"));
  const facts = make("p", { class: "lines" });
  const log = make("pre", { tabindex: "0", "aria-label": t("engine.log") });
  const body = make("div", { class: "popover" }, sketch, facts, make("h3", {}, t("engine.log")), log);
  const details = make("details", { class: "engine-details" }, make("summary", {}, backend), body);
  let forget = () => {};
  details.addEventListener("toggle", () => {
    forget();
    if (details.open) opens();
    if (details.open) forget = opened(() => ((details.open = false), details.querySelector("summary").focus()));
  });
  document.addEventListener("click", (event) => details.contains(event.target) || (details.open = false));
  return { details, backend, facts, log };
}

/** What the sketch is, and the way to a model: to get one, or to use the one that is on this machine. */
function sketchNote() {
  const words = make("span", {}, t("engine.sketch"));
  const how = button(t("engine.get_model"), () => emit("models"), { class: "small quiet" });
  const use = button("", () => emit("use-model", ready), { class: "small keep", hidden: true });
  let ready = null;
  on("model-ready", (model) => {
    ready = model;
    use.hidden = !model;
    how.hidden = Boolean(model);
    setText(use, model ? t("engine.use_model", { name: model.name }) : "");
  });
  return make("div", { class: "sketch-note", hidden: true }, words, make("div", { class: "tools" }, how, use));
}
