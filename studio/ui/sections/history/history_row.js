// One row of the history: a version with its takes as play buttons, or a blind test.

import { call } from "../../static/page/actions.js";
import { MOST, compare } from "../../static/page/comparison.js";
import { button, make, seconds } from "../../static/page/dom.js";
import { emit } from "../../static/page/event_bus.js";
import { language, t } from "../../static/page/words.js";
import { go } from "../../static/page/workspace.js";
import { openTest } from "../blind/blind_dialog.js";
import { playButton } from "./list_clip.js";

const DAY = new Intl.DateTimeFormat(language, { weekday: "long", day: "numeric", month: "long", year: "numeric" });
const TIME = new Intl.DateTimeFormat(language, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const MARKS = { keep: "✓", reject: "✕", "": "" };

/** Make the node of a row; `previous` is the row above it, or null. */
export function makeRow(row, previous, acts) {
  const node = make("article", { class: "history-row", "data-kind": row.row === "blind" ? "blind" : row.kind, "aria-label": `${nameOf(row)}, ${wordsOf(row)}` });
  const when = new Date(row.created);
  const day = DAY.format(when);
  if (!previous || DAY.format(new Date(previous.created)) !== day) node.append(make("div", { class: "day" }, dayText(when, day)));
  const buttons = row.row === "blind" ? [] : row.takes.map((take) => takeButton(take, row));
  const tools = actions(row, acts);
  const line = row.row === "blind" ? `${nameOf(row)}: ${wordsOf(row)}` : wordsOf(row);
  const about = make("div", { class: "about" }, make("p", { class: "description", title: line }, line), make("p", { class: "text" }, secondLine(row)));
  node.append(make("time", { datetime: row.created }, TIME.format(when)), make("span", { class: "name" }, row.row === "blind" ? "" : nameOf(row)), about, make("div", { class: "row-takes" }, ...buttons, stateNote(row)), make("div", { class: "tools" }, ...tools));
  for (const each of node.querySelectorAll("button")) each.tabIndex = -1; // the list is one tab stop
  node.addEventListener("click", (event) => event.target.closest("button") || (node.focus(), emit("history-open")));
  addKeys(node, row, acts);
  return node;
}

export const nameOf = (row) => (row.row === "blind" ? t(`history.test_${row.kind}`) : `v${row.version}`);

/** What a version or test is about, in one line. */
function wordsOf(row) {
  if (row.row === "blind") return row.clips.map(({ label }) => label).join(" / ");
  return row.kind === "spoken" ? `${row.voice}: ${row.text}` : row.description;
}

function secondLine(row) {
  if (row.row !== "blind") return row.kind === "spoken" ? row.description : row.text;
  return row.over ? row.summary : t("history.test_running", { trial: Math.min(row.answered + 1, row.planned), planned: row.planned });
}

function dayText(when, day) {
  const today = new Date();
  const yesterday = new Date(today.getFullYear(), today.getMonth(), today.getDate() - 1);
  if (when.toDateString() === today.toDateString()) return t("history.today", { day });
  return when.toDateString() === yesterday.toDateString() ? t("history.yesterday", { day }) : day;
}

function takeButton(take, { kind, takes, text, description }) {
  const { verdict, starred, title } = take.rating;
  const marks = `${starred ? "★" : ""}${MARKS[verdict]}`;
  const number = kind === "spoken" && takes.length === 1 ? seconds(take.duration) : String(take.position + 1);
  const said = [title, starred && t("history.starred"), verdict && t(`history.${verdict}`), take.incomplete && t("history.stopped_early"), take.found && t("history.found")].filter(Boolean).join(", ");
  const made = playButton(take, [make("span", {}, `${number}${take.incomplete ? "…" : ""}`), title && make("span", { class: "own-title", title }, title), marks && make("span", { class: "marks" }, marks)].filter(Boolean), said, kind === "spoken" ? text : description);
  made.dataset.verdict = verdict;
  made.toggleAttribute("data-found", Boolean(take.found));
  return made;
}

/** Why there are fewer takes than were asked for. */
function stateNote({ row, state, live, error, planned, takes, kind, correct, answered }) {
  if (row === "blind") return kind === "abx" && correct !== null ? make("span", { class: "score" }, `${correct}/${answered}`) : null;
  if (live) return make("span", { class: "facts" }, t("history.under_way"));
  if (state === "failed") return make("span", { class: "facts failed", title: error }, t("history.failed"));
  if (state === "cancelled") return make("span", { class: "facts" }, t("history.stopped"));
  return takes.length ? null : make("span", { class: "facts" }, planned ? t("history.no_takes") : "");
}

/** The buttons of a row: what can be done with it. */
export function actions(row, acts) {
  if (acts.inBin()) return [button(t("history.restore"), () => acts.restore(binned(row), [], [row.id]), named("restore", row))];
  if (row.row === "blind") return row.over ? [button(t("history.result"), () => showResult(row), named("result", row))] : [];
  const made = row.takes.length ? button(t("history.compare"), () => compareTakes(row), named("compare", row)) : null;
  const away = button("⌫", () => acts.remove(row), { ...named("delete", row), class: "small quiet icon", title: t("history.delete_about") });
  return [opener(row), made, away].filter(Boolean);
}

function opener(row) {
  if (row.kind === "designed") return button(t("history.reopen"), () => open(row), named("reopen", row));
  return row.speaker ? button(t("history.speak"), () => open(row), named("speak", row)) : null;
}

const named = (key, row) => ({ "aria-label": t(`history.${key}_of`, { label: nameOf(row) }) });

/** Bring a version into Design, or a spoken one's text and voice into Speak. */
function open(row) {
  const { id, description, text, language: spoken, seed, kind, speaker, takes } = row;
  if (kind === "spoken") return speaker && go("speak", { ...speaker, text });
  go("design", takes.length ? { reopen: id } : { description, text, language: spoken, seed });
}

function compareTakes({ takes }) {
  compare(takes.slice(0, MOST).map(({ ref }) => ref));
  go("compare");
}

async function showResult({ id }) {
  const answer = await call("blind.show", { test: id });
  if (!answer.problem) openTest(answer, () => {});
}

/** What restores a row of the bin: the version with what went with it, or only its takes. */
const binned = (row) => (row.binned ? { auditions: [row.id] } : { takes: row.takes.map(({ id }) => id) });

/** Enter hears, O opens, C compares, Delete moves to the bin; the right and left arrows go along the buttons. */
function addKeys(node, row, acts) {
  node.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const take = row.takes?.find(({ id }) => id === event.target.dataset?.takeId);
    const act = {
      Enter: () => event.target === node && hear(node, row, acts),
      o: () => row.row === "version" && !acts.inBin() && open(row),
      c: () => row.takes?.length && !acts.inBin() && compareTakes(row),
      Delete: () => !acts.inBin() && row.row === "version" && (take ? acts.removeTake(take) : acts.remove(row)),
      ArrowRight: () => along(node, 1),
      ArrowLeft: () => along(node, -1),
      Escape: () => event.target !== node && (node.focus(), true),
    }[event.key === "Backspace" ? "Delete" : event.key];
    if (!act || act() === false) return;
    event.preventDefault();
  });
}

function hear(node, row, acts) {
  const first = node.querySelector('.take-play[data-verdict="keep"]') ?? node.querySelector(".take-play");
  if (first) first.click();
  else if (row.row === "blind") row.over && showResult(row);
  else if (!acts.inBin()) open(row);
}

function along(node, step) {
  const stops = [node, ...node.querySelectorAll("button:not(:disabled)")];
  stops[stops.indexOf(document.activeElement) + step]?.focus();
}
