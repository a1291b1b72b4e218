// The chart of a consistency test: how near each of five lines is to the reference, and where other voices are.

import { clip } from "../../static/page/clip_button.js";
import { make } from "../../static/page/dom.js";

const VERDICTS = { consistent: "It stays the same", inconclusive: "Inconclusive", drifts: "It drifts" };

/** Draw what came of a test. */
export function testOf(result, name) {
  const values = [...result.lines.map((line) => line.similarity), ...result.among, ...result.band];
  const lowest = Math.min(0.88, ...values) - 0.01;
  const place = (value) => `${Math.max(0, Math.min(100, (100 * (value - lowest)) / (1 - lowest)))}%`;
  const verdict = make("p", { class: "verdict", "data-verdict": result.verdict }, make("strong", {}, `${VERDICTS[result.verdict]}.`), ` ${result.why}`);
  const rows = result.lines.map((line) => row(line, result.band, place));
  const scale = make("div", { class: "chart-row scale" }, make("span", {}), axis(result, place));
  const about = `Each point is a line's similarity to the reference of ${name}; spread ${result.spread.toFixed(3)}, among themselves ${span(result.among)}.`;
  const limits = "The shaded band is what a speaker encoder cannot decide. Its limits come from published measurements, not from this machine.";
  const others = result.others.length ? make("p", { class: "hint" }, `Other voices here: ${result.others.slice(0, 3).map(inWords).join(", ")}.`) : null;
  const hint = make("p", { class: "hint" }, `${about} ${limits}`);
  return make("div", { class: "consistency", role: "group", "aria-label": "Consistency test" }, verdict, ...rows, scale, hint, others);
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
  for (const [value, label] of [[band[0], "another speaker"], [band[1], "the same"]]) {
    const tick = make("span", { class: "tick" }, `${label} ${value.toFixed(2)}`);
    tick.style.left = place(value);
    track.append(tick);
  }
  return track;
}

function shade(band, place) {
  const node = make("i", { class: "band" });
  node.style.left = place(band[0]);
  node.style.right = `calc(100% - ${place(band[1])})`;
  return node;
}

const span = ([low, high]) => `${low.toFixed(3)} to ${high.toFixed(3)}`;
const inWords = ({ name, similarity }) => `${name} ${similarity.toFixed(3)}`;
