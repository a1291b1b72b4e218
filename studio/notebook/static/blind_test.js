/**
 * A blind test in a notebook cell: listen to sounds without names, and answer until it is over. The kernel has the key;
 * it sends the sounds of a trial without names, equally loud and equally long.
 */

import { Deck, assemble, loadTracks } from "../../ui/static/player/deck.js";
import { BLIND_CSS } from "./blind_test_style.js";
import { pauseForOthers, startsToPlay } from "./one_sounds.js";
import { NO_KERNEL, button, hasFocus, make, panelIn, setText, waitForKernel, wakeMarimo } from "./panel.js";
import { Questions } from "./questions.js";
import { Traits } from "./traits.js";

const TITLES = { abx: "ABX", preference: "Preference", tournament: "Tournament" };
const QUESTIONS = {
  abx: "Is X the same as A, or the same as B?",
  preference: "Which of the two do you like better?",
  tournament: "Which of these two do you like better?",
};
const PREFERENCE = [["1", "I prefer 1", "ArrowLeft"], ["none", "no difference", "ArrowDown"], ["2", "I prefer 2", "ArrowRight"]];
const ANSWERS = { abx: [["A", "X is A", "ArrowLeft"], ["B", "X is B", "ArrowRight"]], preference: PREFERENCE, tournament: PREFERENCE };
const ARROWS = { ArrowLeft: "←", ArrowRight: "→", ArrowDown: "↓" };
class BlindPanel {
  #traits;
  #questions;
  #life = new AbortController();
  #root;
  #body;
  #deck = new Deck(() => this.#refresh());
  #parts = null; // of the trial that is shown
  #shown = 0; // its number
  #active = 0;
  #heard = new Set(); // the slots that have sounded in this trial
  #since = 0;
  #replays = 0;
  #isLoaded = false;
  #isAsking = false; // whether the kernel was asked for something else than sounds
  #startsOver = false;

  constructor(model, el) {
    const { signal } = this.#life;
    const follow = () => this.#follow();
    this.#questions = new Questions(model);
    this.#traits = new Traits(model, { _offered: follow, _result: follow }); // each is whole: marimo tells of one trait at a time
    ({ root: this.#root, body: this.#body } = panelIn(el, "studio-blind", "Blind test", BLIND_CSS, signal));
    pauseForOthers(this.#root, () => this.#pause(), signal);
    this.#root.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    this.#follow();
  }

  dispose() {
    this.#life.abort();
    this.#questions.dispose();
    this.#traits.dispose();
    this.#deck.close();
  }

  // -- what is shown --

  #follow() {
    const [offered, result] = ["_offered", "_result"].map((name) => this.#traits.get(name));
    if (result.summary) this.#showResult(result);
    else if (offered.trial !== this.#shown) this.#showTrial(offered);
  }

  #showTrial(offered) {
    const kind = this.#traits.get("kind");
    const { trial, planned } = offered;
    const hadFocus = hasFocus(this.#root);
    this.#deck.pause();
    this.#heard.clear();
    this.#since = this.#replays = this.#active = 0;
    this.#shown = trial;
    this.#isLoaded = false;
    const parts = (this.#parts = { offered, names: offered.slots });
    parts.slots = parts.names.map((name, place) => button(name, () => this.#press(place), { class: "slot", "aria-pressed": "false", "aria-label": `Hear ${name}` }));
    parts.fill = make("div", { class: "fill" });
    parts.track = make("div", { class: "track", onclick: (event) => this.#seek(event) }, parts.fill);
    parts.answers = ANSWERS[kind].map(([answer, text, key]) => button(make("span", {}, text, make("kbd", {}, ARROWS[key])), () => this.#answer(answer), { class: answer === "none" ? "" : "primary" }));
    parts.message = make("p", { class: "say", role: "status" });
    parts.problem = make("p", { class: "problem", role: "alert" });
    parts.foot = make("footer", { class: "row" });
    const counted = { role: "progressbar", "aria-label": "Progress", "aria-valuemin": 0, "aria-valuemax": planned, "aria-valuenow": trial - 1 };
    this.#body.replaceChildren(
      make("header", {}, make("h3", {}, TITLES[kind]), make("span", { class: "hint" }, `trial ${trial} of ${planned}`)),
      make("div", { class: "progress", ...counted }, make("div", { style: `width: ${(100 * (trial - 1)) / planned}%` })),
      make("p", { class: "question" }, QUESTIONS[kind]),
      make("div", { class: "slots", role: "group", "aria-label": "Listen" }, ...parts.slots),
      parts.track,
      make("div", { class: "answers row", role: "group", "aria-label": "Answer" }, ...parts.answers),
      parts.message,
      parts.problem,
      parts.foot,
    );
    this.#showFoot();
    if (hadFocus) this.#root.focus({ preventScroll: true });
    this.#loadSounds(parts);
  }

  #showFoot() {
    const { foot, offered } = this.#parts;
    const over = make("input", { type: "checkbox", onchange: (event) => (this.#startsOver = event.target.checked) });
    over.checked = this.#startsOver;
    const back = offered.may_take_back && button("take the last answer back", () => this.#act("take_back"), { class: "quiet" });
    const stands = this.#traits.get("kind") === "abx" && make("span", { class: "hint" }, "An answer stands: no result is shown before the end.");
    const enough = offered.decided && make("span", { class: "enough" }, "One leads clearly: you may stop here.");
    const stop = button("stop", () => this.#askToStop(), { class: "quiet" });
    foot.replaceChildren(...[make("label", { class: "hint" }, over, "start over on switching"), back, stands, enough, stop].filter(Boolean));
  }

  #askToStop() {
    this.#pause();
    const { foot, offered } = this.#parts;
    const go_on = button("Go on", () => (this.#showFoot(), this.#root.focus()));
    const finish = this.#shown > 1 && button("Stop and show the result", () => this.#act("stop"));
    const away = button("Throw it away", () => this.#act("discard"), { class: "danger" });
    foot.replaceChildren(...[make("p", { class: "hint" }, offered.cost), go_on, finish, away].filter(Boolean));
    go_on.focus();
  }

  #showResult({ title, summary, notes, figures, ranking, key }) {
    if (this.#parts === "result") return;
    const hadFocus = hasFocus(this.#root);
    this.#deck.close();
    this.#parts = "result";
    const nodes = [
      make("h3", {}, title),
      make("p", { class: "summary", role: "status" }, summary),
      ...notes.map((note) => make("p", { class: "hint" }, note)),
      figures.length && make("dl", {}, ...figures.flatMap(([name, value]) => [make("dt", {}, name), make("dd", {}, value)])),
      ranking.length && rankingTable(ranking),
      key.length && make("details", {}, make("summary", {}, "What was behind the names"), make("ul", {}, ...key.map((line) => make("li", {}, line)))),
    ];
    this.#body.replaceChildren(...nodes.filter(Boolean));
    if (hadFocus) this.#root.focus({ preventScroll: true });
    if (this.#shown) wakeMarimo(this.#traits);
  }

  // -- what the kernel is asked --

  async #loadSounds(parts) {
    setText(parts.message, "Loading the sounds …");
    try {
      const { buffers } = await this.#ask("sounds", { trial: this.#shown }, parts);
      const tracks = await loadTracks(buffers, this.#life.signal);
      if (this.#parts !== parts) return; // another trial is shown
      this.#deck.load(assemble(tracks), this.#levels());
      this.#isLoaded = true;
      parts.message.replaceChildren(...helpLine(parts.names));
    } catch (error) {
      setText(parts.message, "");
      setText(parts.problem, `The sounds could not be loaded: ${error.message}`);
    }
    this.#refresh();
  }

  /** Ask the kernel for something that changes the test. */
  async #act(kind, request = {}) {
    if (this.#isAsking) return;
    const parts = this.#parts;
    this.#isAsking = true;
    this.#pause();
    setText(parts.problem, "");
    try {
      await this.#ask(kind, request, parts);
    } catch (error) {
      setText(parts.problem, error.message);
    }
    this.#isAsking = false;
    this.#refresh();
  }

  async #ask(kind, request, { message }) {
    const answered = waitForKernel(() => setText(message, NO_KERNEL));
    try {
      return await this.#questions.ask(kind, request);
    } finally {
      answered();
    }
  }

  get #isReady() {
    return this.#isLoaded && !this.#isAsking;
  }

  // -- what is heard --

  /** Listen to a slot: switch to it, and start if nothing plays. */
  #press(place) {
    if (!this.#isReady) return;
    if (this.#startsOver && place !== this.#active) this.#deck.seek(0);
    this.#active = place;
    this.#deck.setLevels(this.#levels());
    if (this.#deck.playing) this.#note();
    else this.#play();
  }

  #toggle() {
    if (!this.#isReady) return;
    if (this.#deck.playing) this.#pause();
    else this.#play();
  }

  #play() {
    this.#since ||= performance.now();
    startsToPlay(this.#root);
    this.#deck.play();
    this.#note();
    const follow = () => {
      this.#move();
      if (this.#deck.playing) requestAnimationFrame(follow);
    };
    requestAnimationFrame(follow);
  }

  #pause() {
    if (this.#deck.playing) this.#deck.pause();
    this.#refresh();
  }

  #note() {
    this.#replays += 1;
    this.#heard.add(this.#active);
    this.#refresh();
  }

  #seek(event) {
    if (!this.#isReady) return;
    const { left, width } = this.#parts.track.getBoundingClientRect();
    this.#deck.seek(((event.clientX - left) / width) * this.#deck.duration);
    this.#move();
  }

  #levels() {
    return this.#parts.names.map((_, place) => (place === this.#active ? 1 : 0));
  }

  #move() {
    const { fill } = this.#parts ?? {};
    if (fill) fill.style.width = `${(100 * this.#deck.position) / (this.#deck.duration || 1)}%`;
  }

  #refresh() {
    const { slots = [], answers = [] } = this.#parts ?? {};
    slots.forEach((slot, place) => {
      slot.setAttribute("aria-pressed", String(place === this.#active && this.#heard.size > 0));
      slot.classList.toggle("sounding", place === this.#active && this.#deck.playing);
      slot.classList.toggle("heard", this.#heard.has(place));
    });
    for (const answer of answers) answer.setAttribute("aria-disabled", String(!this.#mayAnswer));
    this.#move();
  }

  // -- what is answered --

  /** An answer counts when what it is about was heard. */
  get #mayAnswer() {
    const asked = this.#traits.get("kind") === "abx" ? [2] : [0, 1];
    return this.#isReady && asked.every((place) => this.#heard.has(place));
  }

  #answer(answer) {
    if (!this.#mayAnswer) {
      if (this.#isReady) setText(this.#parts.message, this.#traits.get("kind") === "abx" ? "Listen to X first." : "Listen to both first.");
      return;
    }
    const seconds = (performance.now() - this.#since) / 1000;
    this.#act("answer", { trial: this.#shown, answer, seconds, replays: this.#replays });
  }

  #onKey(event) {
    if (this.#parts === "result" || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const act = this.#actionOf(event);
    if (!act) return;
    event.preventDefault();
    act();
  }

  #actionOf({ key, target }) {
    if (key === "Escape") return () => this.#askToStop();
    if (key === " ") return target.closest("footer button, footer input, .answers button") ? null : () => this.#toggle();
    const place = this.#parts.names.indexOf(key.toUpperCase());
    if (place >= 0) return () => this.#press(place);
    const answer = ANSWERS[this.#traits.get("kind")].find(([, , arrow]) => arrow === key);
    return answer && (() => this.#answer(answer[0]));
  }
}

function rankingTable(ranking) {
  const heads = ["", "", "won", "strength", "best of all"].map((text) => (text ? make("th", { scope: "col" }, text) : make("td", {})));
  const rows = ranking.map(([place, label, ...figures]) => make("tr", {}, make("td", {}, place), make("th", { scope: "row" }, label), ...figures.map((text) => make("td", {}, text))));
  return make("table", { class: "ranking" }, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...rows));
}

function helpLine(names) {
  const keys = names.flatMap((name) => [make("kbd", {}, name), " "]);
  return ["Listen as long as you like: ", ...keys, "switch, ", make("kbd", {}, "Space"), " plays and pauses."];
}

function render(model, el) {
  const panel = new BlindPanel(model, el);
  return () => panel.dispose();
}

export const blindTest = { render };
