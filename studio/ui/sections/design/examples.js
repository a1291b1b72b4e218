// Example voices to start from: each fills the description and the text.

import { button, make } from "../../static/page/dom.js";
import { t } from "../../static/page/words.js";
import { loadFields } from "./editor_state.js";

export function mount(element, { props }) {
  const chips = (props.value ?? []).map(({ label, description, text }) => {
    const load = () => loadFields({ description, text }, { told: t("design.example_loaded", { label }) });
    return button(label, load, { class: "chip", title: description });
  });
  element.append(make("div", { class: "chips", role: "group", "aria-label": t("design.examples") }, ...chips));
}
