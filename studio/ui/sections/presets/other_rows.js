// The rows of the grid that are no voices to hear: one in the bin, and one that cannot be read.

import { button, make, seconds } from "../../static/page/dom.js";
import { rowKeys } from "../../static/page/row.js";
import { language, t } from "../../static/page/words.js";
import { restorePreset } from "./preset_shelf.js";

const date = new Intl.DateTimeFormat(language, { dateStyle: "medium" });

/** A deleted preset. */
export function binRow(binned) {
  const restore = button(t("presets.restore"), () => restorePreset(binned.id), { "aria-label": t("presets.restore_named", { name: binned.name }) });
  const when = t("presets.deleted", { date: date.format(new Date(binned.deleted)), until: date.format(new Date(binned.kept_until)) });
  const facts = make("span", { class: "facts" }, `${seconds(binned.duration)} · ${when}`);
  const row = rowOf("binned", make("span", { class: "name" }, binned.name), facts, make("span", { class: "tools" }, restore));
  return rowKeys(row, { Enter: () => restorePreset(binned.id) });
}

/** A preset that is damaged or of a newer studio: listed, so that it does not seem lost. */
export function unreadableRow({ slug, reason }) {
  const about = [make("span", { class: "name" }, slug), make("span", { class: "facts" }, t("presets.unreadable")), make("p", { class: "reason" }, reason)];
  return rowKeys(rowOf("unreadable", ...about), {});
}

function rowOf(kind, ...nodes) {
  return make("div", { class: `preset ${kind}`, role: "row" }, make("div", { class: "cell", role: "gridcell" }, ...nodes));
}
