// Descriptions to start from.

import { make } from "../../static/page/dom.js";

export function mount(element, { props, trigger }) {
  const chips = (props.value ?? []).map(([label, description]) => {
    const attributes = { type: "button", class: "chip", title: description };
    return make("button", { ...attributes, onclick: () => trigger("example", { label }) }, label);
  });
  element.append(make("div", { class: "chips", role: "group", "aria-label": "Example descriptions" }, ...chips));
}
