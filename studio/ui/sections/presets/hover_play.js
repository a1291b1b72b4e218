// Listening while browsing: a voice is heard when the pointer rests on its card, or the arrows come to it. A switch turns
// it on; the browser remembers it.

import { button } from "../../static/page/dom.js";
import { stop, toggle } from "../../static/page/transport.js";
import { t } from "../../static/page/words.js";
import { soundOf } from "./card.js";

const STORED = "voice-studio-hear-at-once";
const REST = 180; // milliseconds that the pointer rests on a card before it is heard

/** Let the cards of a grid be heard at once; returns the switch. */
export function hoverPlay(grid) {
  let on = localStorage.getItem(STORED) === "yes";
  let over = null; // the card under the pointer
  let begun = null; // the clip that began by itself; it ends with the pointer's leaving
  let timer = 0;
  const node = button(t("presets.hear_at_once"), turn, { class: "small hear-at-once", "aria-pressed": on, title: t("presets.hear_at_once_about") });

  function turn() {
    on = !on;
    node.setAttribute("aria-pressed", on);
    localStorage.setItem(STORED, on ? "yes" : "no");
    if (!on) leave();
  }

  function hear(card) {
    begun = soundOf(card);
    if (begun) toggle(begun, 0);
  }

  function leave() {
    clearTimeout(timer);
    if (begun) stop(begun);
    begun = over = null;
  }

  grid.addEventListener("pointerover", (event) => {
    const card = event.target.closest(".card");
    if (!on || card === over || event.pointerType !== "mouse") return;
    leave();
    over = card;
    if (card) timer = setTimeout(() => hear(card), REST);
  });
  grid.addEventListener("pointerleave", () => on && leave());
  grid.addEventListener("pointerdown", () => (clearTimeout(timer), (begun = null)), true); // from here on the person decides
  grid.addEventListener("keydown", (event) => {
    const card = document.activeElement;
    if (on && event.defaultPrevented && event.key.match(/^(Arrow|Home|End)/) && card.matches(".card")) hear(card);
  });
  return node;
}
