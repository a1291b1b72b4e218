// A line above the transport that says what was done, with a button that undoes it. Ctrl or Cmd with Z undoes it too.

import { button, make } from "./dom.js";
import { isTyping } from "./keys.js";
import { t } from "./words.js";

const SHOWN = 12_000; // milliseconds; longer while the pointer or the focus is on it

const words = make("span", { role: "status" });
const actions = make("span", { class: "toast-actions" });
const line = make("div", { class: "toast", hidden: true }, words, actions);
document.body.append(line);

let undoLast = null;
let timer = 0;

/** Say what was done; `undo`, where there is one, takes it back. */
export function tell(text, { undo = null } = {}) {
  undoLast = undo;
  words.textContent = text;
  actions.replaceChildren();
  if (undo) actions.append(button(t("shell.undo"), takeBack, { class: "small" }));
  actions.append(button("✕", hide, { class: "small quiet icon", "aria-label": t("shell.dismiss") }));
  line.hidden = false;
  wait();
}

function takeBack() {
  const undo = undoLast;
  hide();
  undo?.();
}

function hide() {
  undoLast = null;
  line.hidden = true;
  words.textContent = "";
}

/** The line goes away; what it undoes stays undoable with the keys until something else is done. */
function wait() {
  clearTimeout(timer);
  timer = setTimeout(() => {
    if (line.matches(":hover, :focus-within")) return wait();
    line.hidden = true;
  }, SHOWN);
}

document.addEventListener("keydown", (event) => {
  const isUndo = event.key.toLowerCase() === "z" && (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey;
  if (!isUndo || !undoLast || event.defaultPrevented || isTyping(event)) return;
  event.preventDefault();
  takeBack();
});
