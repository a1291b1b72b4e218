/** The player's own bar: play, the switch between clips, the time. */

import { LETTERS, clock, colourOf, icon, make } from "./elements.js";

export class Bar {
  #text;
  #acts;
  #play = make("button", "sp-play");
  #now = make("b", "", clock(0));
  #whole = make("span");
  #switch = make("div", "sp-switch");
  #buttons = [];

  /** `acts` are toggle() and hear(place); `text` returns the player's texts (`words.js`). */
  constructor(text, acts) {
    this.#text = text;
    this.#acts = acts;
    this.element = make("div", "sp-bar");
    this.#play.addEventListener("click", acts.toggle);
    const time = make("div", "sp-time");
    time.append(this.#now, this.#whole);
    this.#switch.setAttribute("role", "group");
    this.#switch.setAttribute("aria-label", text("heard"));
    this.element.append(this.#play, this.#switch, time);
  }

  /** Make a button for each place; `clips` holds null where it is empty. */
  showClips(clips) {
    this.#buttons = clips.map((clip, place) => {
      const letter = LETTERS[place];
      const button = make("button", "", letter);
      button.style.setProperty("--sp-own", colourOf(place));
      const name = clip ? this.#text("hear", { letter, label: clip.label }) : this.#text("vacant", { letter });
      button.setAttribute("aria-label", name);
      button.disabled = !clip;
      button.addEventListener("click", () => this.#acts.hear(place));
      return button;
    });
    this.#switch.replaceChildren(...this.#buttons);
  }

  show({ playing, active, duration }) {
    this.#play.setAttribute("aria-label", this.#text(playing ? "pause" : "play"));
    this.#play.replaceChildren(icon(playing ? "pause" : "play"));
    this.#whole.textContent = ` / ${clock(duration)}`;
    this.#buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(place === active)));
  }

  moveTo(seconds) {
    const shown = clock(seconds);
    if (this.#now.textContent !== shown) this.#now.textContent = shown;
  }
}
