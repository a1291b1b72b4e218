/** A text field whose words are marked: a twin lies behind it, with the same text, invisible, in the same places. */

import { changeBetween, movedSpans } from "../../ui/sections/description/spans.js";
import { make } from "./panel.js";

/**
 * Make the field: `{ node, input, show(text, marks), light(name) }`. A mark is `{ name, kind, spans }`, of a text; while
 * another text is in the field, marks move along with what was typed. `light` tints those of a name, or none.
 */
export function markedText(attributes) {
  const twin = make("div", { class: "twin", "aria-hidden": "true" });
  const input = make("textarea", { ...attributes });
  const node = make("div", { class: "marked" }, twin, input);
  let of = "";
  let marks = [];
  let lit = null;

  function draw() {
    const change = changeBetween(of, input.value);
    const moved = marks.flatMap(({ name, kind, spans }) => movedSpans(spans, change).map((span) => ({ name, kind, span })));
    const edges = new Set([0, input.value.length, ...moved.flatMap(({ span }) => span)]);
    const places = [...edges].sort((a, b) => a - b);
    const pieces = places.slice(1).map((end, i) => piece(places[i], end, moved));
    twin.replaceChildren(...pieces, "\u200b"); // so that a last, empty line counts
    twin.scrollTop = input.scrollTop;
  }

  function piece(start, end, moved) {
    const words = input.value.slice(start, end);
    const over = moved.filter(({ span }) => span[0] <= start && end <= span[1]);
    if (!over.length) return words;
    const kinds = new Set(over.map(({ kind }) => kind));
    return make("span", { "data-said": kinds.has("said"), "data-noted": kinds.has("note"), "data-lit": over.some(({ name }) => name === lit) }, words);
  }

  input.addEventListener("input", draw);
  input.addEventListener("scroll", () => (twin.scrollTop = input.scrollTop));
  return {
    node,
    input,
    show(text, found) {
      of = text;
      marks = found;
      draw();
    },
    light(name) {
      lit = name;
      draw();
    },
  };
}
