// Underlines words of a text field: a twin of the field lies behind it, with the same text, invisible, in the same places.

import { make } from "../../static/page/dom.js";
import { changeBetween, moved } from "./spans.js";

const COPIED = [
  "font", "letterSpacing", "wordSpacing", "textAlign", "textIndent", "textTransform", "tabSize", "direction", "whiteSpace", "wordBreak",
  "overflowWrap", "padding", "borderWidth", "scrollbarWidth",
];

/**
 * Underline words of a textarea: `{ show(marks), light(name) }`.
 *
 * A mark is `{ name, kind, span }`: a dimension (kind "said"), or the rule of a note ("note", or "whole" for one on the
 * whole text, which has no line). Marks move along with what is typed; `light` tints those of a name, or none.
 */
export function underlines(input) {
  const field = input.closest(".block");
  const twin = make("div", { class: "twin", "aria-hidden": "true", tabindex: -1 });
  field.append(twin);
  let text = input.value;
  let marks = [];
  let lit = null;

  function draw() {
    const nodes = segments(text, marks).map(({ words, over }) => (over.length ? segment(words, over) : words));
    twin.replaceChildren(...nodes, "\u200b"); // so that a last, empty line counts
    scroll();
  }

  function segment(words, over) {
    const said = over.filter(({ kind }) => kind === "said").map(({ name }) => name);
    const noted = over.some(({ kind }) => kind === "note");
    return make("span", { "data-said": said.join(" ") || null, "data-noted": noted, "data-lit": over.some(({ name }) => name === lit) }, words);
  }

  function follow() {
    if (input.value === text) return;
    const change = changeBetween(text, input.value);
    text = input.value;
    marks = marks.map((mark) => ({ ...mark, span: moved(mark.span, change) })).filter(({ span }) => span);
    draw();
  }

  function scroll() {
    twin.scrollTop = input.scrollTop;
  }

  function place() {
    const style = getComputedStyle(input);
    for (const name of COPIED) twin.style[name] = style[name];
    const [own, outer] = [input.getBoundingClientRect(), field.getBoundingClientRect()];
    const borders = parseFloat(style.borderLeftWidth) + parseFloat(style.borderRightWidth);
    const hasScrollbar = input.offsetWidth - input.clientWidth - borders > 1;
    Object.assign(twin.style, {
      left: `${own.left - outer.left - field.clientLeft}px`,
      top: `${own.top - outer.top - field.clientTop}px`,
      width: `${own.width}px`,
      height: `${own.height}px`,
      overflowY: hasScrollbar ? "scroll" : "hidden",
    });
    scroll();
  }

  input.addEventListener("input", follow);
  input.addEventListener("scroll", scroll);
  document.addEventListener("studio:fields", follow);
  const watch = new ResizeObserver(place);
  watch.observe(input);
  watch.observe(field);

  return {
    /** Show these marks, which are places in the field's text as it is. */
    show(found) {
      text = input.value;
      marks = found;
      draw();
    },
    light(name) {
      if (lit === name) return;
      lit = name;
      draw();
    },
  };
}

/** Cut a text where a mark begins or ends: `[{ words, over }]`, each with the marks over it. */
function segments(text, marks) {
  const cuts = new Set([0, text.length, ...marks.flatMap(({ span }) => span)]);
  const places = [...cuts].filter((at) => at <= text.length).sort((a, b) => a - b);
  return places.slice(1).map((end, i) => ({
    words: text.slice(places[i], end),
    over: marks.filter(({ span }) => span[0] <= places[i] && end <= span[1]),
  }));
}
