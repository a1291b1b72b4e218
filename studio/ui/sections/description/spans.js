// Places in a text that is being changed: what was marked in the text before stays marked in the text after.

/** What turns one text into another: the place `start` to `end` that is replaced, and what is inserted there. */
export function changeBetween(before, after) {
  const most = Math.min(before.length, after.length);
  let start = 0;
  while (start < most && before[start] === after[start]) start++;
  let tail = 0;
  while (tail < most - start && before[before.length - 1 - tail] === after[after.length - 1 - tail]) tail++;
  if (start && (isLowSurrogate(before, start) || isLowSurrogate(after, start))) start--;
  if (tail && isLowSurrogate(before, before.length - tail)) tail--;
  return { start, end: before.length - tail, inserted: after.slice(start, after.length - tail) };
}

/** Where a span is after a change, or null where nothing of it is left. */
export function moved([from, to], { start, end, inserted }) {
  const shift = inserted.length - (end - start);
  if (to <= start) return [from, to];
  if (from >= end) return [from + shift, to + shift];
  if (from <= start && end <= to) return to + shift > from ? [from, to + shift] : null;
  if (from < start) return [from, start];
  return to > end ? [start + inserted.length, to + shift] : null;
}

/** The spans that are left after a change. */
export function movedSpans(spans, change) {
  return spans.map((span) => moved(span, change)).filter(Boolean);
}

const isLowSurrogate = (text, at) => (text.charCodeAt(at) & 0xfc00) === 0xdc00;
