// What is said where no voice is listed, and what can be done there.

import { button, make } from "../../static/page/dom.js";
import { t } from "../../static/page/words.js";
import { go } from "../../static/page/workspace.js";

/** Fill `node` for a part of the grid: `found` are the voices of each part, `filtered` whether filters hide some. */
export function emptyState(node, { part, found, filtered, turnTo }) {
  node.hidden = found[part].length + found.unreadable[part].length > 0;
  if (node.hidden) return node.replaceChildren();
  const { title, about = "", act = null } = filtered ? noneFound(part, found, turnTo) : nothingThere(part);
  node.replaceChildren(make("strong", {}, title), ...(about ? [make("p", {}, about)] : []), ...(act ? [make("p", {}, act)] : []));
}

function noneFound(part, found, turnTo) {
  const elsewhere = ["all", "bin"].find((name) => name !== part && found[name].length);
  const act = elsewhere && button(`${t(`presets.${elsewhere}`)} ${found[elsewhere].length}`, () => turnTo(elsewhere));
  return { title: t("presets.none_found"), act };
}

function nothingThere(part) {
  const design = () => button(t("presets.to_design"), () => go("design"));
  return {
    all: { title: t("presets.none"), about: t("presets.none_about"), act: design() },
    mine: { title: t("presets.none"), about: t("presets.none_about"), act: design() },
    starters: { title: t("presets.no_starters") },
    bin: { title: t("presets.bin_empty"), about: t("presets.bin_about") },
  }[part];
}
