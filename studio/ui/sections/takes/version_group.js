// One version in the list: a heading that opens it in place, what it is doing, and its takes.

import { compare } from "../../static/page/comparison.js";
import { button, getJson, make, ordinal } from "../../static/page/dom.js";
import { emit } from "../../static/page/event_bus.js";
import { problemNodes } from "../../static/page/problems.js";
import { fetchRatings, ratingOf } from "../../static/page/ratings.js";
import { counted, t } from "../../static/page/words.js";
import { byFollow } from "./by_follow.js";
import { sweepGrid } from "./sweep_grid.js";
import { across, fill, makeRow } from "./take_row.js";
import { timeLeft, timeLeftText } from "./time_left.js";

const EXCERPT = 80; // characters of a description

/** What a version is called: "v7". */
export const nameOf = ({ version }) => (version ? `v${version}` : t("takes.new_version"));

/**
 * Make the group of a version. `acts` has `opened(group)`, `stop(id)` and `retry(id)`.
 *
 * `update(audition)` shows how the audition stands; `open()` and `fold()` show and hide its takes.
 */
export function versionGroup(version, acts) {
  const name = make("span", { class: "name" });
  const about = make("span", { class: "about" });
  const state = make("span", { class: "facts" });
  const fold = make("button", { type: "button", class: "version-fold", "aria-expanded": "false" }, name, about);
  const stop = button(t("takes.cancel"), () => acts.stop(group), { class: "small quiet", hidden: true, tabindex: "-1" });
  const again = button(t("takes.try_again"), () => acts.retry(group), { class: "small keep", hidden: true, tabindex: "-1" });
  const all = button(t("takes.compare_all"), () => compare(group.references()), { class: "small quiet", hidden: true, tabindex: "-1" });
  const list = make("ol", { class: "takes" });
  const followed = byFollow(list, () => rows);
  const head = make("div", { class: "version-head" }, fold, state, ...followed.buttons, all, again, stop);
  const notice = make("div", { class: "problem", hidden: true });
  const node = make("section", { class: "version", "data-audition": version.id }, head, notice, list);
  const estimate = timeLeft();
  let rows = [];
  let grid = null; // of a sweep, while it is open
  let audition = null; // how it stands, once that is known

  const group = {
    id: version.id,
    version,
    node,
    fold: () => show(false),
    open,
    update,
    rows: () => rows,
    audition: () => audition,
    isOpen: () => fold.getAttribute("aria-expanded") === "true",
    focus: () => fold.focus(),
    references: () => (audition?.takes ?? []).filter((slot) => slot.take).map((slot) => slot.take.ref),
  };

  fold.addEventListener("click", () => (group.isOpen() ? show(false) : open().then(() => acts.opened(group))));
  head.addEventListener("keydown", (event) => {
    const opens = event.target === fold && event.key === "ArrowRight" && !group.isOpen();
    const folds = event.target === fold && event.key === "ArrowLeft" && group.isOpen();
    if (opens || folds) fold.click();
    else if (event.target === fold && event.key === "ArrowDown" && grid) grid.focus();
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") acrossHead(event);
    else if (event.key === "Escape" && event.target !== fold) fold.focus();
    else return;
    event.preventDefault();
  });
  describe();

  function acrossHead(event) {
    if (event.target === fold && event.key === "ArrowLeft") return;
    across(head, event);
    if (document.activeElement === head) fold.focus();
  }

  /** Show the takes; those of an earlier version are fetched first. */
  async function open() {
    if (!audition) update(await getJson(`/studio/audition.json?${new URLSearchParams({ id: version.id })}`).catch(() => null));
    show(Boolean(audition));
  }

  function show(opened) {
    const focused = list.contains(document.activeElement) || grid?.node.contains(document.activeElement);
    fold.setAttribute("aria-expanded", opened);
    node.toggleAttribute("data-open", opened);
    if (focused && !opened) fold.focus();
    if (!opened) {
      rows = [];
      grid?.node.remove();
      grid = null;
      list.replaceChildren();
    } else if (!rows.length && audition) draw();
    describe();
  }

  function update(next) {
    if (!next) return;
    audition = next;
    Object.assign(version, { version: next.version ?? version.version, description: next.description ?? version.description });
    if (group.isOpen()) draw();
    describe();
  }

  function draw() {
    if (audition.sweep) makeGrid();
    else if (rows.length !== audition.takes.length) {
      rows = audition.takes.map(makeRow);
      list.replaceChildren(...rows.map((row) => row.node));
    }
    const before = rows.filter((row) => row.made).length;
    if (grid) grid.update(audition);
    else audition.takes.forEach((slot, i) => fill(rows[i], slot, audition));
    const made = rows.filter((row) => row.made);
    if (made.length === before) return;
    fetchRatings(made.map((row) => row.made.id));
    if (!grid) followed.again();
    emit("drawn");
  }

  function makeGrid() {
    if (grid) return;
    grid = sweepGrid(audition, (step) => (step < 0 ? fold : node.nextElementSibling?.querySelector(".version-fold"))?.focus());
    rows = grid.rows;
    node.append(grid.node);
  }

  function describe() {
    const running = audition !== null && !audition.over;
    const label = nameOf(version);
    name.textContent = label;
    node.setAttribute("aria-label", label);
    about.textContent = audition?.sweep ? audition.sweep.words.join(" · ") : excerpt(version.description ?? "");
    about.title = version.description ?? "";
    state.textContent = !audition ? storedText(version) : audition.phase === "done" && !group.isOpen() ? storedText(made(audition)) : stateText(audition, estimate);
    stop.hidden = !running;
    stop.setAttribute("aria-label", `${stop.textContent} ${label}`);
    again.hidden = !audition || !["failed", "cancelled"].includes(audition.phase);
    again.setAttribute("aria-label", `${again.textContent}: ${label}`);
    followed.show(!running && !grid && group.isOpen() && group.references().length > 1, group.references().length);
    all.hidden = running || !group.isOpen() || group.references().length < 3;
    const error = audition?.phase === "failed" ? audition.error : null;
    notice.hidden = !error || !group.isOpen();
    notice.replaceChildren(...(error ? problemNodes(error) : []));
    node.toggleAttribute("data-running", running);
  }

  return group;
}

function excerpt(text) {
  return text && t("shell.quoted", { words: text.length > EXCERPT ? `${text.slice(0, EXCERPT).trimEnd()}…` : text });
}

/** The takes of a finished audition, and how many of them are kept by now. */
function made({ takes }) {
  const stored = takes.filter((slot) => slot.take).map((slot) => slot.take);
  return { takes: stored.length, kept: stored.filter(({ id }) => ratingOf(id).verdict === "keep").length };
}

function storedText({ takes, kept }) {
  return kept ? `${counted("takes.takes", takes)}, ${counted("takes.kept", kept)}` : counted("takes.takes", takes);
}

/** How an audition stands: its place, what is made and how long it still takes, or how it ended. */
function stateText({ phase, position, takes }, estimate) {
  const made = takes.filter((slot) => slot.take && !slot.take.incomplete).length;
  const counts = { made, n: takes.length };
  if (phase === "queued") return t("takes.queued", { place: ordinal(position) });
  if (phase === "cancelled") return t("takes.stopped_after", counts);
  if (phase === "failed") return t("takes.failed_after", counts);
  if (phase !== "working") return counted("takes.takes", made);
  const left = estimate(partOf(takes));
  const current = t("takes.working", { n: Math.min(made + 1, takes.length), of: takes.length });
  return left === null ? current : `${current} · ${timeLeftText(left)}`;
}

/** The part of an audition that is made, 0 to 1. */
export function partOf(takes) {
  return takes.reduce((sum, slot) => sum + (slot.take ? 1 : slot.fraction), 0) / Math.max(1, takes.length);
}

/** How an audition stands, in a few words for the line above the list. */
export function statusText(audition) {
  return stateText(audition, () => null);
}
