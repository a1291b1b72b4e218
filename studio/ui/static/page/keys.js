// Which element the keyboard belongs to, and what its keys are called.

import { t } from "./words.js";

const FIELDS = "input, textarea, select, [contenteditable]:not([contenteditable='false']), [role=textbox], [role=combobox], [role=listbox]";
const TICKS = "input[type=checkbox], input[type=radio], input[type=button], input[type=range]";

/** Whether a key event goes into a field, which needs letters and digits itself. */
export function isTyping(event) {
  const target = event.composedPath?.()[0] ?? event.target;
  if (event.isComposing || !(target instanceof Element)) return Boolean(event.isComposing);
  return target.isContentEditable || Boolean(target.closest(FIELDS) && !target.matches(TICKS));
}

const NAMED = /Space|Enter|Home|End|Del|Esc|Shift/g;

/** The names of keys, as "Ctrl Enter", in the page's language. */
export const keyNames = (keys) => keys.replace(NAMED, (name) => t(`keys.key_${name.toLowerCase()}`));
