// The words of one dimension: a click says one of them in the description, a little more or less of it, or nothing.

import { button, make } from "../../static/page/dom.js";
import { opened } from "../../static/page/escape.js";
import { roving } from "../../static/page/roving.js";
import { t } from "../../static/page/words.js";

const WIDTH = 368; // pixels, as wide as the editor's column

/**
 * The menu: `open(cell, dimension, language)`, and `list(cell, title, dimensions, pick)` for dimensions without a cell.
 *
 * It calls `change({ operation, dimension, term }, event, cell)`.
 */
export function termMenu(change) {
  const terms = make("div", { class: "terms" });
  const steps = make("div", { class: "steps" });
  const meaning = make("p", { class: "hint", "aria-hidden": "true" }); // also the description of its button
  const menu = make("div", { class: "term-menu part", popover: "auto", role: "dialog", tabindex: -1 }, make("div", { class: "term-choices" }, terms, steps), meaning);
  let cell = null;
  let forget = null;
  roving(menu.firstElementChild, { itemSelector: "button", across: true });
  document.querySelector(".gradio-container").append(menu);

  menu.addEventListener("toggle", ({ newState }) => {
    const isOpen = newState === "open";
    cell?.setAttribute("aria-expanded", String(isOpen));
    if (!isOpen) return void forget?.();
    forget = opened(() => (menu.hidePopover(), cell.focus()));
    focusFirst();
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Tab") return;
    event.preventDefault();
    menu.hidePopover();
    cell.focus();
  });
  for (const over of ["focusin", "pointerover"]) menu.addEventListener(over, explain);

  function explain({ target }) {
    const explained = target.closest?.("button");
    if (explained) meaning.textContent = explained.dataset.meaning ?? "";
  }

  function act(operation, dimension, term = "") {
    return (event) => {
      menu.hidePopover();
      change({ operation, dimension: dimension.name, term }, event, cell);
    };
  }

  function termButton(dimension, term, language) {
    const attributes = { class: "chip", "aria-pressed": String(term.id === dimension.term), "data-meaning": term.meaning, title: term.meaning, lang: LANGS[language] };
    return button(term.words[language], act("add", dimension, term.id), attributes);
  }

  function open(opener, dimension, language) {
    cell = opener;
    menu.setAttribute("aria-label", dimension.label);
    const spoken = language in LANGS ? language : "english";
    terms.replaceChildren(...dimension.terms.filter(({ words }) => words[spoken]).map((term) => termButton(dimension, term, spoken)));
    steps.replaceChildren();
    if (dimension.ordered) {
      steps.append(button(t("description.less"), act("less", dimension), { class: "small" }), button(t("description.more"), act("more", dimension), { class: "small" }));
    }
    if (dimension.says) steps.append(button(t("description.remove"), act("remove", dimension), { class: "small quiet" }));
    meaning.textContent = dimension.meaning;
    show();
  }

  function list(opener, title, dimensions, pick) {
    cell = opener;
    menu.setAttribute("aria-label", title);
    terms.replaceChildren(...dimensions.map((each) => button(each.label, () => pick(each), { class: "chip", "data-meaning": each.meaning, title: each.meaning })));
    steps.replaceChildren();
    meaning.textContent = "";
    show();
  }

  function show() {
    if (!menu.matches(":popover-open")) menu.showPopover();
    else focusFirst();
    place();
  }

  function focusFirst() {
    (menu.querySelector("[aria-pressed=true]") ?? menu.querySelector("button"))?.focus();
  }

  function place() {
    const { top, bottom, left } = cell.getBoundingClientRect();
    const { width, height } = menu.getBoundingClientRect();
    const column = cell.parentElement.getBoundingClientRect().left;
    menu.style.left = `${Math.max(8, Math.min(left, column + WIDTH - width, innerWidth - width - 8))}px`;
    menu.style.top = `${bottom + 4 + height > innerHeight - 8 ? Math.max(8, top - 4 - height) : bottom + 4}px`;
  }

  return { open, list };
}

const LANGS = { english: "en", french: "fr", chinese: "zh" };
