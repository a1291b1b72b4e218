// The buttons that send a clip to the comparison: to A, to B, or as one more.

import { LETTERS, MOST, add, comparison, put, remove } from "./comparison.js";
import { make, setText } from "./dom.js";
import { on } from "./event_bus.js";
import { t } from "./words.js";

/** Make the buttons for a clip; each shows whether its clip is there. */
export function compareButtons(reference, label) {
  return [toPlace(0, reference, label), toPlace(1, reference, label), oneMore(reference, label)];
}

function toPlace(place, reference, label) {
  const letter = LETTERS[place];
  const go = () => put(place, reference);
  const attributes = { type: "button", class: "small", onclick: go, "data-place": place, "data-ref": reference };
  const named = { "aria-label": t("comparison.to_place_of", { letter, label }), title: t("comparison.to_place_title", { letter }) };
  return make("button", { ...attributes, ...named }, t("comparison.to_place", { letter }));
}

function oneMore(reference, label) {
  const go = () => (comparison.places.includes(reference) ? remove(reference) : add(reference));
  const attributes = { type: "button", class: "small more", onclick: go, "data-more": reference, "data-label": label };
  return make("button", { ...attributes, title: t("comparison.more_title") }, "+");
}

/** Show on every button whether its clip is compared; only what has changed is written, for there may be a thousand. */
function mark() {
  const { places } = comparison;
  for (const button of document.querySelectorAll("[data-place]")) {
    set(button, "aria-pressed", places[button.dataset.place] === button.dataset.ref);
  }
  const full = places.every(Boolean) && places.length === MOST;
  for (const button of document.querySelectorAll("[data-more]")) {
    const place = places.indexOf(button.dataset.more);
    const sign = place > 1 ? LETTERS[place] : "+";
    setText(button, sign);
    set(button, "aria-label", t("comparison.more_of", { sign, label: button.dataset.label }));
    set(button, "aria-pressed", place > 1);
    button.disabled = place === 0 || place === 1 || (place < 0 && full);
  }
}

function set(button, name, value) {
  if (button.getAttribute(name) !== String(value)) button.setAttribute(name, value);
}

on("comparison", mark);
on("drawn", mark);
