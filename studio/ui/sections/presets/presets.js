// The voices, as a grid of cards: the user's own and the starters; and those in the bin.

import { make, setText } from "../../static/page/dom.js";
import { drawer } from "../../static/page/drawer.js";
import { emit } from "../../static/page/event_bus.js";
import { isTyping } from "../../static/page/keys.js";
import { roving } from "../../static/page/roving.js";
import { arrange } from "../../static/page/row.js";
import { counted, t } from "../../static/page/words.js";
import { isShown, onGo } from "../../static/page/workspace.js";
import { importButton } from "../exchange/drop.js";
import { cardKeys, presetCard, showFacts } from "./card.js";
import { choose, chosenPreset } from "./chosen_preset.js";
import { emptyState } from "./empty_state.js";
import { figuresOf, measureMissing } from "./figures.js";
import { presetFilters } from "./filters.js";
import { hoverPlay } from "./hover_play.js";
import { keptRows } from "./kept_rows.js";
import { binRow, unreadableRow } from "./other_rows.js";
import { partTabs, partsOf } from "./part_tabs.js";
import { binPresets, refreshPresets, watchPresets } from "./preset_shelf.js";
import { selection } from "./selection.js";
import { selectionBar } from "./selection_bar.js";

const SETTLE = 300; // milliseconds in which new figures are gathered, so that cards do not jump one by one

export function mount(element, { watch }) {
  const grid = make("div", { class: "presets", role: "grid", "aria-multiselectable": "true", "aria-label": t("presets.title") });
  roving(grid, { itemSelector: ".preset", grid: true });
  const filters = presetFilters(show);
  const tabs = partTabs(() => (show(), (grid.scrollTop = 0)));
  const picked = selection(grid, () => {
    bar.show(pickedPresets());
    tools.hidden = !bar.node.hidden; // the bar takes their place
  });
  const bar = selectionBar({ all: picked.all, clear: picked.clear, known: () => tagsOf(presets.all) });
  const list = make("section", { class: "preset-list", "aria-label": t("presets.title"), "data-drop-words": t("exchange.drop") });
  const measuring = make("span", { class: "hint", role: "status" });
  const tools = make("div", { class: "preset-tools" }, filters.choices, measuring, hoverPlay(grid), importButton(list));
  const head = make("header", { class: "preset-head", hidden: true }, filters.search, tabs.node, tools, bar.node);
  const empty = make("div", { class: "empty", hidden: true });
  const count = make("p", { class: "visually-hidden", role: "status" });
  list.append(head, count, grid, empty);
  element.append(list);
  element.closest(".pane")?.classList.add("fills");

  const detail = drawer("voices");
  const rows = keptRows();
  let presets = null; // { all, unreadable, bin }
  let later = 0; // the timer that shows new figures
  let wanted = null; // the slug of a preset to show as soon as it is there

  watchPresets((found) => {
    presets = found;
    head.hidden = false;
    filters.offer(found.all);
    show();
    if (wanted) open(wanted);
  });
  watch("value", refreshPresets); // a take was kept
  onGo("voices", ({ slug }) => open(slug));
  document.addEventListener("keydown", toSearch);
  filters.search.addEventListener("keydown", fromSearch);

  /** Show one preset, whatever the grid shows now. */
  function open(slug) {
    wanted = slug;
    const preset = presets?.all.find((each) => each.slug === slug);
    if (!preset) return;
    wanted = null;
    filters.clear();
    tabs.turnTo(tabs.part() === "all" ? "all" : preset.starter ? "starters" : "mine");
    choose(preset);
    rows.at(slug).scrollIntoView({ block: "nearest" });
    rows.at(slug).focus();
  }

  function show() {
    if (!presets) return;
    const part = tabs.part();
    const found = partsOf(presets, filters);
    tabs.show(found);
    draw(rowsOf(found[part], found.unreadable[part]));
    grid.classList.toggle("rows", part === "bin");
    emptyState(empty, { part, found, filtered: filters.isActive(), turnTo: tabs.turnTo });
    const listed = part === "bin" ? [] : found[part];
    showFigures(listed);
    choose(listed.find((preset) => preset.slug === chosenPreset()?.slug) ?? listed[0] ?? null);
    mark();
    emit("drawn");
  }

  /** Put rows into the grid; where what had the focus is gone, a row gets it, or the buttons above. */
  function draw(drawn) {
    const held = [grid, bar.node].some((node) => node.contains(document.activeElement));
    arrange(grid, drawn);
    grid.hidden = !drawn.length;
    picked.mark();
    if (held && !drawn.length) tabs.focus();
    else if (held && document.activeElement === document.body) grid.querySelector(".preset[tabindex='0']")?.focus();
    count.textContent = counted("presets.shown", drawn.length);
  }

  function rowsOf(found, unreadable) {
    const cards = found.map((each) => (each.id ? rows.of(each.id, each, binRow) : rows.of(each.slug, each, voiceCard)));
    return [...cards, ...unreadable.map((each) => rows.of(`?${each.slug}`, each, unreadableRow))];
  }

  function voiceCard(preset) {
    const node = presetCard(preset);
    const acts = { ...cardKeys(node, preset), Delete: () => bin(preset), Backspace: () => bin(preset), F2: () => rename(preset) };
    node.addEventListener("focusin", () => (choose(preset), mark()));
    node.addEventListener("click", (event) => event.target.closest("button, .picture") || detail.open());
    node.addEventListener("keydown", (event) => onKey(event, node, acts));
    return node;
  }

  /** The chosen voices where this is one of them, else this one. */
  function bin(preset) {
    const presets = picked.has(preset.slug) ? pickedPresets() : [preset];
    const own = presets.filter(({ starter }) => !starter);
    if (own.length) binPresets(own);
  }

  function rename(preset) {
    detail.open();
    if (!preset.starter) document.querySelector("#preset_detail [data-field=name]")?.select();
  }

  /** The chosen voices, in the order in which they were chosen: the first becomes A. */
  function pickedPresets() {
    return picked.slugs().map((slug) => presets.all.find((preset) => preset.slug === slug)).filter(Boolean);
  }

  /** Measure what the order needs; the cards show it, and take their places as it becomes known. */
  function showFigures(listed) {
    const missing = filters.needsFigures() ? measureMissing(listed, () => (later ||= setTimeout(() => ((later = 0), show()), SETTLE))) : 0;
    setText(measuring, missing ? counted("presets.measuring", missing) : "");
    for (const preset of listed) showFacts(rows.at(preset.slug), preset, figuresOf(preset));
  }

  function mark() {
    const chosen = chosenPreset();
    for (const row of grid.children) row.toggleAttribute("data-chosen", Boolean(chosen) && row.dataset.slug === chosen.slug);
  }

  function toSearch(event) {
    if (event.key !== "/" || !isShown("voices") || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
    event.preventDefault();
    filters.search.select();
  }

  function fromSearch(event) {
    if (event.isComposing || !["ArrowDown", "Enter"].includes(event.key)) return;
    event.preventDefault();
    grid.querySelector(".preset")?.focus();
  }
}

function onKey(event, card, acts) {
  if (event.target !== card || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
  const act = acts[event.shiftKey ? `Shift+${event.key.toUpperCase()}` : event.key];
  if (!act) return;
  event.preventDefault();
  act();
}

const tagsOf = (presets) => [...new Set(presets.flatMap(({ tags }) => tags))].sort((a, b) => a.localeCompare(b));
