// Under Generate: what is wrong with what was typed. Also the editor's shortcut, Ctrl or Cmd with Enter.

import { make } from "./dom.js";
import { problemsIn } from "./problems.js";

export function mount(element, { props, watch }) {
  const notice = make("div", { class: "notice" });
  const mac = navigator.platform.startsWith("Mac");
  const hint = make("p", { class: "hint" }, make("kbd", {}, mac ? "⌘ Enter" : "Ctrl Enter"), " generates");
  element.append(notice, hint);
  const show = problemsIn(notice);
  watch("value", () => show(props.value?.problem ?? null));

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    const editor = event.target.closest?.("#editor-column");
    if (!editor) return;
    event.preventDefault();
    if (!editor.hasAttribute("data-working")) generate(event.target);
  });
}

/** Press Generate once the field has told Gradio its value: number fields do so when they are left. */
function generate(field) {
  field.blur();
  setTimeout(() => {
    document.getElementById("generate").click();
    field.focus();
  });
}
