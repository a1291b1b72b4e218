// A row above the text: examples, a random start, and texts to hear a voice with.

import { call } from "../../static/page/actions.js";
import { button, make } from "../../static/page/dom.js";
import { showProblem } from "../../static/page/problems.js";
import { t } from "../../static/page/words.js";
import { currentFields, loadFields } from "../design/editor_state.js";
import { openGallery } from "./gallery.js";
import { textMenu } from "./text_menu.js";

export function mount(element, { props }) {
  const notice = make("div", { class: "notice" });
  const { languages, lengths } = props.value;

  async function startAnew() {
    const { description = "", text = "", language = "auto" } = currentFields() ?? {};
    const made = await call("starters.start", { description, language });
    showProblem(notice, made.problem);
    if (made.problem) return;
    const typed = text.trim() ? {} : { text: made.text }; // what is to be spoken stays
    loadFields({ description: made.description, ...typed }, { told: t("starters.started") });
  }

  const examples = button(t("starters.examples"), () => openGallery(languages, notice), { class: "small", "aria-haspopup": "dialog", title: t("starters.examples_about") });
  const random = button(t("starters.random"), startAnew, { class: "small", title: t("starters.random_about") });
  element.append(make("div", { class: "starters-row", role: "group", "aria-label": t("starters.heading") }, examples, random, textMenu(languages, lengths, notice)), notice);
}
