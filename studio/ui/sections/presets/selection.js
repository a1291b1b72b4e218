// Several voices chosen at once: by their ticks, by Ctrl or Shift with a click, by X, by Shift with the arrows, by Ctrl A.

import { opened } from "../../static/page/escape.js";
import { isTyping } from "../../static/page/keys.js";

const MOVES = ["ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End"];
const CARDS = ".card";

/**
 * Make the selection of a grid of cards; `changed` is called after each change. Returns
 * `{ slugs(), has(slug), all(), clear(), mark() }`: `mark` shows it on the cards, and drops what is not listed any more.
 */
export function selection(grid, changed) {
  let chosen = new Set(); // slugs
  let anchor = null; // the slug from which Shift chooses
  let forget = null; // no longer lets Escape clear it

  const cards = () => [...grid.querySelectorAll(CARDS)];

  function set(slugs) {
    chosen = new Set(slugs);
    if (chosen.size) forget ??= opened(() => ((forget = null), set([])));
    else forget &&= void forget();
    mark();
    changed();
  }

  function toggle(slug) {
    anchor = slug;
    set(chosen.has(slug) ? [...chosen].filter((other) => other !== slug) : [...chosen, slug]);
  }

  /** Choose from the anchor to a card, and nothing else. */
  function upTo(slug) {
    const all = cards().map((card) => card.dataset.slug);
    const from = all.includes(anchor) ? all.indexOf(anchor) : all.indexOf(slug);
    const to = all.indexOf(slug);
    anchor = all[from];
    set(all.slice(Math.min(from, to), Math.max(from, to) + 1));
  }

  const all = () => set(cards().map((card) => card.dataset.slug));

  function mark() {
    const listed = cards();
    const there = listed.filter((card) => chosen.has(card.dataset.slug));
    if (there.length < chosen.size) return set(there.map((card) => card.dataset.slug));
    for (const card of listed) {
      const isChosen = chosen.has(card.dataset.slug);
      if (card.getAttribute("aria-selected") !== String(isChosen)) card.setAttribute("aria-selected", isChosen);
      card.querySelector(".pick").checked = isChosen;
    }
    grid.toggleAttribute("data-selecting", chosen.size > 0);
  }

  function onClick(event) {
    const card = event.target.closest(CARDS);
    if (!card) return;
    const { slug } = card.dataset;
    if (event.shiftKey) upTo(slug);
    else if (event.target.matches(".pick") || event.ctrlKey || event.metaKey) toggle(slug);
    else return void (anchor = slug);
    event.stopPropagation(); // such a click does nothing else
    card.focus();
  }

  function onKey(event) {
    const slug = event.target.closest(CARDS)?.dataset.slug;
    if (!slug || event.altKey || isTyping(event)) return;
    const command = event.ctrlKey || event.metaKey;
    const key = event.key.toLowerCase();
    if (MOVES.includes(event.key)) {
      if (!event.shiftKey) return void (anchor = null);
      anchor ??= slug;
      upTo(document.activeElement.dataset.slug ?? slug); // the grid has moved the focus
    } else if (command ? key === " " : key === "x" && !event.shiftKey) toggle(slug);
    else if (command && key === "a") all();
    else return;
    event.preventDefault();
  }

  grid.addEventListener("click", onClick, true);
  grid.addEventListener("keydown", onKey);
  return { slugs: () => [...chosen], has: (slug) => chosen.has(slug), all, clear: () => set([]), mark };
}
