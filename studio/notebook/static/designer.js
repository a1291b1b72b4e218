/** The editor in a notebook cell: a description and what is understood of it, a text, and the takes that are made of them. */

import { clipRow } from "./clip_rows.js";
import { ClipSound } from "./clip_sound.js";
import { arrowKeys } from "./arrows.js";
import { DESIGNER_CSS } from "./designer_style.js";
import { keepForm } from "./keep_form.js";
import { NO_KERNEL, button, focusedIn, labelled, make, panelIn, setText, waitForKernel, wakeMarimo } from "./panel.js";
import { Questions } from "./questions.js";
import { reader } from "./reader.js";
import { Traits } from "./traits.js";

const TYPING = 150; // milliseconds without a key until the kernel is told
const PHASES = { queued: "Waiting for the engine …", working: "Making takes …", done: "", cancelled: "Stopped; what was finished stays.", failed: "" };

class DesignerPanel {
  #life = new AbortController();
  #traits;
  #questions;
  #sound;
  #reader;
  #parts = {};
  #rows = new Map(); // a place → its row
  #timer = 0;
  #heard; // listens to sounds that come unasked
  #model;

  constructor(model, el) {
    this.#model = model;
    const { root, body } = panelIn(el, "studio-designer", "Design a voice", DESIGNER_CSS, this.#life.signal);
    this.#parts.root = root;
    this.#questions = new Questions(model);
    this.#sound = new ClipSound(root, this.#life.signal, (id) => this.#ask("sound", { id }).then(({ buffers }) => buffers[0]), () => this.#moveRows());
    this.#heard = (message, buffers) => message.kind === "heard" && this.#sound.add(message.id, buffers[0]);
    model.on("msg:custom", this.#heard);
    this.#reader = reader({ ask: (kind, more) => this.#ask(kind, more), typed: () => this.#typed(), limit: model.get("_limits").most.description });
    body.append(this.#reader.node, ...this.#fields(), this.#actions(), this.#takes());
    root.addEventListener("keydown", (event) => this.#onKey(event));
    this.#connect(model);
  }

  dispose() {
    clearTimeout(this.#timer);
    this.#life.abort();
    this.#model.off("msg:custom", this.#heard);
    this.#reader.dispose();
    this.#traits.dispose();
    this.#questions.dispose();
    this.#sound.dispose();
  }

  #connect(model) {
    const field = (node) => (value) => focusedIn(this.#parts.root) === node || (node.value = value ?? "");
    const { text, language, count, seed } = this.#parts;
    const follow = () => this.#showState();
    this.#traits = new Traits(model, {
      description: (value) => this.#reader.setText(value),
      text: (value) => (text.value = value),
      language: (value) => (language.value = value),
      count: field(count),
      seed: field(seed),
      _reading: (reading) => this.#reader.show(reading),
      phase: () => (follow(), this.#isRunning || wakeMarimo(this.#traits)),
      fraction: follow,
      _rows: () => this.#showRows(),
      chosen: () => (this.#showRows(), wakeMarimo(this.#traits)),
      _told: follow,
      _problem: (problem) => this.#showProblem(problem),
    });
    this.#reader.setText(model.get("description"));
    this.#reader.show(model.get("_reading"));
    for (const name of ["text", "language", "count", "seed"]) this.#parts[name].value = model.get(name) ?? "";
    this.#showProblem(model.get("_problem"));
    this.#showState();
    this.#showRows();
  }

  // -- the fields --

  #fields() {
    const { most, languages } = this.#model.get("_limits");
    const parts = this.#parts;
    const typed = () => this.#typed();
    parts.text = make("textarea", { rows: 2, placeholder: "What the voice says", oninput: typed });
    parts.language = make("select", { onchange: typed }, ...languages.map(([value, name]) => make("option", { value }, name)));
    parts.count = make("input", { type: "number", min: 1, max: most.count, step: 1, oninput: typed });
    parts.seed = make("input", { type: "text", inputmode: "numeric", placeholder: "random", oninput: typed, autocomplete: "off" });
    const row = make("div", { class: "fields" }, labelled("Language", parts.language, { class: "field wide" }), labelled("Takes", parts.count), labelled("Seed", parts.seed));
    return [labelled("Text", parts.text), row];
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#tell(), TYPING);
  }

  /** Tell the kernel what the fields hold, and return it. */
  #tell() {
    clearTimeout(this.#timer);
    const { text, language, count, seed } = this.#parts;
    const values = { description: this.#reader.text, text: text.value, language: language.value };
    const takes = Number(count.value);
    if (Number.isInteger(takes) && count.value.trim()) values.count = takes;
    const seeds = seed.value.trim();
    const isSeed = /^\d{1,10}$/.test(seeds);
    if (isSeed || !seeds) values.seed = seeds ? Number(seeds) : null;
    seed.setAttribute("aria-invalid", String(!isSeed && seeds !== ""));
    this.#traits.set(values);
    return values;
  }

  // -- making takes --

  #actions() {
    const parts = this.#parts;
    parts.generate = button(make("span", {}, "Generate ", make("kbd", { "aria-hidden": "true" }, navigator.platform.startsWith("Mac") ? "⌘ ↵" : "Ctrl ↵")), () => this.#generate(), { class: "primary" });
    parts.stop = button("Stop", () => this.#run("stop"), { hidden: true });
    parts.status = make("span", { class: "hint", role: "status" });
    parts.bar = make("div", {});
    parts.progress = make("div", { class: "progress", role: "progressbar", "aria-label": "Takes", "aria-valuemin": 0, "aria-valuemax": 100, hidden: true }, parts.bar);
    parts.problem = make("p", { class: "problem", role: "alert" });
    return make("div", {}, make("div", { class: "row actions" }, parts.generate, parts.stop, parts.status), parts.progress, parts.problem);
  }

  get #isRunning() {
    return ["queued", "working"].includes(this.#traits.get("phase"));
  }

  #generate() {
    if (this.#isRunning) return;
    const { seed } = this.#parts;
    const fields = this.#tell();
    if (seed.getAttribute("aria-invalid") === "true") {
      this.#showProblem({ what: "The seed is not a whole number. Type digits, or leave it empty.", field: "seed" });
      return;
    }
    this.#showProblem({});
    this.#run("generate", { fields }); // along with it: in marimo, a message may overtake the change of a trait
  }

  async #run(kind, more = {}) {
    try {
      await this.#ask(kind, more);
    } catch (error) {
      this.#showProblem({ what: error.message });
    }
  }

  /** Ask the kernel; a silent one is mentioned. */
  async #ask(kind, more = {}) {
    const { status } = this.#parts;
    const answered = waitForKernel(() => setText(status, NO_KERNEL));
    try {
      return await this.#questions.ask(kind, more);
    } finally {
      answered();
      if (status.textContent === NO_KERNEL) this.#showState();
    }
  }

  #showState() {
    const parts = this.#parts;
    const [phase, fraction] = [this.#traits.get("phase"), this.#traits.get("fraction")];
    const running = this.#isRunning;
    const moves = running ? focusedIn(parts.root) === parts.generate : focusedIn(parts.root) === parts.stop;
    parts.generate.hidden = running;
    parts.stop.hidden = parts.progress.hidden = !running;
    if (moves) (running ? parts.stop : parts.generate).focus();
    const percent = Math.round(100 * fraction);
    parts.bar.style.width = `${percent}%`;
    parts.progress.setAttribute("aria-valuenow", percent);
    setText(parts.status, [PHASES[phase], this.#traits.get("_told")].filter(Boolean).join(" "));
  }

  #showProblem({ what = "", field = "" }) {
    const { problem, text, count, seed, language } = this.#parts;
    setText(problem, what);
    const nodes = { description: this.#reader.input, text, takes: count, seed, language };
    for (const [name, node] of Object.entries(nodes)) node.setAttribute("aria-invalid", String(name === field));
    if (field && document.hasFocus()) nodes[field]?.focus();
  }

  // -- the takes --

  #takes() {
    const list = (this.#parts.list = make("ul", { class: "clips", "aria-label": "Takes" }));
    arrowKeys(list, { rows: ".clip-row", items: "button.play, button.choose, button.keep" });
    return list;
  }

  #showRows() {
    const states = this.#traits.get("_rows");
    const { list } = this.#parts;
    list.hidden = !states.length;
    while (this.#rows.size > states.length) {
      const last = this.#rows.size - 1;
      this.#rows.get(last).node.remove();
      this.#rows.delete(last);
    }
    states.forEach((state, place) => {
      if (!this.#rows.has(place)) this.#addRow(place);
      this.#showRow(this.#rows.get(place), state);
    });
    this.#moveRows();
  }

  #addRow(place) {
    const row = { id: "" };
    const choose = button("choose", () => this.#choose(row.id), { class: "choose", "aria-pressed": "false" });
    const keep = button("keep", () => row.form.open(row.kept), { class: "keep" });
    const play = () => this.#sound.toggle(row.id).catch((error) => this.#showProblem({ what: error.message }));
    Object.assign(row, clipRow({ play, seek: (part) => this.#sound.seek(row.id, part) }, choose, keep), { choose, keep });
    row.form = keepForm({ keep: (name, overwrite) => this.#ask("keep", { id: row.id, name, overwrite }), opener: keep });
    row.node.append(row.form.node);
    this.#rows.set(place, row);
    this.#parts.list.append(row.node);
  }

  #showRow(row, state) {
    if (row.id !== state.id) row.form.close();
    Object.assign(row, { id: state.id, kept: state.kept });
    row.node.toggleAttribute("data-kept", Boolean(state.kept));
    row.clip = { name: state.label, facts: factsOf(state), playable: Boolean(state.id), fraction: state.fraction };
    row.show(row.clip);
    row.choose.hidden = row.keep.hidden = !state.id;
    const chosen = Boolean(state.id) && this.#traits.get("chosen") === state.id;
    row.choose.setAttribute("aria-pressed", String(chosen));
    row.choose.setAttribute("aria-label", `Choose ${state.label}`);
    setText(row.choose, chosen ? "✓ chosen" : "choose");
    row.keep.setAttribute("aria-label", `Keep ${state.label} as a voice`);
  }

  #moveRows() {
    const { playing, heard } = this.#sound;
    for (const row of this.#rows.values()) {
      if (row.id) row.move(row.id === heard.id ? heard.part : 0, row.id === playing);
    }
  }

  #choose(id) {
    this.#traits.set({ chosen: this.#traits.get("chosen") === id ? "" : id });
    this.#showRows();
  }

  #onKey(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    event.preventDefault();
    this.#generate();
  }
}

function factsOf({ id, seconds, stopped, reading, repeated, kept, name, fraction }) {
  if (kept) return `${seconds.toFixed(1)} s · kept as ${kept}`;
  if (id) return `${seconds.toFixed(1)} s · ${name}`;
  if (stopped) return "stopped";
  if (reading !== null) return "reading the text …";
  return repeated ? "made once more …" : fraction ? `${Math.round(100 * fraction)} %` : "waiting";
}

function render(model, el) {
  const panel = new DesignerPanel(model, el);
  return () => panel.dispose();
}

export const designer = { render };
