// The result of a blind test: a sentence, figures, the key, and the decision that ends it.

import { button, make, seconds } from "../../static/page/dom.js";
import { decisions, fetchRatings, keepIt } from "../../static/page/ratings.js";
import { t } from "../../static/page/words.js";
import { go } from "../../static/page/workspace.js";

/** The nodes of a result; `close` leaves it, `again` begins another test of the same clips. */
export function resultNodes(result, { again, close }) {
  const takes = result.clips.filter((clip) => clip.take).map((clip) => ({ ...clip.take, label: clip.label }));
  fetchRatings(takes.map((take) => take.id));
  const leave = button(t("blind.close"), close, { "data-first": result.winner === null });
  const csv = make("a", { class: "small quiet", href: "/studio/listening.csv", download: "trials.csv" }, t("blind.all_csv"));
  const trials = make("span", { class: "status" }, t("blind.trials_done", { done: result.done, planned: result.planned }));
  return [
    make("header", {}, make("h2", { id: "blind-title" }, t(`blind.${result.kind}`)), trials),
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
  if (kind !== "abx") return [button(t("blind.again"), () => again(kind))];
  return [button(t("blind.ask_preference"), () => again("preference")), button(t("blind.abx_again"), () => again(kind))];
}

function figures({ kind, count, decided, p_value: p, stopped_p_value: stopped, interval, ties, order }) {
  const rate = t(kind === "abx" ? "blind.right" : "blind.ahead");
  const rows = [[t("blind.of", { count, decided }), rate]];
  if (interval) rows.push([`${percent(interval.low)} – ${percent(interval.high)}`, t("blind.interval")]);
  if (p !== null) rows.push([probability(p), t(kind === "abx" ? "blind.p_one" : "blind.p_two")]);
  if (stopped !== null) rows.push([probability(stopped), t("blind.p_stopped")]);
  if (ties) rows.push([String(ties), t("blind.no_difference")]);
  if (order.decided) rows.push([t("blind.of", { count: order.first, decided: order.decided }), t(kind === "abx" ? "blind.answered_a" : "blind.chose_first")]);
  const cells = rows.flatMap(([value, name]) => [make("dt", {}, name), make("dd", {}, value)]);
  return make("dl", { class: "scores" }, ...cells);
}

/** A tournament's table: strengths with their uncertainty, and how likely each is the best. */
function ranking({ standings, clips }) {
  const head = ["", "", t("blind.won"), t("blind.strength"), t("blind.best")].map((text) => make("th", { scope: "col" }, text));
  const rows = standings.map(({ clip, wins, compared, strength, error, chance }, place) => {
    const bar = make("span", { class: "chance" }, make("span", { style: `width: ${100 * chance}%` }));
    return make(
      "tr",
      {},
      make("td", {}, String(place + 1)),
      make("th", { scope: "row" }, clips[clip].label),
      make("td", {}, t("blind.of", { count: wins, decided: compared })),
      make("td", { title: t("blind.strength_title") }, `${signed(strength)} ± ${error.toFixed(1)}`),
      make("td", {}, bar, percent(chance)),
    );
  });
  return make("table", { class: "ranking" }, make("thead", {}, make("tr", {}, ...head)), make("tbody", {}, ...rows));
}

/** What was behind the slots, answer by answer. */
function key({ kind, clips, trials }) {
  const name = (place) => (place === null ? t("blind.no_difference") : clips[place].label);
  const lines = trials.map(({ shown, answer, chosen, correct, seconds: taken }) => {
    const [first, second, x] = shown;
    if (kind === "abx") return [correct ? "✓" : "✗", t("blind.x_was", { x: name(x), answer, chosen: name(chosen) }), taken];
    return ["", `${name(first)} · ${name(second)}: ${name(chosen)}`, taken];
  });
  const items = lines.map(([mark, text, taken]) => {
    const sign = mark && make("span", { class: mark === "✓" ? "right" : "wrong" }, mark);
    return make("li", {}, sign, ` ${text} `, make("span", { class: "facts" }, seconds(taken)));
  });
  const [a, b] = trials[0]?.shown ?? [];
  const reveal = kind === "abx" && trials.length ? t("blind.key_abx", { a: name(a), b: name(b) }) : t("blind.key");
  return make("details", { class: "key" }, make("summary", {}, reveal), make("ol", {}, ...items));
}

/** Every comparison ends with a decision: the winner's preset in one click, and keep, reject, star, note for each take. */
function decision({ winner, clips }, takes, close) {
  if (!takes.length) return [];
  const won = winner === null ? null : takes.find((take) => clips[winner].take?.id === take.id);
  const nodes = [make("h3", {}, t("blind.decide"))];
  if (won) {
    const save = () => (close(), keepIt(won), go("design"));
    nodes.push(button(t("blind.save", { label: won.label }), save, { class: "primary", "data-first": true }));
  }
  const keepAndClose = (event) => event.target.closest("button.keep") && (close(), go("design"));
  return [...nodes, make("ul", { class: "choices", onclick: keepAndClose }, ...takes.map(choice))];
}

function choice(take) {
  const node = make("li", {});
  const { buttons, note } = decisions(node, take);
  node.append(make("span", { class: "name" }, take.label), make("div", { class: "tools" }, ...buttons), note);
  return node;
}

const percent = (rate) => `${Math.round(100 * rate)}\u00a0%`;
const probability = (p) => (p < 0.0005 ? t("blind.below") : p.toFixed(3));
const signed = (value) => value.toFixed(1).replace(/^-0\.0$/, "0.0").replace("-", "−").replace(/^(?=[1-9]|0\.[1-9])/, "+");
