/** How far an audition is, and a button that stops it. */

import { button, focusedIn, make, panelIn, setText, wakeMarimo } from "./panel.js";
import { Traits } from "./traits.js";

const PHASES = { queued: "Waiting", working: "Working", done: "Done", cancelled: "Stopped", failed: "Failed" };
const STYLE = `
.studio-progress .row { justify-content: space-between; flex-wrap: nowrap; }
.studio-progress .progress { height: 8px; margin: 8px 0 0; }
.studio-progress .words { min-width: 0; overflow-wrap: anywhere; }
`;

class ProgressPanel {
  #model;
  #traits;
  #life = new AbortController();
  #words = make("span", { class: "words", role: "status" });
  #done = make("div");
  #bar = make("div", { class: "progress", role: "progressbar", "aria-label": "Takes", "aria-valuemin": 0, "aria-valuemax": 100 }, this.#done);
  #stop = button("Stop", () => this.#ask());

  constructor(model, el) {
    this.#model = model;
    const { body } = panelIn(el, "studio-progress", "Progress", STYLE, this.#life.signal);
    body.append(make("div", { class: "row" }, this.#words, this.#stop), this.#bar);
    const show = () => this.#show();
    this.#traits = new Traits(model, { phase: () => (show(), this.#isOver && wakeMarimo(this.#traits)), fraction: show, eta: show, place: show, _told: show });
    this.#show();
  }

  dispose() {
    this.#life.abort();
    this.#traits.dispose();
  }

  get #isOver() {
    return !["queued", "working"].includes(this.#model.get("phase"));
  }

  #ask() {
    this.#stop.disabled = true;
    this.#model.send({ kind: "stop" });
  }

  #show() {
    const [phase, fraction] = ["phase", "fraction"].map((name) => this.#model.get(name));
    setText(this.#words, this.#told(phase));
    const percent = Math.round(100 * fraction);
    this.#done.style.width = `${percent}%`;
    this.#bar.setAttribute("aria-valuenow", percent);
    const over = this.#isOver;
    if (over && focusedIn(this.#stop) === this.#stop) this.#stop.closest("section").focus({ preventScroll: true });
    this.#stop.hidden = over;
  }

  /** In words that change at most once a second: a status line is read out. */
  #told(phase) {
    const [place, eta, made] = ["place", "eta", "_told"].map((name) => this.#model.get(name));
    const waits = phase === "queued" && place > 1 ? `${place - 1} before it` : "";
    const left = phase === "working" && eta !== null ? `about ${inWords(Math.max(1, Math.round(eta)))} left` : "";
    return [PHASES[phase], waits, made, left].filter(Boolean).join(" · ");
  }
}

function inWords(seconds) {
  return seconds < 90 ? `${seconds} s` : `${Math.round(seconds / 60)} min`;
}

function render(model, el) {
  const panel = new ProgressPanel(model, el);
  return () => panel.dispose();
}

export const progress = { render };
