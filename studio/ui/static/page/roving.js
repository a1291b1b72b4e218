// A list that is one stop of the Tab key: arrows, Home and End move within it.

/**
 * Make a list roving: `roving(list, { itemSelector: ".take" })`. The item that had the focus last is the stop; items
 * that are added later take part. With `across`, the left and right arrows move too; with `grid`, up and down go to the
 * item above or below, as many items on as are in a row.
 */
export function roving(list, { itemSelector, across = false, grid = false } = {}) {
  const items = () => [...list.querySelectorAll(itemSelector)].filter((item) => item.checkVisibility());

  function mark(stop) {
    for (const item of list.querySelectorAll(itemSelector)) {
      const index = item === stop ? "0" : "-1";
      if (item.getAttribute("tabindex") !== index) item.setAttribute("tabindex", index);
    }
  }

  function markAgain() {
    const all = items();
    const stop = all.find((item) => item.tabIndex === 0) ?? all[0];
    if (stop) mark(stop);
  }

  list.addEventListener("focusin", (event) => {
    const item = event.target.closest(itemSelector);
    if (item && list.contains(item)) mark(item);
  });
  list.addEventListener("keydown", (event) => {
    if (!event.target.matches(itemSelector) || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const to = target(event.key, items(), event.target);
    if (!to) return;
    event.preventDefault();
    to.focus();
    to.scrollIntoView({ block: "nearest" });
  });
  let due = 0; // once a frame: looking for what is visible makes the browser lay the page out
  new MutationObserver(() => (due ||= requestAnimationFrame(() => ((due = 0), markAgain())))).observe(list, { childList: true, subtree: true });
  markAgain();

  function target(key, all, from) {
    const at = all.indexOf(from);
    if (key === "ArrowDown") return grid ? below(all, at) : all[at + 1];
    if (key === "ArrowUp") return all[at - (grid ? inRow(all) : 1)];
    if (key === "ArrowRight") return across || grid ? all[at + 1] : null;
    if (key === "ArrowLeft") return across || grid ? all[at - 1] : null;
    if (key === "Home") return all[0];
    return key === "End" ? all.at(-1) : null;
  }
}

/** How many items are in a row of a grid. */
function inRow(all) {
  const second = all.findIndex((item) => item.offsetTop !== all[0].offsetTop);
  return second < 0 ? all.length : second;
}

/** The item below; the last one where the row below is shorter. */
function below(all, at) {
  const step = inRow(all);
  const isLastRow = Math.floor(at / step) === Math.floor((all.length - 1) / step);
  return all[at + step] ?? (isLastRow ? null : all.at(-1));
}
