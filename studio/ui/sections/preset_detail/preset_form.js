// What a preset says about its voice, edited in place: Enter saves, leaving a field too, Escape takes back.

import { make } from "../../static/page/dom.js";
import { t } from "../../static/page/words.js";
import { changePreset } from "../presets/preset_shelf.js";

const OF_LICENCE = ["licence", "consent"]; // fields that few voices need
const tagsOf = (text) => text.split(",").map((tag) => tag.trim()).filter(Boolean);

/** Make the form of a preset, `{ node, keepsFocusOf }`; a starter's is to be read only. */
export function presetForm(preset) {
  const before = { name: preset.name, tags: preset.tags.join(", "), notes: preset.notes, licence: preset.licence, consent: preset.consent };
  const fixed = { readonly: preset.starter, "data-slug": preset.slug };
  const fields = {
    name: make("input", { type: "text", class: "preset-name", ...fixed }),
    tags: make("input", { type: "text", placeholder: preset.starter ? "" : t("preset_detail.tags_example"), ...fixed }),
    notes: make("textarea", { rows: 3, placeholder: preset.starter ? "" : t("preset_detail.notes_example"), ...fixed }),
    licence: make("input", { type: "text", placeholder: preset.starter ? "" : t("preset_detail.licence_example"), ...fixed }),
    consent: make("textarea", { rows: 2, placeholder: preset.starter ? "" : t("preset_detail.consent_example"), ...fixed }),
  };
  const problem = make("p", { class: "problem", role: "alert", hidden: true });
  const node = make("form", { class: "preset-form", "data-slug": preset.slug });
  const licence = make("details", { open: Boolean(preset.licence || preset.consent) }, make("summary", {}, t("preset_detail.terms")));
  for (const [name, field] of Object.entries(fields)) {
    field.value = before[name];
    field.dataset.field = name;
    field.addEventListener("keydown", (event) => onKey(event, field, name));
    field.addEventListener("change", save);
    if (preset.starter && !before[name]) continue;
    const place = OF_LICENCE.includes(name) ? licence : node;
    place.append(make("label", {}, make("span", {}, t(`preset_detail.${name}`)), field));
  }
  if (licence.querySelector("label")) node.append(licence);
  node.append(problem);
  if (preset.starter) node.append(make("p", { class: "hint" }, t("preset_detail.starter")));
  node.addEventListener("submit", (event) => event.preventDefault());
  let saved = JSON.stringify(before);

  async function save() {
    const now = Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, field.value]));
    now.name = now.name.trim();
    if (preset.starter || JSON.stringify(now) === saved) return;
    saved = JSON.stringify(now);
    const refused = await changePreset(preset, { ...now, tags: tagsOf(now.tags) });
    problem.hidden = !refused;
    problem.textContent = refused ? `${refused.what} ${refused.next_step}` : "";
    for (const [name, field] of Object.entries(fields)) field.setAttribute("aria-invalid", refused?.field === name);
    if (refused?.field in fields) fields[refused.field].focus();
    if (refused) saved = JSON.stringify(before);
  }

  function onKey(event, field, name) {
    if (event.isComposing) return;
    if (event.key === "Escape" && field.value !== before[name]) {
      field.value = before[name];
      event.preventDefault();
      return;
    }
    if (event.key !== "Enter" || (field.matches("textarea") && event.shiftKey)) return;
    event.preventDefault();
    save();
  }

  /** Where a field of the same preset has the focus in `host`, return what gives it to the same field here. */
  function keepsFocusOf(host) {
    const { field, slug } = document.activeElement?.dataset ?? {};
    if (!field || slug !== preset.slug || !host.contains(document.activeElement)) return null;
    return () => fields[field].focus();
  }

  return { node, keepsFocusOf };
}
