/** A list of rows that is one stop of the Tab key: up and down move between rows, left and right within one. */

/** `rows` and `items` are selectors: of the rows in `list`, and of what takes the focus in them. */
export function arrowKeys(list, { rows, items }) {
  const shown = (selector, within) => [...within.querySelectorAll(selector)].filter((node) => node.offsetParent !== null && !node.disabled);

  function mark(stop) {
    for (const item of list.querySelectorAll(items)) item.tabIndex = item === stop ? 0 : -1;
  }

  /** Keep one stop when rows come and go. */
  function settle() {
    const all = shown(items, list);
    const stop = all.find((item) => item.tabIndex === 0 && item.dataset.stop) ?? all[0];
    mark(stop);
  }

  list.addEventListener("focusin", ({ target }) => {
    const item = target.closest(items);
    if (!item) return;
    for (const other of list.querySelectorAll("[data-stop]")) delete other.dataset.stop;
    item.dataset.stop = "1";
    mark(item);
  });

  list.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (!target.matches(items) || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = shown(rows, list);
    const row = target.closest(rows);
    const inRow = shown(items, row);
    const [line, column] = [all.indexOf(row), inRow.indexOf(target)];
    const inLine = (other) => other && (shown(items, other)[column] ?? shown(items, other)[0]);
    const to = { ArrowDown: () => inLine(all[line + 1]), ArrowUp: () => inLine(all[line - 1]), ArrowRight: () => inRow[column + 1], ArrowLeft: () => inRow[column - 1], Home: () => inLine(all[0]), End: () => inLine(all.at(-1)) }[key];
    if (!to) return;
    event.preventDefault();
    const next = to();
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  });
  new MutationObserver(settle).observe(list, { childList: true, subtree: true });
  settle();
}
