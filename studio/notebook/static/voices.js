/** The saved voices in a notebook cell: filter, play, select, speak, export, import. */

import { roving } from "../../ui/static/page/roving.js";
import { arrowKeys } from "./arrows.js";
import { clipRow } from "./clip_rows.js";
import { ClipSound } from "./clip_sound.js";
import { NO_KERNEL, button, focusedIn, labelled, make, panelIn, setText, waitForKernel, wakeMarimo } from "./panel.js";
import { Questions } from "./questions.js";
import { Traits } from "./traits.js";
import { VOICES_CSS } from "./voices_style.js";

const TYPING = 150; // milliseconds without a key until the kernel is told
const LARGEST = 8 * 2 ** 20; // bytes of one import: what notebooks send in one message

class VoicesPanel {
  #life = new AbortController();
  #traits;
  #questions;
  #sound;
  #parts = {};
  #cards = new Map(); // a slug → its card
  #rows = []; // of what was spoken
  #timer = 0;
  #model;
  #heard;

  constructor(model, el) {
    const { signal } = this.#life;
    this.#model = model;
    const { root, body } = panelIn(el, "studio-voices", "Voices", VOICES_CSS, signal);
    this.#parts.root = root;
    this.#questions = new Questions(model);
    this.#sound = new ClipSound(root, signal, (id) => this.#ask("sound", { id }).then(({ buffers }) => buffers[0]), () => this.#showSounding());
    this.#heard = (message, buffers) => message.kind === "heard" && this.#sound.add(message.id, buffers[0]);
    model.on("msg:custom", this.#heard);
    body.append(this.#head(), this.#grid(), this.#detail(), this.#foot());
    const refresh = () => this.#ask("refresh").catch(() => {}); // another cell may have kept a voice
    root.addEventListener("pointerenter", refresh, { signal });
    root.addEventListener("focusin", ({ relatedTarget }) => root.contains(relatedTarget) || refresh(), { signal });
    this.#connect(model);
  }

  dispose() {
    clearTimeout(this.#timer);
    this.#life.abort();
    this.#model.off("msg:custom", this.#heard);
    this.#traits.dispose();
    this.#questions.dispose();
    this.#sound.dispose();
  }

  #connect(model) {
    const { search } = this.#parts;
    const follow = () => this.#showState();
    this.#traits = new Traits(model, {
      filter: (value) => ((search.value = value), this.#showGrid()),
      selected: () => (this.#showGrid(), wakeMarimo(this.#traits)),
      _voices: () => this.#showGrid(),
      phase: () => (follow(), this.#isRunning || wakeMarimo(this.#traits)),
      fraction: follow,
      _rows: () => this.#showSpoken(),
      _problem: (problem) => this.#tell(problem, true),
    });
    search.value = model.get("filter");
    this.#showGrid();
    this.#showState();
    this.#showSpoken();
    this.#tell(model.get("_problem"), true);
  }

  /** Ask the kernel; a silent one is mentioned. */
  async #ask(kind, more = {}, buffers = []) {
    const answered = waitForKernel(() => this.#tell(NO_KERNEL));
    try {
      return await this.#questions.ask(kind, more, buffers);
    } finally {
      answered();
      if (this.#parts.told.textContent === NO_KERNEL) this.#tell("");
    }
  }

  /** Ask, and show the problem where there is one; resolves to the answer, or null. */
  async #run(kind, more, buffers) {
    this.#tell("", true);
    try {
      return await this.#ask(kind, more, buffers);
    } catch (error) {
      this.#tell(error.message, true);
      return null;
    }
  }

  #tell(text, isProblem = false) {
    setText(isProblem ? this.#parts.problem : this.#parts.told, text);
  }

  // -- the grid --

  #head() {
    const parts = this.#parts;
    parts.search = make("input", { type: "search", placeholder: "Name, words, tags, language", "aria-label": "Filter", autocomplete: "off" });
    parts.count = make("span", { class: "hint", role: "status" });
    parts.search.addEventListener("input", () => {
      this.#showGrid();
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#traits.set({ filter: parts.search.value }), TYPING);
    });
    parts.search.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowDown") return;
      event.preventDefault();
      parts.grid.querySelector(".pick")?.focus(); // the first that was found, wherever the focus was before
    });
    return make("div", { class: "row head" }, parts.search, parts.count);
  }

  #grid() {
    const grid = (this.#parts.grid = make("ul", { class: "grid", "aria-label": "Voices" }));
    roving(grid, { itemSelector: "button.pick", grid: true });
    grid.addEventListener("keydown", (event) => {
      const card = event.target.closest("li");
      if (event.key.toLowerCase() !== "p" || !card || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      this.#play(card.dataset.slug);
    });
    return grid;
  }

  #showGrid() {
    const voices = this.#traits.get("_voices");
    const shown = voices.filter(filterOf(this.#parts.search.value));
    const { grid, count } = this.#parts;
    const nodes = shown.map((voice) => this.#card(voice));
    if (nodes.length !== grid.children.length || nodes.some((node, i) => grid.children[i] !== node)) grid.replaceChildren(...nodes);
    setText(count, shown.length === voices.length ? `${voices.length} voices` : `${shown.length} of ${voices.length} voices`);
    for (const [slug, { node }] of this.#cards) if (!voices.some((voice) => voice.slug === slug)) (node.remove(), this.#cards.delete(slug));
    this.#showDetail();
    this.#showSounding();
  }

  #card(voice) {
    if (!this.#cards.has(voice.slug)) this.#cards.set(voice.slug, this.#newCard(voice.slug));
    const { node, pick, name, about, tags } = this.#cards.get(voice.slug);
    const isSelected = voice.key === this.#traits.get("selected");
    setText(name, voice.name);
    setText(about, voice.description);
    setText(tags, [voice.starter ? "starter" : "", ...voice.tags].filter(Boolean).join(" · "));
    pick.setAttribute("aria-pressed", String(isSelected));
    pick.title = voice.description;
    return node;
  }

  #newCard(slug) {
    const [name, about, tags] = ["card-name", "card-about", "hint"].map((kind) => make("span", { class: kind }));
    const pick = button(name, () => this.#select(slug), { class: "pick", "aria-keyshortcuts": "P" });
    pick.append(about, tags);
    const icon = make("span", { "aria-hidden": "true" }, "▶");
    const play = button(icon, () => this.#play(slug), { class: "play", tabindex: -1 });
    const node = make("li", { "data-slug": slug }, play, pick);
    return { node, pick, name, about, tags, play, icon };
  }

  #select(slug) {
    const voice = this.#traits.get("_voices").find((each) => each.slug === slug);
    this.#traits.set({ selected: voice.key === this.#traits.get("selected") ? "" : voice.key });
    this.#showGrid();
  }

  async #play(id) {
    this.#tell("", true);
    try {
      await this.#sound.toggle(id);
    } catch (error) {
      this.#tell(error.message, true);
    }
  }

  #showSounding() {
    const { playing, heard } = this.#sound;
    for (const [slug, { play, icon, name }] of this.#cards) {
      setText(icon, slug === playing ? "❚❚" : "▶");
      const label = `${slug === playing ? "Pause" : "Play"} ${name.textContent}`;
      if (play.getAttribute("aria-label") !== label) play.setAttribute("aria-label", label);
    }
    for (const row of this.#rows) row.move(row.id === heard.id ? heard.part : 0, row.id === playing);
    const { playSelected, slug } = this.#parts;
    if (playSelected) setText(playSelected, slug && slug === playing ? "Pause" : "Play");
  }

  // -- the voice that is selected --

  #detail() {
    const parts = this.#parts;
    parts.title = make("h3", {});
    parts.playSelected = button("Play", () => this.#play(parts.slug));
    parts.text = make("textarea", { rows: 2, placeholder: "What the voice is to say", maxlength: this.#model.get("_options").longest });
    parts.text.addEventListener("keydown", (event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && (event.preventDefault(), this.#speak()));
    parts.speak = button("Speak", () => this.#speak(), { class: "primary" });
    parts.stop = button("Stop", () => this.#run("stop"), { hidden: true });
    parts.bar = make("div", {});
    parts.progress = make("div", { class: "progress", role: "progressbar", "aria-label": "Speaking", "aria-valuemin": 0, "aria-valuemax": 100, hidden: true }, parts.bar);
    parts.format = make("select", { "aria-label": "Format" }, ...this.#model.get("_options").formats.map(([value, title]) => make("option", { value }, title)));
    const save = button("Export", () => this.#export());
    const actions = make("div", { class: "row" }, parts.speak, parts.stop, make("span", { class: "space" }), parts.format, save);
    parts.detail = make("div", { class: "detail", hidden: true }, make("div", { class: "row" }, parts.title, parts.playSelected), labelled("Text", parts.text), actions, parts.progress);
    parts.spoken = make("ul", { class: "clips", "aria-label": "Spoken", hidden: true });
    arrowKeys(parts.spoken, { rows: ".clip-row", items: "button.play" });
    return make("div", {}, parts.detail, parts.spoken);
  }

  #showDetail() {
    const voice = this.#traits.get("_voices").find(({ key }) => key === this.#traits.get("selected"));
    const { detail, title } = this.#parts;
    this.#parts.slug = voice?.slug;
    detail.hidden = !voice;
    if (voice) setText(title, voice.name);
  }

  #speak() {
    if (!this.#isRunning) this.#run("speak", { text: this.#parts.text.value });
  }

  get #isRunning() {
    return ["queued", "working"].includes(this.#traits.get("phase"));
  }

  #showState() {
    const { root, speak, stop, progress, bar } = this.#parts;
    const running = this.#isRunning;
    const moves = focusedIn(root) === (running ? speak : stop);
    speak.hidden = running;
    stop.hidden = progress.hidden = !running;
    if (moves) (running ? stop : speak).focus();
    const percent = Math.round(100 * this.#traits.get("fraction"));
    bar.style.width = `${percent}%`;
    progress.setAttribute("aria-valuenow", percent);
  }

  #showSpoken() {
    const { spoken } = this.#parts;
    const known = new Map(this.#rows.map((row) => [row.id, row]));
    this.#rows = this.#traits.get("_rows").map((state) => known.get(state.id) ?? this.#spokenRow(state));
    spoken.replaceChildren(...this.#rows.map(({ node }) => node));
    spoken.hidden = !this.#rows.length;
  }

  #spokenRow({ id, label, text, seconds }) {
    const row = Object.assign(clipRow({ play: () => this.#play(id), seek: (part) => this.#sound.seek(id, part) }), { id });
    row.show({ name: label, facts: `${seconds.toFixed(1)} s · ${text}`, playable: true });
    return row;
  }

  // -- files --

  async #export() {
    const { slug, format } = this.#parts;
    const answer = await this.#run("export", { slug, format: format.value });
    if (!answer) return;
    const { name, notes } = answer.message;
    const address = URL.createObjectURL(new Blob([answer.buffers[0]]));
    const link = make("a", { href: address, download: name });
    link.click();
    setTimeout(() => URL.revokeObjectURL(address), 1000);
    this.#tell([`${name} was saved by the browser.`, ...notes].join(" "));
  }

  #foot() {
    const parts = this.#parts;
    parts.files = make("input", { type: "file", multiple: true, hidden: true, "aria-label": "Files of voices" });
    parts.files.addEventListener("change", () => this.#import([...parts.files.files]));
    parts.words = make("input", { type: "text", autocomplete: "off" });
    parts.consent = make("input", { type: "text", autocomplete: "off" });
    parts.told = make("p", { class: "hint", role: "status" });
    parts.problem = make("p", { class: "problem", role: "alert" });
    const about = make("details", {}, make("summary", {}, "For a recording of a person"), make("div", { class: "fields" }, labelled("What is said in it, word for word", parts.words), labelled("Whose voice it is, and that they agree", parts.consent)));
    return make("footer", {}, make("div", { class: "row" }, button("Import …", () => parts.files.click()), parts.files, about), parts.told, parts.problem);
  }

  async #import(files) {
    const { words, consent, files: field } = this.#parts;
    field.value = ""; // the same file can be chosen again
    if (!files.length) return;
    if (files.reduce((sum, { size }) => sum + size, 0) > LARGEST) {
      this.#tell("These files have more than 8 MB. Import them in a cell: st.presets.add_all(paths).", true);
      return;
    }
    this.#tell("Importing …");
    const contents = await Promise.all(files.map((file) => file.arrayBuffer()));
    const answer = await this.#run("import", { names: files.map(({ name }) => name), transcript: words.value, consent: consent.value }, contents);
    this.#tell(answer ? answer.message.told.join(" ") : "");
  }
}

/** A function that tells whether all words of a filter are in a voice: "elise" finds "Élise". */
function filterOf(typed) {
  const words = plain(typed).split(/\s+/).filter(Boolean);
  return ({ name, description, tags, language }) => {
    const text = plain([name, description, language, ...tags].join("\n"));
    return words.every((word) => text.includes(word));
  };
}

const plain = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLowerCase();

function render(model, el) {
  const panel = new VoicesPanel(model, el);
  return () => panel.dispose();
}

export const voices = { render };
