// The rows of the list of voices: a preset, one in the bin, and one that cannot be read.

import { clip } from "../../static/page/clip_button.js";
import { compareButtons } from "../../static/page/compare_buttons.js";
import { button, make, seconds } from "../../static/page/dom.js";
import { rowKeys } from "../../static/page/row.js";
import { toggle } from "../../static/page/transport.js";
import { language, t } from "../../static/page/words.js";
import { go } from "../../static/page/workspace.js";
import { binPreset, restorePreset } from "./preset_shelf.js";

const date = new Intl.DateTimeFormat(language, { dateStyle: "medium" });

/** Make the row of a preset; `chosen` is called when it gets the focus, `opened` when it is clicked. */
export function presetRow(preset, { chosen, opened }) {
  const sound = clip(preset.audio, preset.name, null, preset.description);
  const speak = button(t("presets.speak"), () => speakAs(preset), { class: "small keep", "aria-label": t("presets.speak_as", { name: preset.name }) });
  const tags = preset.tags.map((tag) => make("span", { class: "tag" }, tag));
  const row = make(
    "li",
    { class: "preset", "data-slug": preset.slug, "data-ref": preset.ref },
    sound.button,
    sound.wave,
    make("span", { class: "name", title: preset.name }, preset.name),
    make("span", { class: "facts" }, seconds(preset.duration)),
    make("span", { class: "tags", title: preset.description }, ...(tags.length ? tags : [make("span", { class: "words hint" }, preset.description)])),
    make("span", { class: "tools" }, ...compareButtons(preset.ref, preset.name), speak),
  );
  row.addEventListener("focusin", chosen);
  row.addEventListener("click", (event) => event.target.closest("button, canvas") || (chosen(), row.focus(), opened()));
  const acts = { Enter: () => toggle(sound) };
  return rowKeys(row, preset.starter ? acts : { ...acts, Delete: () => binPreset(preset), Backspace: () => binPreset(preset) });
}

/** Speak in the voice of a preset. */
export function speakAs({ ref, name, clones }) {
  go("speak", { ref, name, clones });
}

/** A deleted preset. */
export function binRow(binned) {
  const restore = button(t("presets.restore"), () => restorePreset(binned.id), { "aria-label": t("presets.restore_named", { name: binned.name }) });
  const when = t("presets.deleted", { date: date.format(new Date(binned.deleted)), until: date.format(new Date(binned.kept_until)) });
  const facts = make("span", { class: "facts" }, `${seconds(binned.duration)} · ${when}`);
  const row = make("li", { class: "preset binned" }, make("span", { class: "name" }, binned.name), facts, make("span", { class: "tools" }, restore));
  return rowKeys(row, { Enter: () => restorePreset(binned.id) });
}

/** A preset that is damaged or of a newer studio: listed, so that it does not seem lost. */
export function unreadableRow({ slug, reason }) {
  const row = make("li", { class: "preset unreadable" }, make("span", { class: "name" }, slug));
  row.append(make("span", { class: "facts" }, t("presets.unreadable")), make("p", { class: "reason" }, reason));
  return rowKeys(row, {});
}
