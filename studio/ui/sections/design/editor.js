// Under Generate: what is wrong with what was typed. Also the editor's shortcut, Ctrl or Cmd with Enter.

import { make } from "../../static/page/dom.js";
import { problemsIn } from "../../static/page/problems.js";

export function mount(element, { props, watch }) {
  const notice = make("div", { class: "notice" });
  const mac = navigator.platform.startsWith("Mac");
  const hint = make("p", { class: "hint" }, make("kbd", {}, mac ? "⌘ Enter" : "Ctrl Enter"), " generates");
  element.append(notice, hint);
  const show = problemsIn(notice);
  const column = document.getElementById("editor-column");
  const hear = () => {
    show(props.value?.problem ?? null);
    column.toggleAttribute("data-restored", Boolean(props.value));
  };
  watch("value", hear);
  hear(); // Python may have answered before this module was here
  column.addEventListener("input", pinTyped);
  column.addEventListener("keydown", leaveList, { capture: true });
  column.addEventListener("click", onlyOnce, { capture: true });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    if (!column.contains(event.target)) return;
    event.preventDefault();
    if (column.dataset.working !== "own") generate(event.target);
  });
}

/** Who types a seed means it: pin it. */
function pinTyped(event) {
  const pin = document.querySelector("#field-pin input");
  if (event.target.closest("#field-seed") && !pin.checked) pin.click();
}

/** A double click on Generate asks once. */
function onlyOnce(event) {
  if (event.detail > 1 && event.target.closest("#generate")) event.stopPropagation();
}

/** Gradio's list opens again after the Tab that left it, over the fields below: it must not hear of that key. */
function leaveList(event) {
  if (event.key === "Tab" && event.target.matches("[role=combobox]")) event.stopPropagation();
}

/** Press Generate once the field has told Gradio its value: number fields do so when they are left. */
function generate(field) {
  field.blur();
  setTimeout(() => {
    document.getElementById("generate").click();
    field.focus();
  });
}
