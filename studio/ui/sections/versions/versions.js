// The versions: a tree, and the edge that leads to the one that is shown: its words, and what they moved. A click brings a
// version into the editor.

import { button, make } from "../../static/page/dom.js";
import { on } from "../../static/page/event_bus.js";
import { t } from "../../static/page/words.js";
import { loadVersion } from "../design/load_version.js";
import { fetchTree, fetchVersion } from "../takes/version_store.js";
import { edgeNodes } from "./edge.js";
import { versionTree } from "./version_tree.js";

const SHOWN = 24; // versions of a tree, until more are asked for
const AGAIN = 1000; // milliseconds until a tree that could not be fetched is asked for again
const MOST_TRIES = 5;

export function mount(element) {
  const tree = versionTree(choose);
  const older = button(t("versions.older"), showOlder, { class: "small quiet" });
  const heading = make("h2", {});
  const edge = make("div", { class: "version-edge" });
  const head = make("header", { class: "section-head" }, make("h2", {}, t("versions.all")), older);
  const panel = make("section", { class: "version-panel", "aria-label": t("versions.heading"), hidden: true });
  panel.append(head, tree.node, make("header", { class: "section-head" }, heading), edge);
  element.append(panel);
  let shown = ""; // the id of the version that is shown
  let most = SHOWN;
  let tries = 0;
  let drawn = ""; // what is drawn: a take that gets the focus changes nothing

  on("inspect", ({ audition }) => audition && audition.id !== shown && show(audition.id));
  on("version", ({ id }) => show(id));
  on("ended", (id) => id === shown && show(id));
  for (const event of ["library-changed", "decided", "saved"]) on(event, () => shown && show(shown));

  async function show(id) {
    shown = id;
    const found = await fetchTree(id, most);
    if (shown !== id) return;
    if (!found) return showAgain(id);
    tries = 0;
    panel.hidden = !found.rows.some((row) => row.id === id); // a version without takes is not in the tree
    if (panel.hidden) return (drawn = "");
    const state = JSON.stringify([id, found]);
    if (state === drawn) return;
    drawn = state;
    draw(found, id);
  }

  /** The studio did not answer: it may be busy with what was just asked for. */
  function showAgain(id) {
    if (tries++ < MOST_TRIES) setTimeout(() => shown === id && show(id), AGAIN);
  }

  function draw({ rows, hidden }, id) {
    const row = rows.find((each) => each.id === id);
    const parent = rows.find((each) => each.id === row.parent) ?? null;
    const named = { version: `v${row.version}`, parent: parent && `v${parent.version}` };
    older.hidden = !hidden;
    heading.textContent = parent ? t("versions.since", named) : named.version;
    tree.draw(rows, id);
    edge.replaceChildren(...edgeNodes(row, parent, () => shown === id));
  }

  async function choose(row) {
    show(row.id);
    const version = await fetchVersion(row.id);
    if (version) loadVersion(version, { reopen: true });
  }

  function showOlder() {
    most *= 4;
    show(shown);
  }
}
