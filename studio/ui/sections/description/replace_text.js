// Changes what is in a text field as if it were typed, so that one Ctrl or Cmd with Z takes it back.

import { changeBetween } from "./spans.js";

/** Put another text into a field; only what differs is replaced. The caret is after it. */
export function replaceText(input, text) {
  const { start, end, inserted } = changeBetween(input.value, text);
  if (start === end && !inserted) return;
  input.focus({ preventScroll: true });
  closeUndoStep(input, start, end);
  const command = inserted ? document.execCommand("insertText", false, inserted) : document.execCommand("delete");
  if (!command || input.value !== text) {
    input.setRangeText(inserted, start, end, "end");
    input.dispatchEvent(new InputEvent("input", { bubbles: true }));
  }
  const caret = wordEnd(text, start + inserted.length);
  closeUndoStep(input, caret, caret);
}

/** Where the word ends that a place is in: only what differs is inserted, which may be half a word. */
function wordEnd(text, at) {
  const rest = text.slice(at).match(/^[\p{L}\p{N}]+/u)?.[0] ?? "";
  return /[\p{L}\p{N}]$/u.test(text.slice(0, at)) && !/\p{Script=Han}/u.test(rest) ? at + rest.length : at;
}

/** Browsers join what is typed in one place into one step; a selection elsewhere in between ends it. */
function closeUndoStep(input, start, end) {
  input.setSelectionRange(0, input.value.length);
  input.setSelectionRange(start, end);
}

/** What an undo of `before` to `after` makes of a text that may have been changed since; null where both touch the same place. */
export function without(before, after, text) {
  const undone = changeBetween(after, before);
  const since = changeBetween(after, text);
  const shift = since.inserted.length - (since.end - since.start);
  if (since.start === since.end && !since.inserted) return before;
  if (since.start >= undone.end) return text.slice(0, undone.start) + undone.inserted + text.slice(undone.end);
  if (since.end <= undone.start) return text.slice(0, undone.start + shift) + undone.inserted + text.slice(undone.end + shift);
  return null;
}
