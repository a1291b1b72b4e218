// Below Generate: what is wrong with the editor's fields, and which marks of the text are not spoken. Also the editor's shortcut, Ctrl or Cmd with Enter.

import { make } from "../../static/page/dom.js";
import { problemsIn } from "../../static/page/problems.js";

export function mount(element, { props, watch }) {
  const notice = make("div", { class: "notice" });
  const mac = navigator.platform.startsWith("Mac");
  const hint = make("p", { class: "hint" }, make("kbd", {}, mac ? "⌘ Enter" : "Ctrl Enter"), " generates");
  const notes = make("p", { class: "hint", role: "status", id: "text-notes" });
  element.append(notice, notes, hint);
  const show = problemsIn(notice);
  const column = document.getElementById("design-editor");
  const update = () => {
    show(props.value?.problem ?? null);
    notes.textContent = (props.value?.notes ?? []).join(" ");
    column.toggleAttribute("data-restored", Boolean(props.value));
  };
  watch("value", update);
  update(); // Python may have answered before this module was loaded
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

/** A seed that is typed is pinned. */
function pinTyped(event) {
  const pin = document.querySelector("#field-pin input");
  if (event.target.closest("#field-seed") && !pin.checked) pin.click();
}

/** A double click on Generate asks once. */
function onlyOnce(event) {
  if (event.detail > 1 && event.target.closest("#generate")) event.stopPropagation();
}

/** Gradio's list opens again, over the fields below, on the Tab that leaves it: keep that key from it. */
function leaveList(event) {
  if (event.key === "Tab" && event.target.matches("[role=combobox]")) event.stopPropagation();
}

/** Press Generate once Gradio has the field's value: number fields report it when they lose the focus. */
function generate(field) {
  field.blur();
  setTimeout(() => {
    document.getElementById("generate").click();
    field.focus();
  });
}
