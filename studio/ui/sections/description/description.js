// Below the description: what was understood of it, the words of each dimension, and notes. Python reads it
// (`/studio/reading.json`) and changes it; this module only shows that, and puts changes into the field as if typed.

import { call } from "../../static/page/actions.js";
import { getJson, make } from "../../static/page/dom.js";
import { tell } from "../../static/page/toast.js";
import { whenDrawn } from "../../static/page/when_drawn.js";
import { language, t } from "../../static/page/words.js";
import { dimensionCells } from "./cells.js";
import { noteStrip } from "./notes.js";
import { readingFeed } from "./reading_feed.js";
import { replaceText, without } from "./replace_text.js";
import { changeBetween, movedSpans } from "./spans.js";
import { termMenu } from "./term_menu.js";
import { underlines } from "./underlines.js";

const PAUSE = 700; // milliseconds without typing until notes are shown

export async function mount(element) {
  let lines = null; // the underlines, once the field is drawn
  const cells = dimensionCells({ choose, light: (name) => lines?.light(name) });
  const strip = noteStrip({ fix, light: (rule) => lines?.light(rule), changed: drawMarks });
  element.append(make("div", { class: "understood" }, cells.node, strip.node));
  const input = await whenDrawn("#field-description textarea");
  lines = underlines(input);
  const read = readingFeed(show);
  const menu = termMenu(change);
  let reading = { language: "", dimensions: [], notes: [] };
  let text = null; // the text that the reading is of
  let noted = null; // the text that the notes are of
  let vocabulary = null; // a dimension → its terms
  let timer = 0;
  let isOwn = false; // whether the last change was a click's, whose notes need no pause

  input.addEventListener("input", (event) => follow(event.isComposing), { capture: true }); // asks before anything is drawn
  input.addEventListener("compositionend", () => follow());
  for (const event of ["keyup", "click", "select"]) input.addEventListener(event, followCaret);
  document.addEventListener("studio:fields", () => input.value !== text && follow());
  follow();

  function follow(isComposing = false) {
    read(input.value);
    clearTimeout(timer);
    if (!isComposing) timer = setTimeout(showNotes, PAUSE);
  }

  function show(answer, of) {
    const isFirst = text === null;
    text = of;
    reading = answer;
    cells.show(answer.dimensions);
    drawMarks();
    followCaret();
    if (isFirst || isOwn || document.activeElement !== input) showNotes();
  }

  /** Show the notes on the text as it is. */
  function showNotes() {
    if (text !== input.value) return;
    noted = text;
    isOwn = false;
    strip.show(reading.notes, text);
  }

  function drawMarks() {
    if (text === null) return;
    const [said, remarked] = [changeBetween(text, input.value), changeBetween(noted ?? "", input.value)];
    const marks = reading.dimensions.flatMap(({ name, spans }) => movedSpans(spans, said).map((span) => ({ name, kind: "said", span })));
    const notes = strip.shown().flatMap(({ rule, spans }) => movedSpans(spans, remarked).map((span) => ({ name: rule, kind: isWhole(span) ? "whole" : "note", span })));
    lines.show([...marks, ...notes]);
  }

  const isWhole = ([start, end]) => start === 0 && end === input.value.length;

  function followCaret() {
    if (document.activeElement !== input || text !== input.value) return cells.mark([]);
    const caret = input.selectionStart;
    const here = reading.dimensions.filter(({ spans }) => spans.some(([start, end]) => start <= caret && caret <= end));
    cells.mark(here.map(({ name }) => name));
    strip.at(caret);
  }

  async function choose(name, cell) {
    vocabulary ??= await getJson(`/studio/vocabulary.json?interface=${language}`).catch(() => null);
    if (!vocabulary) return;
    if (name) return openTerms(name, cell);
    const shown = reading.dimensions.map((each) => each.name);
    const others = Object.entries(vocabulary).filter(([other]) => !shown.includes(other));
    menu.list(cell, t("description.others"), others.map(([other, { label, meaning }]) => ({ name: other, label, meaning })), (other) => openTerms(other.name, cell));
  }

  function openTerms(name, cell) {
    const understood = reading.dimensions.find((each) => each.name === name);
    menu.open(cell, { ...understood, ...vocabulary[name], name }, reading.language);
  }

  /** Ask Python for a change of one dimension, and put it into the field. */
  async function change(request, event, cell) {
    const before = input.value;
    const answer = await call("description.change", { ...request, description: before });
    if (answer.problem) return tell(`${answer.problem.what} ${answer.problem.next_step}`);
    if (input.value !== before) return; // typed on meanwhile: what was asked for is about another text
    const { label } = vocabulary[request.dimension];
    const told = request.operation === "remove" ? t("description.removed", { dimension: label }) : t("description.changed", { words: answer.words });
    put(before, answer.description, told, event, cell);
  }

  function fix({ label, description }, event) {
    if (noted !== input.value) return showNotes();
    put(input.value, description, label, event, input);
  }

  /** Put a text into the field and say so. With the keyboard the focus stays where it was; the pointer goes on writing. */
  function put(before, after, told, event, stay) {
    if (after === before) return tell(t("description.unchanged"));
    isOwn = true;
    replaceText(input, after);
    if (event.detail === 0) stay.focus();
    tell(told, { undo: () => undo(before, after) });
  }

  function undo(before, after) {
    const text = without(before, after, input.value);
    if (text === null) return tell(t("description.changed_since"));
    isOwn = true;
    replaceText(input, text);
  }
}
