// The name, tags and notes of a preset, edited in place: Enter saves, leaving a field too, Escape takes back.

import { make } from "../../static/page/dom.js";
import { t } from "../../static/page/words.js";
import { changePreset } from "../presets/preset_shelf.js";

const tagsOf = (text) => text.split(",").map((tag) => tag.trim()).filter(Boolean);

/** Make the form of a preset, `{ node, keepsFocusOf }`; a starter's is to be read only. */
export function presetForm(preset) {
  const before = { name: preset.name, tags: preset.tags.join(", "), notes: preset.notes };
  const fixed = { readonly: preset.starter, "data-slug": preset.slug };
  const fields = {
    name: make("input", { type: "text", class: "preset-name", maxlength: 64, ...fixed }),
    tags: make("input", { type: "text", placeholder: preset.starter ? "" : t("preset_detail.tags_example"), ...fixed }),
    notes: make("textarea", { rows: 3, maxlength: 5000, placeholder: preset.starter ? "" : t("preset_detail.notes_example"), ...fixed }),
  };
  const problem = make("p", { class: "problem", role: "alert", hidden: true });
  const node = make("form", { class: "preset-form", "data-slug": preset.slug });
  for (const [name, field] of Object.entries(fields)) {
    field.value = before[name];
    field.dataset.field = name;
    field.addEventListener("keydown", (event) => onKey(event, field, name));
    field.addEventListener("change", save);
    if (preset.starter && !before[name]) continue;
    node.append(make("label", {}, make("span", {}, t(`preset_detail.${name}`)), field));
  }
  node.append(problem);
  if (preset.starter) node.append(make("p", { class: "hint" }, t("preset_detail.starter")));
  node.addEventListener("submit", (event) => event.preventDefault());
  let saved = JSON.stringify(before);

  async function save() {
    const now = { name: fields.name.value.trim(), tags: fields.tags.value, notes: fields.notes.value };
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
    if (event.key !== "Enter" || (name === "notes" && event.shiftKey)) return;
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
