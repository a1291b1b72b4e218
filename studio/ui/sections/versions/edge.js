// One edge of the tree: which words a version changed, and what that moved in the sound of its takes.

import { put, restore, snapshot } from "../../static/page/comparison.js";
import { button, getJson, make } from "../../static/page/dom.js";
import { unitOf, wordsOf } from "../../static/page/measure_words.js";
import { tell } from "../../static/page/toast.js";
import { changesNode, diffNode } from "../../static/page/word_diff.js";
import { decimal, figure, probability, t } from "../../static/page/words.js";
import { moreLike } from "./more_like.js";

const answers = new Map(); // an edge with as many takes at both ends → what it moved
let asked = null; // aborts the request that is under way: only the edge that is shown is measured

/** Make the nodes of the edge that leads to a version, `parent` its row in the tree, if there is one. */
export function edgeNodes(row, parent, isShown) {
  const moved = make("div", { class: "moved" });
  if (row.parent && row.sweep === null) showMoved(moved, row, parent, isShown);
  return [actions(row, parent), words(row), moved];
}

function actions(row, parent) {
  const name = `v${row.version}`;
  const more = button(t("versions.more"), () => moreLike(row.id), { disabled: !row.takes, title: t("versions.more_about"), "aria-label": t("versions.more_of", { version: name }) });
  const pair = parent && pairOf(parent, row);
  const both = pair && button(t("versions.compare", { parent: `v${parent.version}` }), () => comparePair(pair), { "aria-label": t("versions.compare_of", { version: name, parent: `v${parent.version}` }) });
  return make("div", { class: "tools" }, both, more);
}

/** A take of the parent and one of the version: of the same seed where there is one. */
function pairOf(parent, row) {
  const shared = Object.keys(row.refs).find((seed) => seed in parent.refs);
  const pair = shared === undefined ? [parent.best, row.best] : [parent.refs[shared], row.refs[shared]];
  return pair.every(Boolean) ? pair : null;
}

function comparePair([a, b]) {
  const before = snapshot();
  put(0, a);
  put(1, b);
  tell(t("versions.compared"), { undo: () => restore(before) });
}

function words(row) {
  const node = make("div", { class: "version-words" });
  if (row.sweep !== null) node.append(make("p", { class: "word-diff" }, row.steps.map((step) => step || t("sweep.nothing")).join(" · ")));
  else node.append(row.parent ? changesNode(row.changes) : diffNode(row.description, row.description));
  if (row.parent && row.text !== row.before) node.append(make("p", { class: "hint" }, t("versions.text_changed")), diffNode(row.before, row.text));
  const also = row.also.filter((each) => each !== "text");
  if (also.length) node.append(make("p", { class: "hint" }, t("versions.changed_too", { what: also.map((each) => t(`versions.also_${each}`)).join(", ") })));
  if (row.parent && !row.recorded) node.append(make("p", { class: "hint" }, t("versions.by_time")));
  return node;
}

async function showMoved(node, row, parent, isShown) {
  asked?.abort();
  const say = (text) => node.replaceChildren(make("p", { class: "hint", role: "status" }, text));
  if (row.running || parent?.running) return say(t("versions.measured_later"));
  say(t("versions.measuring"));
  const key = [row.id, row.takes, parent?.takes].join(" ");
  asked = new AbortController();
  const found = await (answers.get(key) ?? getJson(`/studio/moved.json?${new URLSearchParams({ id: row.id })}`, asked.signal).catch(() => null));
  if (found) answers.set(key, found);
  if (!isShown() || !node.isConnected) return;
  if (!found) return say(t("versions.not_measured"));
  node.replaceChildren(...movedNodes(found));
}

function movedNodes({ method, takes, least, tells, measurements, units }) {
  const [before, after] = takes;
  if (!before || !after) return [make("p", { class: "hint" }, t("versions.nothing_to_compare"))];
  const beyond = measurements.filter((each) => each.beyond);
  const told = beyond.map((each) => wordsOf(each.name, each).words).join(", ");
  const verdict = tells ? told || t("versions.chance") : t("versions.too_few");
  const how = t(`versions.how_${tells ? method : "few"}`, { before, after, least: decimal(100 * least, 1) });
  const rows = measurements.map((each) => movedRow(each, units[each.name], tells));
  return [
    make("h3", {}, t("versions.moved")),
    make("p", { class: "verdict", role: "status" }, verdict),
    make("dl", { class: "moved-numbers" }, ...rows),
    make("p", { class: "hint", title: t("versions.how_about") }, how),
  ];
}

function movedRow({ name, before, after, by, shown, unit, p, beyond }, valueUnit, tells) {
  const range = ([middle, low, high]) => `${figure(middle)} (${figure(low)}–${figure(high)})`;
  const unitShown = unitOf(valueUnit);
  const title = `${range(before)} → ${range(after)} ${unitShown}, ${probability(p)}`;
  const difference = beyond ? wordsOf(name, { by, shown, unit }).shown : tells ? t("versions.chance_short") : wordsOf(name, { by, shown, unit }).shown;
  return make(
    "div",
    { title, "data-beyond": beyond, "data-name": name },
    make("dt", {}, t(`measures.${name}`)),
    make("dd", { class: "values" }, `${figure(before[0])} → ${figure(after[0])} ${unitShown}`),
    make("dd", { class: "by" }, difference),
  );
}
