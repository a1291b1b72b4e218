// The keys of one row of a list: its acts, and the arrows right and left through its buttons. The list itself is one
// stop of the Tab key (`roving.js`), so the buttons are none.

import { isTyping } from "./keys.js";

const CONTROLS = "button:not(:disabled), a[href]";

/** Let a row answer keys: `acts` is a function by the name of each key, such as `{ Enter: hear, Delete: bin }`. */
export function rowKeys(row, acts) {
  row.tabIndex = -1;
  for (const control of row.querySelectorAll(CONTROLS)) control.tabIndex = -1;
  takesFocus(row);
  row.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented || isTyping(event)) return;
    if (event.target === row && acts[event.key]) {
      event.preventDefault();
      return acts[event.key]();
    }
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const stops = [row, ...row.querySelectorAll(CONTROLS)];
    event.preventDefault();
    stops[stops.indexOf(event.target) + step]?.focus();
  });
  return row;
}

/** Let a row have the focus after the pointer pressed one of its buttons, so that its keys work at once. */
export function takesFocus(row) {
  row.addEventListener("click", (event) => {
    const pressed = event.detail > 0 ? event.target.closest("button") : null; // a key's click has none
    if (pressed && pressed === document.activeElement) row.focus({ preventScroll: true });
  });
}

/** Put rows into a list in this order. The focused one keeps the focus; where it is gone, the one that followed it gets it. */
export function arrange(list, rows) {
  const before = [...list.children];
  const at = before.findIndex((row) => row.contains(document.activeElement));
  for (const node of before) if (!rows.includes(node)) node.remove();
  rows.forEach((node, i) => list.children[i] !== node && list.insertBefore(node, list.children[i] ?? null));
  if (at < 0) return;
  const next = before.slice(at).find((row) => rows.includes(row)) ?? rows[Math.min(at, rows.length - 1)];
  if (next && !next.contains(document.activeElement)) next.focus();
}
