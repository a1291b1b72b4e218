// A field of one line about a take, such as its title or its tags: Enter saves, leaving the field too, Escape takes back.

import { make } from "./dom.js";

/**
 * Make the field, `{ node, show }`: `tidy(text)` returns the text as it is stored, `save(text)` is called with it where it
 * is new, `left()` when a key ends the typing; `show(text)` shows what is stored, unless somebody types.
 */
export function lineField(attributes, { tidy, save, left }) {
  const node = make("input", { type: "text", ...attributes });
  let shown = "";

  function show(text) {
    shown = text;
    if (document.activeElement !== node) node.value = shown;
  }

  function end() {
    node.value = tidy(node.value);
    if (node.value !== shown) save(node.value);
  }

  node.addEventListener("blur", end);
  node.addEventListener("keydown", (event) => {
    if (event.isComposing || !["Enter", "Escape"].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    if (event.key === "Escape") node.value = shown;
    left();
    if (document.activeElement === node) node.blur();
  });
  return { node, show };
}
