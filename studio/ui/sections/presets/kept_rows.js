// The rows of the grid, which stay while what they show does: so a row keeps the focus, and goes on playing.

/** Returns `{ of(key, shown, makeRow), at(key) }`. */
export function keptRows() {
  const rows = new Map(); // a key → { row, stamp }

  /** The row of something; made anew, in its place, only when that has changed. */
  function of(key, shown, makeRow) {
    const stamp = JSON.stringify(shown);
    const before = rows.get(key);
    if (before?.stamp === stamp) return before.row;
    const row = makeRow(shown);
    if (before?.row.contains(document.activeElement)) before.row.replaceWith(row), row.focus();
    rows.set(key, { row, stamp });
    return row;
  }

  return { of, at: (key) => rows.get(key)?.row ?? null };
}
