// Takes over what was typed and pressed on the first screen, before Gradio had drawn the page (`ui/first_screen.py`).

import { whenDrawn } from "../../static/page/when_drawn.js";

const LONGEST = 3000; // ms until Gradio shows what was put into its fields
const DRAWN = ["#field-description textarea", "#field-text textarea", "#generate"]; // what the first screen has too

const screen = () => document.getElementById("first-screen");
const early = () => [...(screen()?.querySelectorAll("[data-edited]") ?? [])];
const nameOf = (field) => field.id.replace("first-", "");
const areaOf = (name) => document.querySelector(`#field-${name} textarea`);
const editorField = (field) => areaOf(nameOf(field));

/** The texts that were typed on the first screen, by field; none where nothing was. */
export const typedEarly = () => Object.fromEntries(early().map((field) => [nameOf(field), field.value]));

/** Wait until Gradio has drawn the editor; what is put into a field before is lost. */
export const editorDrawn = () => Promise.all(DRAWN.map(whenDrawn));

/** Let the editor take the first screen's place: with its texts, its focus, and its press of Generate. */
export async function handOver() {
  if (!screen()) return;
  await shown(typedEarly());
  for (const field of early()) type(editorField(field), field.value); // also what was typed meanwhile
  const left = screen();
  const focused = left.contains(document.activeElement) ? document.activeElement : null;
  left.remove(); // until then, nothing else can have the focus
  if (focused) moveFocus(focused);
  if ("pressed" in left.dataset) requestAnimationFrame(() => document.getElementById("generate").click());
}

/** Wait until Gradio's fields show these texts, by field; not for ever, since somebody may type. */
export async function shown(texts) {
  const until = performance.now() + LONGEST;
  const missing = () => Object.entries(texts).some(([name, text]) => areaOf(name)?.value !== text);
  while (missing() && performance.now() < until) await new Promise(requestAnimationFrame);
}

function type(field, text) {
  if (field.value === text) return;
  field.value = text;
  field.dispatchEvent(new Event("input", { bubbles: true }));
}

function moveFocus(from) {
  if (from.localName !== "textarea") return document.getElementById("generate").focus();
  const to = editorField(from);
  to.focus();
  to.setSelectionRange(from.selectionStart, from.selectionEnd, from.selectionDirection);
}
