// Texts to hear a voice with: standard ones by language and length, and one that suits the description.

import { call } from "../../static/page/actions.js";
import { button, make } from "../../static/page/dom.js";
import { opened } from "../../static/page/escape.js";
import { showProblem } from "../../static/page/problems.js";
import { t } from "../../static/page/words.js";
import { changeFields, currentFields, fitting } from "../design/editor_state.js";

/** The button that opens the menu. */
export function textMenu(languages, lengths, notice) {
  let menu = null; // not before it is asked for
  const opener = button(t("starters.texts"), open, { class: "small texts", "aria-haspopup": "dialog", "aria-expanded": "false", title: t("starters.texts_about") });

  function open() {
    menu ??= draw();
    menu.show();
  }

  function draw() {
    const language = choice("text-language", t("starters.text_language"), [["auto", t("starters.as_described")], ...languages]);
    const length = choice("text-length", t("starters.length"), lengths.map(([name, seconds]) => [name, t(`starters.${name}`, { seconds })]));
    const standard = button(t("starters.standard"), () => put(false), { class: "small" });
    const suitable = button(t("starters.suitable"), () => put(true), { class: "small", title: t("starters.suitable_about") });
    const box = make("div", { class: "text-menu part", popover: "auto", role: "dialog", "aria-label": t("starters.texts_heading") });
    box.append(make("div", { class: "text-choices" }, language.node, length.node), make("div", { class: "text-actions" }, suitable, standard));
    document.querySelector(".gradio-container").append(box);
    length.menu.value = "medium";

    async function put(suits) {
      box.hidePopover();
      const { description = "" } = currentFields() ?? {};
      const found = await call("starters.text", { description, language: language.menu.value, length: length.menu.value, suitable: suits });
      showProblem(notice, found.problem);
      if (!found.problem) changeFields({ text: found.text, ...fitting(language.menu.value) }, t(suits ? "starters.suits" : "starters.put"));
      opener.focus();
    }

    let forget = null;
    box.addEventListener("toggle", ({ newState }) => {
      opener.setAttribute("aria-expanded", String(newState === "open"));
      if (newState !== "open") return void forget?.();
      forget = opened(() => (box.hidePopover(), opener.focus()));
    });
    return {
      show() {
        const chosen = currentFields()?.language ?? "auto";
        language.menu.value = chosen;
        box.showPopover();
        const { bottom, right } = opener.getBoundingClientRect();
        const { width, height } = box.getBoundingClientRect();
        box.style.left = `${Math.max(8, right - width)}px`;
        box.style.top = `${Math.min(bottom + 4, innerHeight - height - 8)}px`;
        suitable.focus();
      },
    };
  }

  return opener;
}

function choice(id, label, options) {
  const menu = make("select", { id }, ...options.map(([value, name]) => make("option", { value }, name)));
  return { node: make("label", { class: "field-menu", for: id }, make("span", {}, label), menu), menu };
}
