// The history: every version and blind test by day. Search, filters, the bin, and undo for what is deleted.

import { call } from "../../static/page/actions.js";
import { button, confirmedButton, getJson, make, setText } from "../../static/page/dom.js";
import { emit, on } from "../../static/page/event_bus.js";
import { poll } from "../../static/page/polling.js";
import { showProblem } from "../../static/page/problems.js";
import { tell } from "../../static/page/toast.js";
import { counted, decimal, t } from "../../static/page/words.js";
import { isShown, onGo } from "../../static/page/workspace.js";
import { endlessList } from "./endless_list.js";
import { makeRow } from "./history_row.js";
import { retention } from "./retention.js";
import { searchHelp } from "./search_help.js";

const FILTERS = { all: {}, kept: { verdict: "kept" }, starred: { verdict: "starred" }, rejected: { verdict: "rejected" }, spoken: { kind: "spoken" }, blind: { kind: "blind" } };
const TYPING = 200; // milliseconds without a key before a search begins
const WHILE_RUNNING = 2000; // milliseconds between looks at versions that are being generated

export function mount(element) {
  const search = make("input", { type: "search", class: "history-search", placeholder: t("history.search"), "aria-label": t("history.search"), maxlength: 500 });
  const help = searchHelp(addTerm);
  const day = make("input", { type: "date", class: "history-date", "aria-label": t("history.until"), title: t("history.until") });
  const chips = Object.keys(FILTERS).map((name) => button(t(`history.filter_${name}`), () => choose(name), { class: "small filter-chip", "data-filter": name }));
  const bin = button(t("history.bin"), () => choose(filter === "bin" ? "all" : "bin"), { class: "small filter-chip", "data-filter": "bin" });
  const bar = make("div", { class: "history-bar" }, search, help.toggle, make("div", { class: "history-filters", role: "group", "aria-label": t("history.filters") }, ...chips, day, bin));
  const notice = make("div", { class: "notice", role: "alert" });
  const status = make("p", { class: "sr-only", role: "status" });
  const waiting = make("p", { class: "hint", role: "status", hidden: true });
  const empty = make("div", { class: "empty", hidden: true });
  const space = make("span", { class: "facts" });
  const prune = button("", pruneRejected, { class: "small quiet", hidden: true });
  const emptyBin = confirmedButton(t("history.empty_bin"), t("history.empty_bin"), t("history.empty_bin_sure"), null, clearBin);
  const keeping = retention();
  const foot = make("div", { class: "history-foot" }, space, prune, emptyBin, keeping.toggle);
  const list = endlessList({ load, draw: (row, previous) => makeRow(row, previous, acts), label: t("history.list"), focused: (row) => emit("history-focus", { row, acts }) });
  const panel = make("section", { class: "history-panel fills", "aria-label": t("history.list") }, bar, help.node, notice, waiting, status, empty, list.node, keeping.node, foot);
  element.append(panel);

  let filter = "all";
  let refused = false; // the search, which found neither something nor nothing
  let timer = 0;
  let unmeasured = 0; // takes that may belong to what is searched for, once they are measured
  const acts = { remove, removeTake, duplicate, restore, inBin: () => filter === "bin" };

  function query(before) {
    const until = !before && day.value ? endOf(day.value) : before;
    return new URLSearchParams(Object.entries({ search: search.value.trim(), ...FILTERS[filter], before: until }).filter(([, value]) => value));
  }

  async function load(before) {
    const address = filter === "bin" ? `/studio/history/bin.json?${new URLSearchParams(before && { before })}` : `/studio/history.json?${query(before)}`;
    const page = await getJson(address);
    showProblem(notice, page.problem);
    refused = Boolean(page.problem);
    search.setAttribute("aria-invalid", refused);
    if (refused) throw new Error(page.problem.what); // the list stays as it is
    unmeasured = page.unmeasured ?? 0;
    waiting.hidden = !unmeasured;
    setText(waiting, unmeasured ? counted("history.unmeasured", unmeasured) : "");
    return page;
  }

  async function show() {
    for (const chip of [...chips, bin]) chip.setAttribute("aria-pressed", chip.dataset.filter === filter);
    emptyBin.hidden = filter !== "bin";
    search.disabled = day.disabled = filter === "bin";
    await list.restart().catch(() => {});
    emit("history-focus", { row: list.current(), acts });
    shown();
  }

  /** Load what is shown again, in its place. */
  async function refresh(pages) {
    await list.refresh(pages).catch(() => {});
    if (!list.first()) emit("history-focus", { row: null, acts });
    shown();
  }

  function shown() {
    empty.hidden = refused || list.first() !== null;
    if (!empty.hidden) empty.replaceChildren(...emptyWords());
    status.textContent = empty.hidden ? "" : empty.textContent;
    measure();
  }

  function emptyWords() {
    if (filter === "bin") return [make("strong", {}, t("history.bin_empty")), make("p", {}, t("history.bin_about"))];
    if (search.value || filter !== "all" || day.value) return [make("strong", {}, t("history.nothing_found")), make("p", {}, t("history.nothing_found_about"))];
    return [make("strong", {}, t("history.nothing")), make("p", {}, t("history.nothing_about"))];
  }

  /** Add a term to what is searched for. */
  function addTerm(term) {
    search.value = [search.value.trim(), term].filter(Boolean).join(" ");
    search.focus();
    if (filter === "bin") filter = "all";
    show();
  }

  function choose(name) {
    filter = name;
    show();
  }

  async function measure() {
    const found = await getJson("/studio/history/space.json").catch(() => null);
    if (!found) return;
    space.textContent = t("history.space", { takes: counted("history.takes", found.takes), megabytes: decimal(found.bytes / 1e6, found.bytes < 1e7 ? 1 : 0) });
    bin.textContent = found.binned ? t("history.bin_count", { n: found.binned }) : t("history.bin");
    keeping.shown(found.rule);
    prune.hidden = !found.rejected || filter === "bin";
    prune.textContent = counted("history.prune", found.rejected);
  }

  /** Move a version, or a row's takes in the bin, and offer to undo it. */
  async function remove(row) {
    await change({ auditions: [row.id] }, nameOf(row));
  }

  async function removeTake(take) {
    await change({ takes: [take.id] }, take.label);
  }

  /** Store a copy of a take as the newest version, and offer to undo it. */
  async function duplicate({ id, label }) {
    const { problem, ...copy } = await call("history.duplicate", { take: id });
    showProblem(notice, problem);
    if (problem) return;
    await refresh();
    emit("library-changed", [copy.audition]);
    tell(t("history.duplicated", { label, copy: copy.label }), { undo: () => removeTake({ id: copy.take, label: copy.label }) });
  }

  async function pruneRejected() {
    const { takes, problem } = await call("history.prune");
    if (problem) return showProblem(notice, problem);
    await changed(counted("history.pruned", takes.length), { takes }, list.pagesOf(takes), list.rowsOf(takes));
  }

  async function change(request, label) {
    const ids = Object.values(request).flat();
    const [pages, auditions] = [list.pagesOf(ids), list.rowsOf(ids)];
    const { problem } = await call("history.delete", request);
    showProblem(notice, problem);
    if (!problem) await changed(t("history.deleted", { label }), request, pages, auditions);
  }

  async function changed(told, undo, pages, auditions) {
    await refresh(pages);
    list.focus();
    emit("library-changed", auditions);
    tell(told, { undo: () => restore(undo, pages, auditions) });
  }

  /** Move takes or versions out of the bin; `pages` are those that they come back to, `auditions` their ids. */
  async function restore(request, pages, auditions) {
    const { problem } = await call("history.restore", request);
    showProblem(notice, problem);
    if (problem) return;
    await refresh(pages);
    list.focus();
    emit("library-changed", auditions);
  }

  async function clearBin() {
    const { problem } = await call("history.empty");
    showProblem(notice, problem);
    show();
  }

  search.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(show, TYPING);
  });
  search.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown") return;
    event.preventDefault();
    list.focus();
  });
  day.addEventListener("change", show);
  onGo("history", (wanted) => {
    search.value = wanted.search ?? "";
    choose(wanted.filter);
  });
  on("decided", ({ take, after }) => list.update((row) => rated(row, take.id, after)));
  on("workspace", (name) => name === "history" && filter !== "bin" && refresh());
  poll(async () => {
    const running = isShown("history") && filter !== "bin" ? list.filter((row) => row.live).map((row) => row.id) : [];
    if (running.length) await refresh(list.pagesOf(running));
    else if (unmeasured && isShown("history")) await (list.node.scrollTop ? load("").catch(() => {}) : show());
    return WHILE_RUNNING;
  });
  show();
}

/** Bring a row's rating of a take up to date; whether it has the take. */
function rated(row, id, rating) {
  const take = row.takes?.find((each) => each.id === id);
  if (take) take.rating = rating;
  return Boolean(take);
}

const nameOf = (row) => (row.kind === "spoken" && row.takes[0] ? row.takes[0].label : `v${row.version}`);

/** The cursor of the first moment after a local day. */
function endOf(text) {
  const [year, month, date] = text.split("-").map(Number);
  return `${new Date(year, month - 1, date + 1).toISOString().replace("Z", "+00:00")} `;
}
