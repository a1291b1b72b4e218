/** The description: its field with the words that were understood, a cell for each dimension, notes with fixes, and undo. */

import { replaceText, without } from "../../ui/sections/description/replace_text.js";
import { roving } from "../../ui/static/page/roving.js";
import { markedText } from "./marked_text.js";
import { button, labelled, make, setText } from "./panel.js";

const PAUSE = 700; // milliseconds without typing until notes are shown

/**
 * The description's part of the editor: `{ node, input, text, setText(text), show(reading), dispose() }`. `ask(kind, more)`
 * asks the kernel, `typed()` is called after each change of the text, `limit` is the most characters.
 */
export function reader({ ask, typed, limit }) {
  const field = markedText({ rows: 3, placeholder: "How the voice sounds, in words", spellcheck: false });
  const { input } = field;
  const count = make("span", { class: "count" });
  const cells = make("div", { class: "cells", role: "group", "aria-label": "What is understood" });
  const words = make("div", { class: "words", role: "group", hidden: true });
  const notes = make("ul", { class: "notes", "aria-label": "Notes" });
  const told = make("span", { role: "status" });
  const undo = button("Undo", () => takeBack(), { class: "quiet", hidden: true });
  const label = labelled("Description", field.node);
  label.firstChild.append(" ", count);
  const node = make("div", { class: "reader" }, label, cells, words, notes, make("div", { class: "row hint done" }, told, undo));
  roving(cells, { itemSelector: "button", across: true });
  roving(words, { itemSelector: "button", across: true });
  let reading = { text: "", language: "", dimensions: [], notes: [] };
  let last = null; // the change that can be taken back: { before, after }
  let timer = 0;

  input.addEventListener("input", () => {
    typed();
    countCharacters();
    clearTimeout(timer);
    timer = setTimeout(showNotes, PAUSE);
  });

  function countCharacters() {
    const length = input.value.trim().length;
    setText(count, length > limit / 2 ? `${length}/${limit}` : "");
    count.toggleAttribute("data-over", length > limit);
  }

  function draw() {
    const said = reading.dimensions.map(({ name, spans }) => ({ name, kind: "said", spans }));
    const noted = shownNotes().map(({ why, spans }) => ({ name: why, kind: "note", spans: spans.filter(([start, end]) => end - start < reading.text.length) }));
    field.show(reading.text, [...said, ...noted]);
  }

  const shownNotes = () => (notes.dataset.of === reading.text ? reading.notes : []);

  // -- cells --

  function showCells() {
    const known = new Map([...cells.children].map((cell) => [cell.dataset.dimension, cell]));
    const nodes = reading.dimensions.map((dimension) => showCell(known.get(dimension.name) ?? cellOf(dimension.name), dimension));
    const more = known.get("") ?? cellOf("");
    setText(more.firstChild, "more");
    setText(more.lastChild, "add …");
    const all = [...nodes, more];
    if (all.length !== cells.children.length || all.some((cell, i) => cells.children[i] !== cell)) cells.replaceChildren(...all);
  }

  function cellOf(name) {
    const cell = button("", () => choose(name, cell), { class: "cell", "data-dimension": name, "aria-expanded": "false" });
    cell.append(make("span", { class: "name" }), " ", make("span", { class: "value" }));
    cell.firstChild.remove(); // the empty text
    for (const enter of ["pointerenter", "focus"]) cell.addEventListener(enter, () => field.light(name));
    for (const leave of ["pointerleave", "blur"]) cell.addEventListener(leave, () => field.light(null));
    return cell;
  }

  function showCell(cell, { label: name, says }) {
    setText(cell.firstChild, name);
    setText(cell.lastChild, says || "not said");
    cell.toggleAttribute("data-said", Boolean(says));
    return cell;
  }

  // -- the words of a dimension --

  async function choose(name, cell) {
    if (!words.hidden && words.dataset.dimension === name) return closeWords(cell);
    try {
      const { message } = await ask("words", { dimension: name, language: reading.language });
      openWords(name, cell, name ? wordButtons(name, message, cell) : dimensionButtons(message, cell));
    } catch (error) {
      setText(told, error.message);
    }
    return undefined;
  }

  function openWords(name, cell, { title, nodes }) {
    closeWords();
    const away = button("close", () => closeWords(cell), { class: "quiet" });
    words.replaceChildren(make("span", { class: "name" }, title), ...nodes, away);
    words.setAttribute("aria-label", title);
    words.dataset.dimension = name;
    words.hidden = false;
    cell.setAttribute("aria-expanded", "true");
    words.onkeydown = (event) => event.key === "Escape" && closeWords(cell);
    (words.querySelector("[aria-pressed=true]") ?? words.querySelector("button")).focus();
  }

  function closeWords(cell = null) {
    words.hidden = true;
    for (const each of cells.children) each.setAttribute("aria-expanded", "false");
    cell?.focus();
  }

  function wordButtons(name, { label: title, terms, ordered }, cell) {
    const { term: said, says } = reading.dimensions.find((each) => each.name === name) ?? {};
    const act = (operation, term = "") => () => change({ operation, dimension: name, term }, title, cell);
    const nodes = terms.map(({ id, word, meaning }) => button(word, act("add", id), { class: "chip", "aria-pressed": String(id === said), title: meaning }));
    if (ordered) nodes.push(button("less", act("less")), button("more", act("more")));
    if (says) nodes.push(button("take it out", act("remove"), { class: "quiet" }));
    return { title, nodes };
  }

  function dimensionButtons({ dimensions }, cell) {
    const shown = new Set(reading.dimensions.map(({ name }) => name));
    const others = dimensions.filter(({ name }) => !shown.has(name));
    const nodes = others.map(({ name, label: text, meaning }) => button(text, () => choose(name, cell), { class: "chip", title: meaning }));
    return { title: "More to say", nodes };
  }

  async function change(request, title, cell) {
    const before = input.value;
    closeWords(cell);
    try {
      const { message } = await ask("change", { ...request, description: before });
      if (input.value !== before) return; // typed on meanwhile: what was asked for is about another text
      put(message.description, request.operation === "remove" ? `${title}: taken out.` : `${title}: ${message.words}.`, cell);
    } catch (error) {
      setText(told, error.message);
    }
  }

  /** Put another text into the field, and say so; the focus goes to `focus`. */
  function put(after, text, focus) {
    const before = input.value;
    if (after === before) return setText(told, "The description says that already.");
    replaceText(input, after);
    focus?.focus();
    last = { before, after };
    undo.hidden = false;
    setText(told, text);
    clearTimeout(timer);
    return typed();
  }

  function takeBack() {
    const text = without(last.before, last.after, input.value);
    if (text === null) return setText(told, "That was changed since: undo it in the field, with Ctrl Z.");
    replaceText(input, text);
    last = null;
    undo.hidden = true;
    input.focus();
    return setText(told, "Taken back.");
  }

  // -- notes --

  function showNotes() {
    if (reading.text !== input.value) return;
    notes.dataset.of = reading.text;
    notes.replaceChildren(...reading.notes.map(noteOf));
    draw();
  }

  function noteOf({ why, fixes }) {
    const nodes = fixes.map(({ label: text, description }) => button(text, () => put(description, `Changed: ${text}.`, input), { class: "chip" }));
    const item = make("li", {}, make("span", {}, why), ...nodes);
    item.addEventListener("pointerenter", () => field.light(why));
    item.addEventListener("pointerleave", () => field.light(null));
    return item;
  }

  return {
    node,
    input,
    get text() {
      return input.value;
    },
    setText(text) {
      if (input.value !== text) input.value = text;
      countCharacters();
      draw();
    },
    show(found) {
      const isFirst = !notes.dataset.of;
      reading = { text: "", language: "", dimensions: [], notes: [], ...found };
      showCells();
      draw();
      if (isFirst || notes.dataset.of !== reading.text) timed();
    },
    dispose: () => clearTimeout(timer),
  };

  /** Show notes at once where nothing is typed. */
  function timed() {
    const isTyping = input.getRootNode().activeElement === input;
    clearTimeout(timer);
    timer = setTimeout(showNotes, isTyping ? PAUSE : 0);
  }
}
