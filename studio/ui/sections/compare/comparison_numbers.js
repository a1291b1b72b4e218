// The numbers of what is compared: in a sentence, and in a table that says how each is measured.

import { comparison, hear, LETTERS } from "../../static/page/event_bus.js";
import { getJson, make } from "../../static/page/dom.js";

const OPEN = "voice-studio-numbers";
const AWAY = 1500; // milliseconds until the studio is asked again after it did not answer

/** Ask for the numbers of clips; the studio remembers them. */
const measured = (references) => getJson(`/studio/measure.json?${query(references)}`);

const query = (references) => new URLSearchParams(references.map((reference) => ["ref", reference]));

/** Make what a card shows of them, filled once the clip is measured: `{ figures, flags }`. */
export function onCard(reference) {
  const figures = make("span", { class: "figures" });
  const flags = make("div", { class: "flags", hidden: true });
  measured([reference])
    .then(({ methods, clips: [clip] }) => {
      if (!clip) return;
      const { pitch, syllable_rate: pace } = clip.measurements;
      const said = [pitch && `${clip.shown.pitch} Hz`, pace && `${clip.shown.syllable_rate} syll./s`];
      figures.textContent = said.filter(Boolean).join(" · ") || "no pitch";
      figures.title = methods.map(({ name, label, unit }) => `${label}: ${clip.shown[name]} ${unit}`).join("\n");
      flags.replaceChildren(...clip.flags.map(flagged));
      flags.hidden = !clip.flags.length;
    })
    .catch(() => {}); // the studio is away; the engine's line says so
  return { figures, flags };
}

/** Make the part below the player; it follows the comparison. */
export function numbers() {
  const words = make("div", { class: "numbers-words", role: "status" });
  const table = make("div", { class: "numbers-table" });
  const details = make("details", { class: "numbers-details" }, make("summary", {}, "Numbers"), table);
  details.open = sessionStorage.getItem(OPEN) === "yes";
  details.addEventListener("toggle", () => sessionStorage.setItem(OPEN, details.open ? "yes" : "no"));
  const report = make("a", { class: "report", download: "comparison.html" }, "Report");
  report.title = "One HTML file to send to somebody: sounds, views, numbers, recipes";
  const foot = make("div", { class: "numbers-foot" }, details, report);
  const part = make("div", { class: "numbers", hidden: true }, words, foot);

  let turn = 0;
  async function fill() {
    const asked = ++turn;
    const references = comparison.places.filter(Boolean);
    part.hidden = !references.length;
    if (part.hidden) return;
    report.href = `/studio/report.html?${query(references)}`;
    words.replaceChildren(make("p", { class: "hint" }, "Measuring …"));
    try {
      const answer = await measured(references);
      if (asked !== turn) return;
      const letters = answer.clips.map(({ id }) => LETTERS[comparison.places.indexOf(id)]);
      words.replaceChildren(...sentences(answer, letters));
      table.replaceChildren(drawn(answer, letters), legend(answer, letters));
    } catch ({ status }) {
      if (asked !== turn) return;
      words.replaceChildren(make("p", { class: "hint" }, "The numbers could not be had."));
      if (!status) setTimeout(() => asked === turn && fill(), AWAY);
    }
  }

  hear("comparison", fill);
  fill();
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

function drawn({ methods, clips }, letters) {
  const head = make("tr", {}, make("td"), ...clips.map((clip, place) => column(clip, letters[place])));
  const rows = methods.map((method) => {
    const cells = clips.map((clip) => cell(clip, method, letters[0]));
    return make("tr", {}, make("th", { scope: "row", title: method.how }, method.label, unit(method)), ...cells);
  });
  const checks = make("tr", {}, make("th", { scope: "row" }, "Checks"), ...clips.map(({ flags }) => checked(flags)));
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

function checked(flags) {
  if (!flags.length) return make("td", { class: "facts" }, "nothing found");
  return make("td", {}, ...flags.map(flagged));
}

/** One thing that may be wrong with a clip. */
export function flagged({ code, what, severity }) {
  return make("span", { class: `flag ${severity}`, "data-flag": code }, what);
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
