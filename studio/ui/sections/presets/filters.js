// What the grid of voices shows: words that are anywhere in a voice, its tags, language and model, and the order.

import { make } from "../../static/page/dom.js";
import { t } from "../../static/page/words.js";
import { MEASURED, ORDERS } from "./orders.js";

/** What a menu filters by: the values of a preset, and what they are called. */
const MENUS = {
  tags: { values: (preset) => preset.tags, called: (tag) => tag },
  languages: { values: (preset) => (preset.language ? [preset.language] : []), called: (name) => t(`language.${name}`) },
  models: { values: (preset) => [modelOf(preset)], called: (model) => model },
};

/** Make the fields; `changed` is called after each change. `matching(presets)` returns what they let through, in order. */
export function presetFilters(changed) {
  const search = make("input", { type: "search", placeholder: t("presets.search"), "aria-label": t("presets.search_label"), autocomplete: "off" });
  const menus = Object.entries(MENUS).map(([name, { values, called }]) => ({ node: make("select", { "aria-label": t(`presets.${name}`) }), name, values, called }));
  const order = make("select", { "aria-label": t("presets.sort") });
  order.append(...Object.keys(ORDERS).map((name) => make("option", { value: name }, t(`presets.by_${name}`))));
  const choices = make("div", { class: "preset-choices" }, ...menus.map(({ node }) => node), order);
  for (const each of [search, choices]) each.addEventListener("input", changed);

  /** Offer the values that there are; what is chosen stays. */
  function offer(presets) {
    for (const { node, name, values, called } of menus) options(node, t(`presets.all_${name}`), presets.flatMap(values), called);
  }

  function matching(presets) {
    const words = plain(search.value).split(/\s+/).filter(Boolean);
    const fits = (preset) => menus.every(({ node, values }) => !node.value || values(preset).includes(node.value));
    const found = presets.filter((preset) => fits(preset) && words.every((word) => textOf(preset).includes(word)));
    return found.sort(ORDERS[order.value]);
  }

  function clear() {
    search.value = "";
    for (const { node } of menus) node.value = "";
  }

  const isActive = () => Boolean(search.value.trim() || menus.some(({ node }) => node.value));
  return { search, choices, offer, matching, clear, isActive, needsFigures: () => MEASURED.includes(order.value) };
}

/** A short name of what made a preset. */
export const modelOf = ({ backend, model, clones }) => (!clones ? backend : (model.split("/").at(-1) || backend).replace(/^Qwen3-TTS-12Hz-/, ""));

const texts = new WeakMap(); // a preset → what is searched of it

function textOf(preset) {
  if (!texts.has(preset)) {
    const { name, tags, description, notes, language } = preset;
    const spoken = language ? [language, t(`language.${language}`)] : [];
    texts.set(preset, plain([name, ...tags, description, notes, ...spoken].join("\n")));
  }
  return texts.get(preset);
}

/** A text as it is searched: "Élise" is found by "elise". */
const plain = (text) => text.normalize("NFD").replace(/\p{Mn}/gu, "").toLocaleLowerCase();

function options(select, all, values, called) {
  const kept = select.value;
  const names = [...new Set(values)].sort((a, b) => called(a).localeCompare(called(b)));
  select.replaceChildren(make("option", { value: "" }, all), ...names.map((name) => make("option", { value: name }, called(name))));
  select.value = names.includes(kept) ? kept : "";
  select.hidden = names.length < 2 && !select.value;
}
