// One blind test in a dialog: listen to hidden sounds and answer, until it is over. The studio keeps the key; this page
// gets sounds under random names, equally loud and equally long.

import { call } from "../../static/page/actions.js";
import { button, make } from "../../static/page/dom.js";
import { emit } from "../../static/page/event_bus.js";
import { problemNodes } from "../../static/page/problems.js";
import { claim, release } from "../../static/page/transport.js";
import { t } from "../../static/page/words.js";
import { Deck, assemble, loadTracks } from "../../static/player/deck.js";
import { resultNodes } from "./blind_result.js";

const ANSWERS = {
  abx: [["A", "blind.x_is_a", "ArrowLeft"], ["B", "blind.x_is_b", "ArrowRight"]],
  preference: [["1", "blind.prefer_1", "ArrowLeft"], ["none", "blind.no_difference", "ArrowDown"], ["2", "blind.prefer_2", "ArrowRight"]],
};
ANSWERS.tournament = ANSWERS.preference;
const ARROWS = { ArrowLeft: "←", ArrowRight: "→", ArrowDown: "↓" };

/** Open a test in the state that the studio answered; `closed` is called when the dialog closes. */
export function openTest(state, closed) {
  new BlindTest(closed).open(state);
}

class BlindTest {
  #closed;
  #state = {};
  #deck = new Deck(() => this.#refresh());
  #dialog = make("dialog", { class: "blind", tabindex: -1, "aria-labelledby": "blind-title" });
  #parts = {};
  #active = 0;
  #heard = new Set(); // the slots that have sounded in this trial
  #since = 0;
  #replays = 0;
  #ready = false;
  #asking = false;
  #restart = false;
  #life = new AbortController();

  constructor(closed) {
    this.#closed = closed;
    const { signal } = this.#life;
    // Before the player of the page, whose keys these are otherwise.
    window.addEventListener("keydown", (event) => this.#onKey(event), { capture: true, signal });
    this.#dialog.addEventListener("cancel", (event) => (event.preventDefault(), this.#escape()));
  }

  open(state) {
    document.querySelector(".gradio-container").append(this.#dialog);
    this.#dialog.showModal();
    claim(this);
    this.#show(state);
  }

  pause() {
    if (this.#deck.playing) this.#deck.pause();
    this.#refresh();
  }

  // -- what is shown --

  #show(state) {
    if (state.problem) return this.#showProblem(state.problem);
    this.#state = state;
    if (state.result) return this.#showResult(state.result);
    if (!state.test) return this.#close(); // nothing is left of it
    emit("trial", state.test);
    return this.#showTrial();
  }

  async #showTrial() {
    const { kind, slots, trial, planned, decided } = this.#state;
    this.#deck.pause();
    this.#ready = false;
    this.#heard.clear();
    this.#since = this.#replays = this.#active = 0;
    const parts = (this.#parts = {});
    parts.slots = slots.map(({ name }, place) => this.#slotButton(name, place));
    parts.fill = make("div", { class: "fill" });
    parts.track = make("div", { class: "track", onclick: (event) => this.#seek(event) }, parts.fill);
    parts.answers = ANSWERS[kind].map(([answer, text, key]) => this.#answerButton(answer, t(text), key));
    parts.message = make("p", { class: "say", role: "status" }, t("player.loading"));
    parts.stop = button(t("blind.stop"), () => this.#askToStop(), { class: "small quiet" });
    const counted = { "aria-valuemax": planned, "aria-valuenow": trial - 1 };
    const done = make("div", { class: "bar", style: `width: ${(100 * (trial - 1)) / planned}%` });
    this.#dialog.replaceChildren(
      header(t(`blind.${kind}`), t("blind.trial", { trial, planned }), parts.stop),
      make("div", { class: "progress", role: "progressbar", "aria-label": t("blind.progress"), ...counted }, done),
      make("p", { class: "question" }, t(`blind.question_${kind}`)),
      make("div", { class: "slots", role: "group", "aria-label": t("blind.listen") }, ...parts.slots),
      parts.track,
      make("div", { class: "answers", role: "group", "aria-label": t("blind.answer") }, ...parts.answers),
      parts.message,
      this.#foot(decided),
    );
    this.#dialog.focus();
    await this.#load(slots);
  }

  #foot(decided) {
    const { kind, may_take_back: mayTakeBack } = this.#state;
    const over = make("input", { type: "checkbox", onchange: (event) => (this.#restart = event.target.checked) });
    over.checked = this.#restart;
    const back = button(t("blind.take_back"), (event) => event.detail < 2 && this.#act("take_back")); // a double click takes one
    const foot = make("footer", {}, make("label", { class: "hint" }, over, ` ${t("blind.start_over")}`));
    if (mayTakeBack) foot.append(back);
    if (kind === "abx") foot.append(make("span", { class: "hint" }, t("blind.stands")));
    if (decided) foot.append(make("span", { class: "hint enough" }, t("blind.enough")));
    return foot;
  }

  #slotButton(name, place) {
    const attributes = { class: "slot", "aria-pressed": false, "aria-label": t("blind.hear", { name }) };
    return button(make("span", { class: "letter" }, name), () => this.#press(place), attributes);
  }

  #answerButton(answer, text, key) {
    const labelled = make("span", {}, text, " ", make("kbd", {}, ARROWS[key]));
    return button(labelled, () => this.#answer(answer), { class: "answer", "data-answer": answer });
  }

  async #load(slots) {
    const { message } = this.#parts;
    try {
      const tracks = await loadTracks(slots.map((slot) => slot.audio), this.#life.signal);
      if (this.#parts.message !== message) return; // another trial is shown
      this.#deck.load(assemble(tracks), this.#levels());
      this.#ready = true;
      message.replaceChildren(...helpLine(slots));
    } catch (error) {
      if (error.name === "AbortError" || this.#parts.message !== message) return;
      const again = button(t("player.retry"), () => this.#act("show"));
      const reason = error.reason ? t(`player.${error.reason}`, error.values) : error.message;
      message.replaceChildren(t("blind.not_loaded", { reason }), " ", again);
    }
    this.#refresh();
  }

  #showProblem(problem) {
    this.#deck.pause();
    this.#ready = false;
    const again = button(t("player.retry"), () => this.#act("show"));
    const away = button(t("blind.throw_test_away"), () => this.#act("discard"));
    const leave = button(t("blind.close"), () => this.#close(), { class: "small quiet" });
    const line = make("div", { class: "problem", role: "alert" }, ...problemNodes(problem));
    this.#dialog.replaceChildren(header(t("blind.test")), line, make("footer", {}, again, away, leave));
    again.focus();
  }

  #showResult(result) {
    this.#deck.close();
    this.#parts = {};
    const clips = result.clips.map((clip) => clip.reference);
    const again = (kind) => this.#act("begin", { kind, clips, trials: result.planned });
    this.#dialog.replaceChildren(...resultNodes(result, { again, close: () => this.#close() }));
    this.#dialog.querySelector("[data-first]")?.focus();
    emit("blind-result");
  }

  #askToStop() {
    const { cost, trial } = this.#state;
    this.pause();
    const resume = button(t("blind.go_on"), () => this.#show(this.#state), { class: "small keep" });
    const choices = [resume, button(t("blind.later"), () => this.#close())];
    if (trial > 1) choices.push(button(t("blind.finish"), () => this.#act("finish")));
    choices.push(button(t("blind.throw_it_away"), () => this.#act("discard"), { class: "small danger" }));
    this.#parts = {};
    this.#dialog.replaceChildren(header(t("blind.stop_here")), make("p", { class: "cost" }, `${t("blind.kept")} ${cost}`), make("footer", {}, ...choices));
    resume.focus();
  }

  // -- what is heard --

  /** Listen to a slot: switch to it, and start if nothing plays. */
  #press(place) {
    if (!this.#ready) return;
    if (this.#restart && place !== this.#active) this.#deck.seek(0);
    this.#active = place;
    this.#replays += 1;
    this.#deck.setLevels(this.#levels());
    if (!this.#deck.playing) this.#play();
    this.#note();
    this.#refresh();
  }

  #toggle() {
    if (!this.#ready) return;
    if (this.#deck.playing) return this.pause();
    this.#replays += 1;
    this.#play();
    this.#note();
    this.#refresh();
  }

  #play() {
    this.#since ||= performance.now();
    claim(this);
    this.#deck.play();
    const follow = () => {
      this.#move();
      if (this.#deck.playing) requestAnimationFrame(follow);
    };
    requestAnimationFrame(follow);
  }

  #seek(event) {
    if (!this.#ready) return;
    const { left, width } = this.#parts.track.getBoundingClientRect();
    this.#deck.seek(((event.clientX - left) / width) * this.#deck.duration);
    this.#move();
  }

  #note() {
    this.#heard.add(this.#state.slots[this.#active].name);
  }

  #levels() {
    return this.#state.slots.map((_, place) => (place === this.#active ? 1 : 0));
  }

  #move() {
    const { fill } = this.#parts;
    if (fill) fill.style.width = `${(100 * this.#deck.position) / (this.#deck.duration || 1)}%`;
  }

  #refresh() {
    const { slots = [], answers = [] } = this.#parts;
    slots.forEach((button, place) => {
      const sounding = place === this.#active && this.#deck.playing;
      button.setAttribute("aria-pressed", place === this.#active && this.#heard.size > 0);
      button.classList.toggle("sounding", sounding);
      button.classList.toggle("heard", this.#heard.has(this.#state.slots[place].name));
    });
    for (const button of answers) button.setAttribute("aria-disabled", !this.#mayAnswer);
    this.#move();
  }

  // -- what is answered --

  /** An answer counts when what it is about was heard. */
  get #mayAnswer() {
    const asked = this.#state.kind === "abx" ? ["X"] : ["1", "2"];
    return this.#ready && asked.every((name) => this.#heard.has(name));
  }

  #answer(answer) {
    if (!this.#mayAnswer) {
      const missing = t(this.#state.kind === "abx" ? "blind.x_first" : "blind.both_first");
      if (this.#ready) this.#parts.message.textContent = missing;
      return;
    }
    const seconds = (performance.now() - this.#since) / 1000;
    this.#act("answer", { trial: this.#state.trial, answer, seconds, replays: this.#replays });
  }

  /** Call an action about this test, and show its answer. */
  async #act(name, request = {}) {
    if (this.#asking) return; // one call at a time
    this.#asking = true;
    this.#ready = false;
    this.pause();
    const answer = await call(`blind.${name}`, { test: this.#state.test, ...request });
    this.#asking = false;
    if (!this.#life.signal.aborted) this.#show(answer);
  }

  #onKey(event) {
    if (!this.#dialog.open) return;
    event.stopPropagation();
    if (!this.#parts.message || event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
    const act = this.#action(event.key);
    if (!act) return;
    event.preventDefault();
    act();
  }

  #action(key) {
    if (key === " ") return () => this.#toggle();
    const place = this.#state.slots.findIndex((slot) => slot.name === key.toUpperCase());
    if (place >= 0) return () => this.#press(place);
    const answer = ANSWERS[this.#state.kind].find(([, , arrow]) => arrow === key);
    return answer && (() => this.#answer(answer[0]));
  }

  #escape() {
    if (this.#parts.message) this.#askToStop();
    else this.#close();
  }

  #close() {
    this.#life.abort();
    this.#deck.close();
    this.#dialog.close();
    this.#dialog.remove();
    release(this);
    this.#closed();
  }
}

/** The dialog's first line; its heading names the dialog. */
function header(title, status = "", ...beside) {
  return make("header", {}, make("h2", { id: "blind-title" }, title), make("span", { class: "status" }, status), ...beside);
}

function helpLine(slots) {
  const keys = slots.flatMap(({ name }) => [make("kbd", {}, name), " "]);
  const space = make("kbd", {}, t("player.key_space"));
  return [t("blind.help"), " ", ...keys, t("blind.help_switch"), " ", space, ` ${t("blind.help_space")}`];
}
