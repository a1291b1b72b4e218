// The chart of a consistency test: the similarity of each of five lines to the reference, and that of other voices.

import { clip } from "../../static/page/clip_button.js";
import { make } from "../../static/page/dom.js";
import { decimal, t } from "../../static/page/words.js";

/** Draw the result of a test. */
export function consistencyChart(result, name) {
  const values = [...result.lines.map((line) => line.similarity), result.among.low, result.band.low];
  const lowest = Math.min(0.88, ...values) - 0.01;
  const place = (value) => `${Math.max(0, Math.min(100, (100 * (value - lowest)) / (1 - lowest)))}%`;
  const conclusion = make("p", { class: "conclusion", "data-conclusion": result.conclusion }, make("strong", {}, t(`consistency.${result.conclusion}`)), ` ${result.why}`);
  const rows = result.lines.map((line) => row(line, result.band, place));
  const scale = make("div", { class: "chart-row scale" }, make("span", {}), axis(result, place));
  const about = t("consistency.about", { name, spread: figure(result.spread), low: figure(result.among.low), high: figure(result.among.high) });
  const others = result.others.length ? make("p", { class: "hint" }, t("consistency.others", { voices: result.others.slice(0, 3).map(voiceText).join(", ") })) : null;
  const hint = make("p", { class: "hint" }, `${about} ${t("consistency.limits")}`);
  return make("div", { class: "consistency", role: "group", "aria-label": t("consistency.title") }, conclusion, ...rows, scale, hint, others);
}

function row(line, band, place) {
  const { button } = clip(line.audio, line.text);
  const point = make("i", { class: "point" });
  point.style.left = place(line.similarity);
  const track = make("div", { class: "track", role: "img", "aria-label": t("consistency.similarity", { value: figure(line.similarity) }) }, shade(band, place), point);
  const words = make("span", { class: "words", title: line.text }, line.text);
  return make("div", { class: "chart-row" }, make("div", { class: "said" }, button, words), track, make("span", { class: "facts" }, figure(line.similarity)));
}

function axis({ band }, place) {
  const track = make("div", { class: "track bare" });
  for (const [value, label] of [[band.low, "other"], [band.high, "same"]]) {
    const tick = make("span", { class: "tick" }, t(`consistency.${label}`, { value: decimal(value, 2) }));
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

const figure = (similarity) => decimal(similarity, 3);
const voiceText = ({ name, similarity }) => `${name} ${figure(similarity)}`;
