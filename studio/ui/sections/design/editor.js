// Below Generate: what is wrong with the editor's fields, and which marks of the text are not spoken. Also the editor's
// counts and its shortcut, Ctrl or Cmd with Enter.

import { make } from "../../static/page/dom.js";
import { problemsIn } from "../../static/page/problems.js";
import { whenDrawn } from "../../static/page/when_drawn.js";
import { t, translated } from "../../static/page/words.js";
import { varyMenu } from "../versions/vary_menu.js";
import { countCharacters } from "./counts.js";

const SETTLED = 500; // milliseconds: pressing it twice as fast asks once
const MAC = navigator.platform.startsWith("Mac");

export function mount(element, { props, watch }) {
  const notice = make("div", { class: "notice" });
  const notes = make("p", { class: "hint", role: "status", id: "text-notes" });
  element.append(notice, notes);
  const show = problemsIn(notice);
  const column = document.getElementById("design-editor");
  const { description, text } = props.value.limits;
  countCharacters("description", description);
  countCharacters("text", text);
  nameShortcut();
  varyMenu();
  watch("value", async () => {
    const { number, problem, notes: told } = props.value ?? {};
    const shown = await translated({ problem: problem && { ...problem }, notes: [...(told ?? [])] });
    if (props.value?.number !== number) return;
    show(shown.problem ?? null);
    notes.textContent = shown.notes.join(" ");
  });
  let pressed = -SETTLED; // when the shortcut was pressed last
  new MutationObserver(keepFocus).observe(column, { attributeFilter: ["data-working"] });
  column.addEventListener("input", pinTyped);
  column.addEventListener("keydown", leaveList, { capture: true });
  column.addEventListener("click", onlyOnce, { capture: true });

  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    if (!column.contains(event.target)) return;
    event.preventDefault();
    if (performance.now() - pressed < SETTLED) return;
    pressed = performance.now();
    generate(event.target, column.dataset.working === "own" ? "queue" : "generate");
  });
}

function nameShortcut() {
  const keys = MAC ? "⌘ ↵" : "Ctrl ↵";
  for (const id of ["generate", "queue"]) {
    whenDrawn(`#${id}`).then((press) => {
      press.append(make("kbd", { "aria-hidden": "true" }, keys));
      press.title = t(`design.${id}_about`, { keys });
    });
  }
}

/** Generate, Queue and Stop take each other's place: the focus goes along. */
function keepFocus() {
  const left = document.activeElement;
  if (!left?.matches("#generate, #queue, #stop") || left.offsetParent) return;
  const there = ["generate", "queue"].map((id) => document.getElementById(id)).find((each) => each.offsetParent);
  there?.focus();
}

/** A seed that is typed is pinned. */
function pinTyped(event) {
  const pin = document.querySelector("#field-pin input");
  if (event.target.closest("#field-seed") && !pin.checked) pin.click();
}

/** A double click on Generate asks once. */
function onlyOnce(event) {
  if (event.detail > 1 && event.target.closest("#generate, #queue")) event.stopPropagation();
}

/**
 * Gradio's list opens again, over the fields below, on the Tab that leaves it: keep that key from it. Where the list
 * scrolls, it would also be the next stop.
 */
function leaveList(event) {
  if (event.key !== "Tab" || !event.target.matches("[role=combobox]")) return;
  event.stopPropagation();
  for (const list of document.querySelectorAll(".options [role=listbox]")) list.tabIndex = -1;
}

/** Press a button once Gradio has the field's value: number fields report it when they lose the focus. */
function generate(field, id) {
  field.blur();
  setTimeout(() => {
    document.getElementById(id).click();
    field.focus();
  });
}
