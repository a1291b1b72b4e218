// The versions: how the description of one differs from the version it was made from; a click brings one into the editor.

import { button, make } from "../../static/page/dom.js";
import { on } from "../../static/page/event_bus.js";
import { roving } from "../../static/page/roving.js";
import { diffNode } from "../../static/page/word_diff.js";
import { t } from "../../static/page/words.js";
import { loadVersion } from "../design/load_version.js";
import { nameOf } from "../takes/version_group.js";
import { fetchVersion, known, loadOlder, parentOf } from "../takes/version_store.js";

const SHOWN = 12; // versions in the chain, until older ones are asked for

export function mount(element) {
  const heading = make("h2", {});
  const text = make("div", { class: "version-words" });
  const chain = make("ol", { class: "version-chain", "aria-label": t("versions.all") });
  const older = button(t("versions.older"), showOlder, { class: "small quiet" });
  const panel = make("section", { class: "version-panel", "aria-label": t("versions.heading"), hidden: true });
  panel.append(make("header", { class: "section-head" }, heading), text, chain, older);
  element.append(panel);
  roving(chain, { itemSelector: "button", across: true });
  let shown = null; // the version whose words are shown
  let wanted = ""; // its id, before the studio has answered
  let most = SHOWN;

  on("inspect", ({ audition }) => audition && show(audition.id));
  on("version", ({ id }) => show(id));

  async function show(id) {
    wanted = id;
    const version = await fetchVersion(id);
    const parent = version && (await parentOf(version));
    if (wanted !== id || !version) return;
    shown = version;
    panel.hidden = false;
    heading.textContent = parent ? t("versions.since", { version: nameOf(version), parent: nameOf(parent) }) : nameOf(version);
    text.replaceChildren(diffNode(parent?.description ?? version.description, version.description));
    if (parent && parent.text !== version.text) text.append(make("p", { class: "hint" }, t("versions.text_changed")), diffNode(parent.text, version.text));
    drawChain();
  }

  function drawChain() {
    const all = known().slice(0, most);
    const focused = chain.contains(document.activeElement) ? document.activeElement.dataset.version : null;
    chain.replaceChildren(...all.map(link));
    older.hidden = all.length < most;
    if (focused) chain.querySelector(`[data-version="${focused}"]`)?.focus();
  }

  function link(version) {
    const choose = () => {
      show(version.id);
      loadVersion(version, { reopen: true });
    };
    const attributes = { "data-version": version.id, "aria-current": version.id === shown?.id ? "true" : null, title: version.description };
    return make("li", {}, button(nameOf(version), choose, attributes));
  }

  async function showOlder() {
    most += SHOWN;
    if (known().length < most) await loadOlder().catch(() => []);
    drawChain();
  }
}
