// What can be done with several chosen voices: compare, tag, export, delete.

import { MOST, compare } from "../../static/page/comparison.js";
import { button, make, setText } from "../../static/page/dom.js";
import { roving } from "../../static/page/roving.js";
import { counted, t } from "../../static/page/words.js";
import { go } from "../../static/page/workspace.js";
import { exportMenu } from "./export_menu.js";
import { binPresets } from "./preset_shelf.js";
import { tagMenu } from "./tag_menu.js";

const MOST_EXPORTED = 200; // at once, as `sections/downloads` and `sections/exports` allow

/** Make the bar: `{ node, show(presets) }`; `all` chooses every voice that is listed, `clear` none. */
export function selectionBar({ all, clear, known }) {
  let chosen = [];
  const count = make("b", { role: "status" });
  const together = button(t("presets.compare"), compareThem, { title: t("presets.compare_about", { most: MOST }) });
  const tags = tagMenu({ known, chosen: () => chosen.filter(({ starter }) => !starter) });
  const exporting = exportMenu(() => chosen);
  const bin = button(t("presets.bin_all"), () => binPresets(chosen.filter(({ starter }) => !starter)), { class: "small danger" });
  const rest = button(t("presets.pick_all"), all, { class: "small quiet" });
  const none = button(t("presets.pick_none"), clear, { class: "small quiet" });
  const node = make("div", { class: "selection-bar", role: "toolbar", "aria-label": t("presets.chosen"), hidden: true }, count, together, tags, exporting, bin, rest, none);

  roving(node, { itemSelector: "button:not(:disabled)", across: true });

  function compareThem() {
    compare(chosen.map(({ ref }) => ref));
    go("compare");
  }

  function show(presets) {
    chosen = presets;
    node.hidden = !presets.length;
    if (node.hidden) return;
    setText(count, counted("presets.picked", presets.length));
    together.disabled = presets.length < 2 || presets.length > MOST;
    exporting.disabled = presets.length > MOST_EXPORTED;
    exporting.title = exporting.disabled ? t("presets.export_most", { most: MOST_EXPORTED }) : "";
    const own = presets.some(({ starter }) => !starter);
    for (const each of [tags, bin]) {
      each.disabled = !own;
      each.title = own ? "" : t("presets.starters_stay");
    }
  }

  return { node, show };
}
