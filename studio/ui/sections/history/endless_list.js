// A list of any length: pages are loaded as they come near, and only those near the view are in the document.

import { make } from "../../static/page/dom.js";
import { emit } from "../../static/page/event_bus.js";

const NEAR = "1500px"; // beyond the view
const ROW = 64; // pixels, until a page has been measured

/**
 * Make the list. `load(before)` resolves to `{ rows, following }`, `draw(row, previous)` returns a row's node, and
 * `focused(row)` is called for the row that gets the focus.
 */
export function endlessList({ load, draw, label, focused }) {
  const content = make("div", {}); // a feed only while it has rows, as ARIA asks for
  const sentinel = make("div", { class: "sentinel" });
  const node = make("div", { class: "endless" }, content, sentinel);
  let pages = []; // { node, rows, before, drawn, height }: `before` is what loaded its rows
  let following = "";
  let generation = 0;
  let loading = null;
  let stop = null; // the id of the row that is the list's tab stop

  const near = new IntersectionObserver(
    (entries) => entries.forEach(({ target, isIntersecting }) => (isIntersecting ? fill(pageOf(target)) : clear(pageOf(target)))),
    { root: node, rootMargin: NEAR },
  );
  const end = new IntersectionObserver((entries) => entries.some((entry) => entry.isIntersecting) && more(), { root: node, rootMargin: NEAR });
  end.observe(sentinel);

  new MutationObserver(() => {
    if (!content.childElementCount) return content.removeAttribute("role"), content.removeAttribute("aria-label");
    content.setAttribute("role", "feed");
    content.setAttribute("aria-label", label);
  }).observe(content, { childList: true });

  /** The pages of rows, which `refresh` loads again: also after the rows have left them. */
  const pagesOf = (ids) => pages.filter((page) => page.rows.some((row) => holds(row, ids)));
  const rowsOf = (ids) => rows().filter((row) => holds(row, ids)).map((row) => row.id);
  const pageOf = (target) => pages.find((page) => page.node === target);
  const rows = () => pages.flatMap((page) => page.rows);

  /** Load the list from its top; a focus inside stays on its row, or goes to the first one. */
  async function restart() {
    generation += 1;
    const mine = generation;
    const page = await load("");
    if (mine !== generation) return;
    const had = content.contains(document.activeElement);
    near.disconnect();
    pages = [];
    content.replaceChildren();
    following = page.following;
    node.scrollTop = 0;
    if (page.rows.length) add(page.rows, "");
    stop = (had && rowOf(stop)?.id) || (page.rows[0]?.id ?? null);
    mark();
    if (had) focus();
  }

  /** Load the first page and these again; the focus stays on its row, or goes to the one after it. */
  async function refresh(wanted = []) {
    if (!pages.length) return restart();
    const stale = pages.filter((page, at) => at === 0 || wanted.includes(page));
    const mine = generation;
    const loaded = await Promise.all(stale.map((page) => load(page.before)));
    if (mine !== generation) return;
    const had = content.contains(document.activeElement);
    const before = rows().map((row) => row.id);
    stale.forEach((page, at) => replaceRows(page, loaded[at].rows));
    const there = new Set(rows().map((row) => row.id));
    if (!there.has(stop)) {
      const at = before.indexOf(stop);
      stop = [...before.slice(at + 1), ...before.slice(0, at).reverse()].find((id) => there.has(id)) ?? rows()[0]?.id ?? null;
    }
    mark();
    if (had) focus();
    else if (stop) focused(rowOf(stop));
  }

  /** Show a page's rows as they were loaded again; those that others have moved out of it stay, in their order. */
  function replaceRows(page, fresh) {
    const elsewhere = new Set(pages.filter((each) => each !== page).flatMap((each) => each.rows.map((row) => row.id)));
    const own = fresh.filter((row) => !elsewhere.has(row.id));
    const last = own.at(-1);
    const older = page.rows.filter((row) => last && row.created < last.created && !own.some(({ id }) => id === row.id));
    const next = [...own, ...older];
    if (JSON.stringify(next) === JSON.stringify(page.rows)) return;
    page.rows = next;
    if (!page.drawn) return;
    page.drawn = false;
    fill(page);
  }

  function more() {
    if (!following || loading) return;
    const mine = generation;
    const before = following;
    content.setAttribute("aria-busy", "true");
    loading = load(following)
      .then((page) => {
        if (mine !== generation) return;
        following = page.following;
        if (page.rows.length) add(page.rows, before);
      })
      .catch(() => {})
      .finally(() => {
        loading = null;
        content.setAttribute("aria-busy", "false");
        if (following && sentinel.getBoundingClientRect().top < node.getBoundingClientRect().bottom + 1500) more();
      });
  }

  function add(list, before) {
    const page = { node: make("div", { class: "page" }), rows: list, before, drawn: false, height: ROW * list.length };
    pages.push(page);
    content.append(page.node);
    fill(page);
    near.observe(page.node);
  }

  const holds = (row, ids) => ids.includes(row.id) || (row.takes ?? []).some(({ id }) => ids.includes(id));

  function fill(page) {
    if (!page || page.drawn) return;
    page.drawn = true;
    page.node.style.height = "";
    const start = pages.slice(0, pages.indexOf(page)).reduce((sum, each) => sum + each.rows.length, 0);
    const previous = pages[pages.indexOf(page) - 1]?.rows.at(-1) ?? null;
    page.node.replaceChildren(...page.rows.map((row, at) => rowNode(row, page.rows[at - 1] ?? previous, start + at)));
    mark();
    emit("drawn");
  }

  function rowNode(row, previous, place) {
    const made = draw(row, previous);
    made.dataset.id = row.id;
    made.tabIndex = -1;
    made.setAttribute("aria-posinset", place + 1);
    made.setAttribute("aria-setsize", following ? -1 : rows().length);
    return made;
  }

  /** Take a page that is far from the view out of the document, unless the focus is in it. */
  function clear(page) {
    if (!page?.drawn || page.node.contains(document.activeElement)) return;
    page.height = page.node.offsetHeight || page.height;
    page.node.style.height = `${page.height}px`;
    page.node.replaceChildren();
    page.drawn = false;
  }

  const nodeOf = (id) => (id === null ? null : content.querySelector(`[data-id="${CSS.escape(id)}"]`));
  const rowOf = (id) => rows().find((row) => row.id === id) ?? null;

  /** The row that had the focus last is the one stop of the Tab key. */
  function mark() {
    const at = nodeOf(stop) ?? content.querySelector("[data-id]");
    for (const each of content.querySelectorAll('[data-id][tabindex="0"]')) if (each !== at) each.tabIndex = -1;
    if (at) at.tabIndex = 0;
  }

  function focus() {
    const at = nodeOf(stop) ?? content.querySelector("[data-id]");
    (at ?? node.closest("section").querySelector('[aria-pressed="true"]')).focus();
  }

  content.addEventListener("focusin", (event) => {
    const at = event.target.closest("[data-id]");
    if (!at) return;
    stop = at.dataset.id;
    mark();
    focused(rowOf(stop));
  });
  content.addEventListener("keydown", (event) => {
    const at = event.target.closest("[data-id]");
    if (!at || event.target !== at || event.ctrlKey || event.metaKey || event.altKey) return;
    const all = [...content.querySelectorAll("[data-id]")];
    const step = { ArrowDown: 1, ArrowUp: -1, PageDown: 8, PageUp: -8 }[event.key];
    const to = step ? all[Math.min(Math.max(all.indexOf(at) + step, 0), all.length - 1)] : { Home: () => jump(0), End: () => jump(node.scrollHeight) }[event.key]?.();
    if (!to) return;
    event.preventDefault();
    to.focus({ preventScroll: true });
    to.scrollIntoView({ block: "nearest" });
  });

  function jump(top) {
    node.scrollTop = top;
    const page = top ? pages.at(-1) : pages[0];
    fill(page);
    return top ? page.node.lastElementChild : page.node.firstElementChild;
  }

  /** Change rows in place: those for which `change` returns true are drawn anew. */
  function update(change) {
    for (const page of pages) {
      page.rows.forEach((row, at) => {
        if (!change(row) || !page.drawn) return;
        const old = page.node.children[at];
        const focusedAt = old.contains(document.activeElement) ? [...old.querySelectorAll("button")].indexOf(document.activeElement) : null;
        const place = Number(old.getAttribute("aria-posinset")) - 1;
        const made = rowNode(row, page.rows[at - 1] ?? pages[pages.indexOf(page) - 1]?.rows.at(-1) ?? null, place);
        old.replaceWith(made);
        mark();
        if (focusedAt !== null) (made.querySelectorAll("button")[focusedAt] ?? made).focus();
      });
    }
  }

  return { node, restart, refresh, update, focus, first: () => rows()[0] ?? null, current: () => rowOf(stop), filter: (test) => rows().filter(test), pagesOf, rowsOf };
}
