// The result of a blind test: a sentence, figures, the key, and the decision that ends it.

import { button, make, seconds } from "../../static/page/dom.js";
import { decisions, fetchRatings, keepIt } from "../../static/page/ratings.js";

const TITLES = { abx: "ABX", preference: "Preference", tournament: "Tournament" };

/** The nodes of a result; `close` leaves it, `again` begins another test of the same clips. */
export function resultNodes(result, { again, close }) {
  const takes = result.clips.filter((clip) => clip.take).map((clip) => ({ ...clip.take, label: clip.label }));
  fetchRatings(takes.map((take) => take.id));
  const leave = button("close", close, { "data-first": result.winner === null });
  const csv = make("a", { class: "small quiet", href: "/studio/listening.csv", download: "trials.csv" }, "all answers as CSV");
  const trials = make("span", { class: "status" }, `${result.done} of ${result.planned} trials`);
  return [
    make("header", {}, make("h2", { id: "blind-title" }, TITLES[result.kind]), trials),
    make("p", { class: "summary" }, result.summary),
    ...result.notes.map((note) => make("p", { class: "hint" }, note)),
    result.standings.length > 2 ? ranking(result) : figures(result),
    key(result),
    ...decision(result, takes, close),
    make("footer", {}, leave, ...more(result, again), csv),
  ];
}

/** What else can be asked of the same clips. */
function more({ kind }, again) {
  if (kind !== "abx") return [button("again", () => again(kind))];
  return [button("Which do I like better?", () => again("preference")), button("ABX again", () => again(kind))];
}

function figures({ kind, count, decided, p_value: p, stopped_p_value: stopped, interval, ties, order }) {
  const rate = kind === "abx" ? "right" : "for the one ahead";
  const rows = [[`${count} of ${decided}`, rate]];
  if (interval) rows.push([`${percent(interval.low)} – ${percent(interval.high)}`, "95 % interval (Clopper–Pearson)"]);
  if (p !== null) rows.push([probability(p), kind === "abx" ? "p, one-sided exact binomial" : "p, two-sided exact binomial"]);
  if (stopped !== null) rows.push([probability(stopped), "p if you stopped because it went well"]);
  if (ties) rows.push([String(ties), "no difference"]);
  if (order.decided) rows.push([`${order.first} of ${order.decided}`, kind === "abx" ? "answered A" : "chose the first"]);
  const cells = rows.flatMap(([value, name]) => [make("dt", {}, name), make("dd", {}, value)]);
  return make("dl", { class: "scores" }, ...cells);
}

/** A tournament's table: strengths with their uncertainty, and how likely each is the best. */
function ranking({ standings, clips }) {
  const head = ["", "", "won", "strength", "best of all"].map((text) => make("th", { scope: "col" }, text));
  const rows = standings.map(({ clip, wins, compared, strength, error, chance }, place) => {
    const bar = make("span", { class: "chance" }, make("span", { style: `width: ${100 * chance}%` }));
    return make(
      "tr",
      {},
      make("td", {}, String(place + 1)),
      make("th", { scope: "row" }, clips[clip].label),
      make("td", {}, `${wins} of ${compared}`),
      make("td", { title: "Bradley–Terry, in logits, with its standard error" }, `${signed(strength)} ± ${error.toFixed(1)}`),
      make("td", {}, bar, percent(chance)),
    );
  });
  return make("table", { class: "ranking" }, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
}

/** What was behind the slots, answer by answer. */
function key({ kind, clips, trials }) {
  const name = (place) => (place === null ? "no difference" : clips[place].label);
  const lines = trials.map(({ shown, answer, chosen, correct, seconds: taken }) => {
    const [first, second, x] = shown;
    if (kind === "abx") return [correct ? "✓" : "✗", `X was ${name(x)}; you said ${answer} (${name(chosen)})`, taken];
    return ["", `${name(first)} · ${name(second)}: ${name(chosen)}`, taken];
  });
  const items = lines.map(([mark, text, taken]) => {
    const sign = mark && make("span", { class: mark === "✓" ? "right" : "wrong" }, mark);
    return make("li", {}, sign, ` ${text} `, make("span", { class: "facts" }, seconds(taken)));
  });
  const [a, b] = trials[0]?.shown ?? [];
  const reveal = kind === "abx" && trials.length ? `A was ${name(a)}, B was ${name(b)}.` : "What was behind the numbers";
  return make("details", { class: "key" }, make("summary", {}, reveal), make("ol", {}, ...items));
}

/** Every comparison ends with a decision: the winner's preset in one click, and keep, reject, star, note for each take. */
function decision({ winner, clips }, takes, close) {
  if (!takes.length) return [];
  const won = winner === null ? null : takes.find((take) => clips[winner].take?.id === take.id);
  const nodes = [make("h3", {}, "Decide")];
  if (won) {
    const go = () => (close(), keepIt(won));
    nodes.push(button(`Save ${won.label} as preset`, go, { class: "primary", "data-first": true }));
  }
  const keepAndClose = (event) => event.target.closest("button.keep") && close();
  return [...nodes, make("ul", { class: "choices", onclick: keepAndClose }, ...takes.map(choice))];
}

function choice(take) {
  const node = make("li", {});
  const { buttons, note } = decisions(node, take);
  node.append(make("span", { class: "name" }, take.label), make("div", { class: "tools" }, ...buttons), note);
  return node;
}

const percent = (rate) => `${Math.round(100 * rate)}\u00a0%`;
const probability = (p) => (p < 0.0005 ? "below 0.001" : p.toFixed(3));
const signed = (value) => value.toFixed(1).replace(/^-0\.0$/, "0.0").replace("-", "−").replace(/^(?=[1-9]|0\.[1-9])/, "+");
