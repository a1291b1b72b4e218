// The measurements of what is compared: in a sentence, and in a table that says how each is measured.

import { LETTERS, comparison, queryOf } from "../../static/page/comparison.js";
import { make } from "../../static/page/dom.js";
import { on } from "../../static/page/event_bus.js";
import { fetchMeasurements, flagNode } from "../../static/page/measurements.js";
import { AWAY, poll } from "../../static/page/polling.js";

const OPEN = "voice-studio-numbers";

/** Make the part below the player; it follows the comparison. */
export function comparisonNumbers() {
  const words = make("div", { class: "numbers-words", role: "status" });
  const table = make("div", { class: "numbers-table" });
  const details = make("details", { class: "numbers-details" }, make("summary", {}, "Numbers"), table);
  details.open = sessionStorage.getItem(OPEN) === "yes";
  details.addEventListener("toggle", () => sessionStorage.setItem(OPEN, details.open ? "yes" : "no"));
  const report = make("a", { class: "report", download: "comparison.html" }, "Report");
  report.title = "One HTML file to send to somebody: sounds, views, numbers, recipes";
  const foot = make("div", { class: "numbers-foot" }, details, report);
  const part = make("div", { class: "numbers", hidden: true }, words, foot);
  const hint = (text) => words.replaceChildren(make("p", { class: "hint" }, text));

  let shown = null; // the places whose measurements are shown
  const fill = poll(async () => {
    const { places } = comparison;
    if (places === shown) return null;
    const references = places.filter(Boolean);
    part.hidden = !references.length;
    if (part.hidden) return (shown = places), null;
    report.href = `/studio/report.html?${queryOf(references)}`;
    hint("Measuring …");
    try {
      const answer = await fetchMeasurements(references);
      if (places !== comparison.places) return 0;
      const letters = answer.clips.map(({ id }) => LETTERS[places.indexOf(id)]);
      words.replaceChildren(...sentences(answer, letters));
      table.replaceChildren(tableOf(answer, letters), legend(answer, letters));
    } catch ({ status }) {
      if (places !== comparison.places) return 0;
      hint("The numbers could not be loaded.");
      if (!status) return AWAY;
    }
    shown = places;
    return null;
  });

  on("comparison", fill);
  return part;
}

function sentences({ clips, basis }, letters) {
  return clips.slice(1).map(({ differs, differences }, place) => {
    const letter = make("b", {}, letters[place + 1]);
    if (differs) return make("p", {}, letter, ` beside ${letters[0]}: ${differs}.`);
    const marked = Object.values(differences).some(({ beyond }) => beyond);
    if (marked) return make("p", {}, letter, ` and ${letters[0]} differ in what only the numbers show.`);
    return make("p", {}, letter, ` and ${letters[0]} differ no more than two ${basis} do.`);
  });
}

function tableOf({ methods, clips }, letters) {
  const head = make("tr", {}, make("td"), ...clips.map((clip, place) => column(clip, letters[place])));
  const rows = methods.map((method) => {
    const cells = clips.map((clip) => cell(clip, method, letters[0]));
    return make("tr", {}, make("th", { scope: "row", title: method.how }, method.label, unit(method)), ...cells);
  });
  const checks = make("tr", {}, make("th", { scope: "row" }, "Checks"), ...clips.map(({ flags }) => checksCell(flags)));
  return make("div", { class: "scroll" }, make("table", {}, make("thead", {}, head), make("tbody", {}, ...rows, checks)));
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
    const said = difference.beyond ? `${difference.words} than ${first}: more than two seeds differ` : "as two seeds may differ";
    box.append(make("span", { class: "difference", title: said }, difference.shown));
  }
  return box;
}

function checksCell(flags) {
  if (!flags.length) return make("td", { class: "facts" }, "nothing found");
  return make("td", {}, ...flags.map(flagNode));
}

function legend({ basis, methods }, letters) {
  const marked = make("p", { class: "hint" });
  if (letters.length > 1) {
    marked.append(make("span", { class: "beyond sample" }, "Marked"));
    marked.append(` where it differs from ${letters[0]} by more than two seeds of one recipe do, as known from ${basis}.`);
  }
  const list = make("dl", {}, ...methods.flatMap(({ label, how }) => [make("dt", {}, label), make("dd", {}, how)]));
  return make("div", {}, marked, make("details", {}, make("summary", {}, "How they are measured"), list));
}
