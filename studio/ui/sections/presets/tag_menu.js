// The tags of several voices at once: each tag that there is can be given to all of them or taken from them.

import { button, make } from "../../static/page/dom.js";
import { counted, t } from "../../static/page/words.js";
import { popover } from "./popover.js";
import { retagPresets } from "./preset_shelf.js";

const LONGEST = 40; // characters of a tag

/** Make the button that opens the menu; `known` returns all tags there are, `chosen` the presets to change. */
export function tagMenu({ known, chosen }) {
  return popover(t("presets.tag"), t("presets.tag_about"), fill);

  function fill(box, close) {
    const presets = chosen();
    const field = make("input", { type: "text", maxlength: LONGEST, placeholder: t("presets.new_tag"), "aria-label": t("presets.new_tag"), autofocus: true });
    const form = make("form", { class: "tag-form" }, field, button(t("presets.add_tag"), null, { type: "submit" }));
    const tags = known().map((tag) => tagButton(tag, presets, close));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      const tag = field.value.trim();
      if (tag) close(), give(tag, presets);
    });
    box.append(make("p", { class: "hint" }, counted("presets.tags_of", presets.length)), make("div", { class: "tag-choices" }, ...tags), form);
  }
}

/** A tag: pressed where all voices have it; a press gives it to all, or takes it from all. */
function tagButton(tag, presets, close) {
  const many = presets.filter(({ tags }) => tags.includes(tag)).length;
  const has = many === 0 ? "false" : many === presets.length ? "true" : "mixed";
  return button(tag, () => (close(), has === "true" ? take(tag, presets) : give(tag, presets)), { class: "chip", "aria-pressed": has });
}

const give = (tag, presets) => retag(presets, ({ tags }) => (tags.includes(tag) ? tags : [...tags, tag]));
const take = (tag, presets) => retag(presets, ({ tags }) => tags.filter((other) => other !== tag));

function retag(presets, tagsOf) {
  const changed = presets.map((preset) => ({ ...preset, after: tagsOf(preset) }));
  retagPresets(changed.filter(({ tags, after }) => tags.length !== after.length));
}
