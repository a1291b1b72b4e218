// The tree of versions as a list: a line a version, each branch indented before the child that continues its parent's line.

import { put } from "../../static/page/comparison.js";
import { button, make } from "../../static/page/dom.js";
import { roving } from "../../static/page/roving.js";
import { counted, t } from "../../static/page/words.js";

/** Make the tree, `{ node, draw(rows, shown) }`; `choose(row)` is called with the version that is clicked. */
export function versionTree(choose) {
  const node = make("ol", { class: "version-tree", "aria-label": t("versions.all") });
  roving(node, { itemSelector: ".tree-node" });
  node.addEventListener("keydown", acrossRow);

  function draw(rows, shown) {
    const focused = node.contains(document.activeElement) ? document.activeElement.closest("li")?.dataset.version : null;
    const byId = new Map(rows.map((row) => [row.id, row]));
    const parents = new Set(rows.map((row) => row.parent));
    node.replaceChildren(...rows.map((row) => rowNode(row, { shown, parent: byId.get(row.parent), hasChildren: parents.has(row.id), choose })));
    const current = node.querySelector('[aria-current="true"]');
    if (focused) node.querySelector(`[data-version="${focused}"] .tree-node`)?.focus();
    else if (current) node.scrollTop = current.closest("li").offsetTop - node.clientHeight / 2;
  }
  return { node, draw };
}

function rowNode(row, { shown, parent, hasChildren, choose }) {
  const name = `v${row.version}`;
  const act = () => choose(row);
  const node = button(name, act, { class: "small tree-node", "aria-current": row.id === shown ? "true" : null, title: row.description });
  const words = make("span", { class: "tree-words", title: row.description, onclick: act }, summary(row));
  const count = make("span", { class: "facts" }, row.kept ? `✓${row.kept}` : `${row.takes}`);
  count.title = row.kept ? `${counted("takes.takes", row.takes)}, ${counted("takes.kept", row.kept)}` : counted("takes.takes", row.takes);
  return make("li", { "data-version": row.id }, lanes(row, parent, hasChildren), node, words, count, toPlace(0, name, row.best), toPlace(1, name, row.best));
}

/** The lines that lead to a version: those of its ancestors go on below it, its own ends in a dot. */
function lanes({ depth, parent: parentId }, parent, hasChildren) {
  const own = make("span", { class: "lane own", "data-up": Boolean(parentId), "data-down": hasChildren, "data-fork": Boolean(parent && parent.depth < depth) });
  const passing = Array.from({ length: depth }, () => make("span", { class: "lane" }));
  return make("span", { class: "lanes", "aria-hidden": "true" }, ...passing, own);
}

/** What a version changed, in a few words. */
function summary({ changes, also, parent, description, sweep }) {
  if (sweep !== null) return t("versions.sweep", { dimension: sweep ? t(`dimension.${sweep}`) : "" });
  if (!parent) return description;
  const signs = { removed: "−", added: "+" };
  const changed = changes.filter(([kind]) => kind !== "same").map(([kind, words]) => signs[kind] + words);
  return [...changed, ...also.map((each) => t(`versions.also_${each}`))].join("  ") || t("versions.same_words");
}

/** The button that puts a version's best take into A or B. */
function toPlace(place, name, reference) {
  const letter = "AB"[place];
  const named = t("comparison.to_place_of", { letter, label: name });
  return button(letter, () => put(place, reference), { class: "small icon", tabindex: "-1", disabled: !reference, "aria-label": named, title: named });
}

/** The right and left arrows go through the buttons of a row. */
function acrossRow(event) {
  const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
  const row = event.target.closest("li");
  if (!step || !row || event.ctrlKey || event.metaKey || event.altKey) return;
  const stops = [...row.querySelectorAll("button:not(:disabled)")];
  event.preventDefault();
  stops[stops.indexOf(event.target) + step]?.focus();
}
