// How far a take does what its description asks: a mark for a row, and the order of takes by it.

import { make } from "./dom.js";
import { unitOf } from "./measure_words.js";
import { rememberedDetails } from "./remembered_details.js";
import { decimal, t } from "./words.js";

export const MARKS = { met: "✓", missed: "✗", unclear: "~", unmeasurable: "–" };

/** How many dimensions are met, and how many could be measured. */
export function countsOf(follow) {
  const count = (...verdicts) => follow.filter(({ verdict }) => verdicts.includes(verdict)).length;
  return { met: count("met"), missed: count("missed"), judged: count("met", "missed", "unclear") };
}

/** "4/5" for a row; empty where the description asks for nothing that can be measured. */
export function followMark(node, { follow }) {
  const { met, missed, judged } = countsOf(follow);
  node.textContent = judged ? `${met}/${judged}` : "";
  node.title = judged ? `${t("follow.heading")} ${lines(follow).join(" · ")}` : "";
  node.dataset.verdict = missed ? "missed" : met === judged ? "met" : "unclear";
}

const lines = (follow) => follow.filter(({ verdict }) => verdict !== "unmeasurable").map(({ verdict, said }) => `${MARKS[verdict]} ${said}`);

/** Measured clips in order: as Python's `studio.adherence.order` chooses. */
export function bestFirst(clips) {
  const ranks = new Map(clips.map((clip) => [clip, rankOf(clip)]));
  return [...clips].sort((a, b) => ranks.get(a).map((value, at) => value - ranks.get(b)[at]).find(Boolean) ?? 0);
}

function rankOf({ follow, flags }) {
  const { met, missed } = countsOf(follow);
  return [Number(flags.some(({ severity }) => severity === "problem")), missed, -met];
}

/** A measurement with its unit. */
export function amount(value, { digits, unit }) {
  return value === null ? "–" : `${number(value, digits)} ${unitOf(unit)}`;
}

/** Where a dimension is met, as text. */
export function rangeText({ range, digits, unit }) {
  if (!range) return "";
  const [low, high] = range.map((bound) => bound === null ? null : number(bound, digits));
  if (low === null) return t("follow.up_to", { high, unit: unitOf(unit) });
  return high === null ? t("follow.from", { low, unit: unitOf(unit) }) : t("follow.between", { low, high, unit: unitOf(unit) });
}

const number = (value, digits) => decimal(value, digits).replace("-", "−");

/** The card of a take: a line with each thing that was asked, and on demand what was measured. */
export function followCard({ follow }) {
  const { met, judged } = countsOf(follow);
  if (!follow.length) return [];
  const count = make("span", { class: "facts" }, judged ? t("follow.count", { met, judged }) : t("follow.nothing"));
  const chips = make("ul", { class: "follow-chips" }, ...follow.map(chip));
  const details = rememberedDetails(OPEN, t("follow.details"), table(follow));
  return [make("header", { class: "follow-head" }, make("h3", {}, t("follow.heading")), count), chips, details];
}

const OPEN = "voice-studio-follow-open";

function chip(each) {
  const label = `${t(`follow.d_${each.dimension}`)}, ${each.said}: ${t(`follow.${each.verdict}`)}`;
  return make("li", { "data-verdict": each.verdict, title: label }, make("span", { "aria-hidden": "true" }, `${MARKS[each.verdict]} `), each.said, make("span", { class: "follow-verdict" }, `: ${t(`follow.${each.verdict}`)}`));
}

function table(follow) {
  const heads = ["asked", "measured", "range"].map((name) => make("th", { scope: "col" }, t(`follow.col_${name}`)));
  return make("table", { class: "follow-table" }, make("thead", {}, make("tr", {}, ...heads)), make("tbody", {}, ...follow.filter((each) => !isBeyond(each)).flatMap(rowsOf), ...beyond(follow.filter(isBeyond))));
}

/** Whether no measurement tells a dimension in any sound. */
const isBeyond = ({ reason }) => reason === "no_method" || reason === "gender_by_ear";

/** What no measurement tells, in one row. */
function beyond(follow) {
  if (!follow.length) return [];
  const said = follow.map(({ dimension, said: words }) => `${t(`follow.d_${dimension}`)}: ${words}`);
  return [make("tr", { class: "follow-beyond" }, make("td", { colspan: 3 }, `${MARKS.unmeasurable} ${said.join(", ")}. ${t("follow.reason_no_method")}`))];
}

function rowsOf(each) {
  const asked = make("th", { scope: "row", "data-verdict": each.verdict }, make("span", { "aria-hidden": "true" }, `${MARKS[each.verdict]} `), `${t(`follow.d_${each.dimension}`)}: ${each.said}`);
  const row = make("tr", {}, asked, make("td", {}, amount(each.measured, each)), make("td", {}, rangeText(each)));
  const notes = [why(each), each.source].filter(Boolean).join(" ");
  return notes ? [row, make("tr", { class: "follow-source" }, make("td", { colspan: 3 }, notes))] : [row];
}

function why({ reason, verdict, measured }) {
  if (reason) return t(`follow.reason_${reason}`);
  return verdict === "unmeasurable" && measured === null ? t("follow.reason_not_measured") : "";
}
