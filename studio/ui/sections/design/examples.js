// Example descriptions to start from.

import { button, make } from "../../static/page/dom.js";

export function mount(element, { props, trigger }) {
  const chips = (props.value ?? []).map(({ label, description }) => {
    return button(label, () => trigger("example", { label }), { class: "chip", title: description });
  });
  element.append(make("div", { class: "chips", role: "group", "aria-label": "Example descriptions" }, ...chips));
}
