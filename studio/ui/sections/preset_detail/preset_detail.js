// The chosen voice: what can be changed of it, what it was made from, its figures, and what can be done with it.

import { clip } from "../../static/page/clip_button.js";
import { compareButtons } from "../../static/page/compare_buttons.js";
import { button, make, seconds } from "../../static/page/dom.js";
import { downloadLinks } from "../../static/page/downloads.js";
import { drawer } from "../../static/page/drawer.js";
import { emit } from "../../static/page/event_bus.js";
import { fetchMeasurements, flagNode } from "../../static/page/measurements.js";
import { rememberedDetails } from "../../static/page/remembered_details.js";
import { language, t } from "../../static/page/words.js";
import { go } from "../../static/page/workspace.js";
import { watchChosen } from "../presets/chosen_preset.js";
import { exportMenu } from "../presets/export_menu.js";
import { modelOf } from "../presets/filters.js";
import { speakAs } from "../presets/card.js";
import { binPresets, duplicatePreset } from "../presets/preset_shelf.js";
import { presetForm } from "./preset_form.js";

const UNFOLDED = "voice-studio-voice-figures"; // whether the figures are shown
const MEASURE_AFTER = 250; // milliseconds that a preset stays chosen before it is measured
const date = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });

export function mount(element) {
  const host = make("section", { class: "preset-detail", "aria-label": t("preset_detail.title") });
  const shut = drawer("voices");
  element.append(shut.closing, host);
  let waiting = 0;
  let shown = null;
  const exporting = exportMenu(() => [shown], t("preset_detail.export_about"));

  watchChosen((preset) => {
    shown = preset;
    clearTimeout(waiting);
    if (!preset) return host.replaceChildren(make("div", { class: "empty" }, make("strong", {}, t("preset_detail.none"))));
    const figures = make("div", { class: "preset-figures" });
    const form = presetForm(preset);
    const typing = form.keepsFocusOf(host); // the same preset, redrawn after a change
    host.replaceChildren(form.node, sound(preset), actions(preset, exporting), recipe(preset), figures);
    typing?.();
    waiting = setTimeout(() => measure(preset, figures), MEASURE_AFTER);
    emit("drawn");
  });
}

function sound(preset) {
  const { button: playButton, wave } = clip(preset.audio, preset.name, null, preset.description);
  return make("div", { class: "preset-sound" }, playButton, wave, make("span", { class: "facts" }, seconds(preset.duration)));
}

function actions(preset, exporting) {
  const { name, description, marked_text: text, language: spoken, seed } = preset;
  const edit = () => go("design", { description, text, language: spoken, seed });
  const named = (key) => ({ "aria-label": t(`${key}_named`, { name }) });
  const copy = preset.starter ? "preset_detail.duplicate" : "preset_detail.copy";
  const own = [button(t(copy), (event) => event.detail > 1 || duplicate(preset), named(copy))];
  if (!preset.starter) own.push(button(t("preset_detail.delete"), () => binPresets([preset]), { class: "small quiet", ...named("preset_detail.delete") }));
  return make(
    "div",
    { class: "preset-actions" },
    make("div", { class: "tools" }, button(t("presets.speak"), () => speakAs(preset), { class: "small primary", "aria-label": t("presets.speak_as", { name }) }), button(t("preset_detail.edit"), edit, { title: t("preset_detail.edit_about"), ...named("preset_detail.edit") }), ...compareButtons(preset.ref, name)),
    make("div", { class: "tools" }, downloadLinks(preset.ref, name), exporting, ...own),
  );
}

async function duplicate(preset) {
  const slug = await duplicatePreset(preset);
  if (slug) go("voices", { slug });
}

function recipe(preset) {
  const facts = {
    description: preset.description,
    text: preset.text,
    language: t(`language.${preset.language}`),
    seed: preset.seed,
    model: modelOf(preset),
    spoken_by: preset.spoken_by,
    came_from: origin(preset.lineage),
    saved: preset.starter ? t("preset_detail.with_studio") : date.format(new Date(preset.created)),
  };
  const shown = Object.entries(facts).filter(([, value]) => value !== "" && value !== null);
  const lines = shown.flatMap(([name, value]) => [make("dt", {}, t(`preset_detail.${name}`)), make("dd", {}, String(value))]);
  return make("section", { "aria-label": t("preset_detail.recipe") }, make("h2", {}, t("preset_detail.recipe")), make("dl", { class: "preset-facts" }, ...lines));
}

function origin(lineage) {
  if (!lineage) return "";
  const from = t(`preset_detail.from_${lineage.kind}`, { name: lineage.label || lineage.ref });
  return lineage.change ? t("preset_detail.from_changed", { from, change: lineage.change }) : from;
}

async function measure(preset, figures) {
  const answer = await fetchMeasurements([preset.ref]).catch(() => null);
  const found = answer?.clips[0];
  if (!found) return;
  const shown = answer.methods.filter(({ name }) => found.shown[name]);
  const lines = shown.flatMap(({ name, label, unit }) => [make("dt", {}, label), make("dd", {}, `${found.shown[name]} ${unit}`)]);
  const flags = found.flags.length ? make("div", { class: "tags" }, ...found.flags.map(flagNode)) : null;
  figures.replaceChildren(rememberedDetails(UNFOLDED, t("preset_detail.figures"), make("dl", { class: "preset-facts" }, ...lines), ...(flags ? [flags] : [])));
}
