// The field with a take's tags, a comma between two: Enter saves, leaving the field too, Escape takes back.

import { make } from "./dom.js";
import { t } from "./words.js";

const tagsIn = (text) => text.split(",").map((tag) => tag.trim()).filter(Boolean);

/** Make the field, `{ node, show }`: `save(tags)` is called with what was typed, `left()` when a key ends the typing. */
export function tagField(label, save, left) {
  const named = { placeholder: t("ratings.tags_hint"), "aria-label": t("ratings.tags_on", { label }) };
  const node = make("input", { type: "text", class: "take-tags", maxlength: 1000, ...named });
  let shown = "";

  /** Show the take's tags, unless somebody types. */
  function show(tags) {
    shown = tags.join(", ");
    if (document.activeElement !== node) node.value = shown;
  }

  function end() {
    const tags = tagsIn(node.value);
    node.value = tags.join(", ");
    if (node.value !== shown) save(tags);
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
