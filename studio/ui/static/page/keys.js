// Which element the keyboard belongs to.

const FIELDS = "input, textarea, select, [contenteditable]:not([contenteditable='false']), [role=textbox], [role=combobox], [role=listbox]";
const TICKS = "input[type=checkbox], input[type=radio], input[type=button], input[type=range]";

/** Whether a key event goes into a field, which needs letters and digits itself. */
export function isTyping(event) {
  const target = event.composedPath?.()[0] ?? event.target;
  if (event.isComposing || !(target instanceof Element)) return Boolean(event.isComposing);
  return target.isContentEditable || Boolean(target.closest(FIELDS) && !target.matches(TICKS));
}
