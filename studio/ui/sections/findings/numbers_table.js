// Measurements as sentences and tables, which say how each is measured.

import { LETTERS } from "../../static/page/comparison.js";
import { make } from "../../static/page/dom.js";
import { flagNode } from "../../static/page/measurements.js";
import { t } from "../../static/page/words.js";

/** The letters of the clips of an answer, by their places. */
export const lettersOf = ({ clips }, places) => clips.map(({ id }) => LETTERS[places.indexOf(id)]);

/** One sentence for each clip but the first: how it differs from that. */
export function sentences({ clips, basis }, letters) {
  return clips.slice(1).map(({ differs, differences }, place) => {
    const letter = make("b", {}, letters[place + 1]);
    if (differs) return make("p", {}, letter, t("findings.beside", { first: letters[0], differences: differs }));
    const marked = Object.values(differences).some(({ beyond }) => beyond);
    if (marked) return make("p", {}, letter, t("findings.only_numbers", { first: letters[0] }));
    return make("p", {}, letter, t("findings.no_more", { first: letters[0], basis }));
  });
}

/** A table with a column for each clip, or only for those at `columns` of the answer. */
export function tableOf({ methods, clips }, letters, columns = clips.map((_, place) => place)) {
  const shown = columns.map((place) => clips[place]);
  const head = make("tr", {}, make("td"), ...columns.map((place) => column(clips[place], letters[place])));
  const rows = methods.map((method) => {
    const cells = shown.map((clip) => cell(clip, method, letters[0]));
    return make("tr", {}, make("th", { scope: "row", title: method.how }, method.label, unit(method)), ...cells);
  });
  const checks = make("tr", {}, make("th", { scope: "row" }, t("findings.checks")), ...shown.map(({ flags }) => checksCell(flags)));
  return make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows, checks));
}

/** What the marks mean, and how each number is measured. */
export function legend({ basis, methods }, letters) {
  const marked = make("p", { class: "hint" });
  if (letters.length > 1) {
    marked.append(make("span", { class: "beyond sample" }, t("findings.marked")));
    marked.append(t("findings.marked_means", { first: letters[0], basis }));
  }
  const list = make("dl", {}, ...methods.flatMap(({ label, how }) => [make("dt", {}, label), make("dd", {}, how)]));
  return make("div", { class: "legend" }, marked, make("details", {}, make("summary", {}, t("findings.how")), list));
}

function column({ label }, letter) {
  return make("th", { scope: "col" }, make("b", {}, letter), " ", make("span", { class: "facts" }, label));
}

function unit({ unit }) {
  return make("span", { class: "facts" }, ` ${unit}`);
}

function cell({ shown, measurements, differences }, { name }, first) {
  const why = measurements.unmeasured[name];
  const difference = differences[name];
  const box = make("td", { title: why, class: difference?.beyond ? "beyond" : null }, shown[name]);
  if (why) box.append(make("span", { class: "unheard" }, why));
  if (difference?.shown) {
    const said = difference.beyond ? t("findings.beyond", { words: difference.words, first }) : t("findings.within");
    box.append(make("span", { class: "difference", title: said }, difference.shown));
  }
  return box;
}

function checksCell(flags) {
  if (!flags.length) return make("td", { class: "facts" }, t("findings.nothing_found"));
  return make("td", {}, ...flags.map(flagNode));
}
