// What the list of presets shows: a search in all words of a preset, its tags and its model, and the order.

import { make } from "../../static/page/dom.js";
import { t } from "../../static/page/words.js";

const ORDERS = {
  newest: (a, b) => b.created.localeCompare(a.created),
  name: (a, b) => a.name.localeCompare(b.name),
  longest: (a, b) => b.duration - a.duration,
};

/** Make the fields; `changed` is called after each change. `matching(presets)` returns what they let through, in order. */
export function presetFilters(changed) {
  const search = make("input", { type: "search", placeholder: t("presets.search"), "aria-label": t("presets.search_label"), autocomplete: "off" });
  const [tag, model] = ["tags", "models"].map((name) => make("select", { "aria-label": t(`presets.${name}`) }));
  const order = make("select", { "aria-label": t("presets.sort") });
  order.append(...Object.keys(ORDERS).map((name) => make("option", { value: name }, t(`presets.by_${name}`))));
  const fields = make("div", { class: "preset-filters" }, search, tag, model, order);
  fields.addEventListener("input", changed);

  /** Offer the tags and models that there are; what is chosen stays. */
  function offer(presets) {
    options(tag, t("presets.all_tags"), presets.flatMap((preset) => preset.tags));
    options(model, t("presets.all_models"), presets.map(modelOf));
  }

  function matching(presets) {
    const words = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const fits = (preset) => (!tag.value || preset.tags.includes(tag.value)) && (!model.value || modelOf(preset) === model.value);
    const found = presets.filter((preset) => fits(preset) && words.every((word) => textOf(preset).includes(word)));
    return found.sort(ORDERS[order.value]);
  }

  function clear() {
    search.value = tag.value = model.value = "";
  }

  return { fields, offer, matching, clear, isActive: () => Boolean(search.value.trim() || tag.value || model.value) };
}

/** A short name of what made a preset. */
export const modelOf = ({ backend, model, clones }) => (!clones ? backend : (model.split("/").at(-1) || backend).replace(/^Qwen3-TTS-12Hz-/, ""));

const textOf = ({ name, tags, description, notes }) => [name, ...tags, description, notes].join("\n").toLocaleLowerCase();

function options(select, all, values) {
  const kept = select.value;
  const names = [...new Set(values)].sort((a, b) => a.localeCompare(b));
  select.replaceChildren(make("option", { value: "" }, all), ...names.map((name) => make("option", { value: name }, name)));
  select.value = names.includes(kept) ? kept : "";
  select.hidden = names.length < 2 && !select.value;
}
