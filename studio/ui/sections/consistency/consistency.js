// The chart of a consistency test: the similarity of each of five lines to the reference, and that of other voices.

import { clip } from "../../static/page/clip_button.js";
import { make } from "../../static/page/dom.js";

const CONCLUSIONS = { consistent: "It stays the same", inconclusive: "Inconclusive", drifts: "It drifts" };

/** Draw the result of a test. */
export function consistencyChart(result, name) {
  const values = [...result.lines.map((line) => line.similarity), result.among.low, result.band.low];
  const lowest = Math.min(0.88, ...values) - 0.01;
  const place = (value) => `${Math.max(0, Math.min(100, (100 * (value - lowest)) / (1 - lowest)))}%`;
  const conclusion = make("p", { class: "conclusion", "data-conclusion": result.conclusion }, make("strong", {}, `${CONCLUSIONS[result.conclusion]}.`), ` ${result.why}`);
  const rows = result.lines.map((line) => row(line, result.band, place));
  const scale = make("div", { class: "chart-row scale" }, make("span", {}), axis(result, place));
  const about = `Each point is a line's similarity to the reference of ${name}; spread ${result.spread.toFixed(3)}, among themselves ${rangeText(result.among)}.`;
  const limits = "The shaded band is what a speaker encoder cannot decide. Its limits come from published measurements, not from this machine.";
  const others = result.others.length ? make("p", { class: "hint" }, `Other voices here: ${result.others.slice(0, 3).map(voiceText).join(", ")}.`) : null;
  const hint = make("p", { class: "hint" }, `${about} ${limits}`);
  return make("div", { class: "consistency", role: "group", "aria-label": "Consistency test" }, conclusion, ...rows, scale, hint, others);
}

function row(line, band, place) {
  const { button } = clip(line.audio, line.text);
  const point = make("i", { class: "point" });
  point.style.left = place(line.similarity);
  const track = make("div", { class: "track", role: "img", "aria-label": `Similarity ${line.similarity.toFixed(3)}` }, shade(band, place), point);
  const words = make("span", { class: "words", title: line.text }, line.text);
  return make("div", { class: "chart-row" }, make("div", { class: "said" }, button, words), track, make("span", { class: "facts" }, line.similarity.toFixed(3)));
}

function axis({ band }, place) {
  const track = make("div", { class: "track bare" });
  for (const [value, label] of [[band.low, "another speaker"], [band.high, "the same"]]) {
    const tick = make("span", { class: "tick" }, `${label} ${value.toFixed(2)}`);
    tick.style.left = place(value);
    track.append(tick);
  }
  return track;
}

function shade(band, place) {
  const node = make("i", { class: "band" });
  node.style.left = place(band.low);
  node.style.right = `calc(100% - ${place(band.high)})`;
  return node;
}

const rangeText = ({ low, high }) => `${low.toFixed(3)} to ${high.toFixed(3)}`;
const voiceText = ({ name, similarity }) => `${name} ${similarity.toFixed(3)}`;
