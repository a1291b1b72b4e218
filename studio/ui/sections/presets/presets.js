// The list of voices: the user's own, the starters, and those in the bin.

import { button, make } from "../../static/page/dom.js";
import { drawer } from "../../static/page/drawer.js";
import { emit } from "../../static/page/event_bus.js";
import { roving } from "../../static/page/roving.js";
import { arrange } from "../../static/page/row.js";
import { counted, t } from "../../static/page/words.js";
import { go, onGo } from "../../static/page/workspace.js";
import { choose, chosenPreset } from "./chosen_preset.js";
import { presetFilters } from "./filters.js";
import { binRow, presetRow, unreadableRow } from "./preset_row.js";
import { refreshPresets, watchPresets } from "./preset_shelf.js";

const SHOWN = "voice-studio-voices-shown"; // which of the three, for this tab
const PARTS = ["mine", "starters", "bin"];

export function mount(element, { watch }) {
  const filters = presetFilters(show);
  const tabs = Object.fromEntries(PARTS.map((part) => [part, button("", () => turnTo(part))]));
  const parts = make("div", { class: "preset-parts", role: "group", "aria-label": t("presets.which") }, ...Object.values(tabs));
  const head = make("header", { class: "preset-head", hidden: true }, filters.fields, parts);
  const list = make("ul", { class: "presets", "aria-label": t("presets.title") });
  const empty = make("div", { class: "empty", hidden: true });
  const count = make("p", { class: "visually-hidden", role: "status" });
  element.append(make("section", { class: "preset-list", "aria-label": t("presets.title") }, head, count, list, empty));
  element.closest(".pane")?.classList.add("fills");
  roving(list, { itemSelector: "li" });

  const detail = drawer("voices");
  const rows = new Map(); // a preset's key → its row
  let presets = null; // { all, unreadable, bin }
  let part = sessionStorage.getItem(SHOWN);
  let wanted = null; // the slug of a preset to show as soon as it is there

  watchPresets((found) => {
    presets = found;
    head.hidden = false;
    if (!PARTS.includes(part)) part = found.all.some((preset) => !preset.starter) ? "mine" : "starters";
    filters.offer(found.all);
    show();
    if (wanted) open(wanted);
  });
  watch("value", refreshPresets); // a take was kept
  onGo("voices", ({ slug }) => open(slug));

  function turnTo(name) {
    part = name;
    sessionStorage.setItem(SHOWN, name);
    show();
    list.scrollTop = 0;
  }

  /** Show one preset, whatever the list shows now. */
  function open(slug) {
    wanted = slug;
    const preset = presets?.all.find((each) => each.slug === slug);
    if (!preset) return;
    wanted = null;
    filters.clear();
    turnTo(preset.starter ? "starters" : "mine");
    choose(preset);
    const row = rows.get(slug);
    row?.scrollIntoView({ block: "nearest" });
    row?.focus();
  }

  function show() {
    if (!presets) return;
    const found = {
      mine: filters.matching(presets.all.filter((preset) => !preset.starter)),
      starters: filters.matching(presets.all.filter((preset) => preset.starter)),
      bin: filters.matching(presets.bin),
    };
    const unreadable = filters.isActive() ? [] : presets.unreadable;
    for (const name of PARTS) {
      const many = found[name].length + (name === "mine" ? unreadable.length : 0);
      tabs[name].textContent = `${t(`presets.${name}`)} ${many}`;
      tabs[name].setAttribute("aria-pressed", name === part);
    }
    const drawn = {
      mine: () => [...found.mine.map(rowOf), ...unreadable.map((each) => kept(`?${each.slug}`, each, () => unreadableRow(each)))],
      starters: () => found.starters.map(rowOf),
      bin: () => found.bin.map((each) => kept(each.id, each, () => binRow(each))),
    }[part]();
    const hadFocus = list.contains(document.activeElement);
    arrange(list, drawn);
    list.hidden = !drawn.length;
    if (hadFocus && !drawn.length) tabs[part].focus();
    showEmpty(drawn.length, found);
    const listed = part === "bin" ? [] : found[part];
    const same = listed.find((preset) => preset.slug === chosenPreset()?.slug);
    choose(same ?? listed[0] ?? null);
    mark();
    count.textContent = counted("presets.shown", drawn.length);
    emit("drawn");
  }

  const rowOf = (preset) => kept(preset.slug, preset, () => presetRow(preset, { chosen: () => (choose(preset), mark()), opened: () => detail.open() }));

  /** The row of something; made anew only when it has changed, so that it keeps the focus and goes on playing. */
  function kept(key, shown, makeRow) {
    const stamp = JSON.stringify(shown);
    if (rows.get(key)?.stamp === stamp) return rows.get(key);
    const row = Object.assign(makeRow(), { stamp });
    const before = rows.get(key);
    if (before?.contains(document.activeElement)) before.replaceWith(row), row.focus();
    rows.set(key, row);
    return row;
  }

  function mark() {
    const chosen = chosenPreset();
    for (const row of list.children) row.toggleAttribute("data-chosen", row.dataset.slug === chosen?.slug);
  }

  function showEmpty(many, found) {
    empty.hidden = many > 0;
    if (many) return empty.replaceChildren();
    const elsewhere = PARTS.find((name) => name !== part && found[name].length);
    const [title, text, act] = filters.isActive()
      ? [t("presets.none_found"), "", elsewhere && [`${t(`presets.${elsewhere}`)} ${found[elsewhere].length}`, () => turnTo(elsewhere)]]
      : {
          mine: [t("presets.none"), t("presets.none_about"), [t("presets.to_design"), () => go("design")]],
          starters: [t("presets.no_starters"), "", null],
          bin: [t("presets.bin_empty"), t("presets.bin_about"), null],
        }[part];
    empty.replaceChildren(make("strong", {}, title), ...(text ? [make("p", {}, text)] : []), ...(act ? [make("p", {}, button(...act))] : []));
  }
}
