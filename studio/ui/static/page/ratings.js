// Decisions about takes: keep, reject, a star, a note. Every card that shows a take shows the same.

import { call } from "./actions.js";
import { button, getJson, make } from "./dom.js";
import { emit, on } from "./event_bus.js";
import { poll } from "./polling.js";

const shows = new WeakMap(); // a card → the function that brings it up to date
const MOST_AT_ONCE = 200; // takes the studio answers about
const OPEN = { verdict: "", starred: false, note: "" };
const known = new Map(); // a take's id → its rating
const sending = new Map(); // a take's id → how many of its decisions are on their way
const decided = new Map(); // a take's id → the number of its last decision that has arrived
let arrivals = 0; // of decisions, in this tab
let deciding = Promise.resolve(); // one after the other: the last decision is the one that stays

export function ratingOf(id) {
  return known.get(id) ?? OPEN;
}

/** Fetch the ratings of these takes, and show them; a decision that was made meanwhile is newer. */
export async function fetchRatings(ids) {
  const asked = arrivals;
  const query = new URLSearchParams(ids.map((id) => ["take", id]));
  const ratings = ids.length ? await getJson(`/studio/ratings.json?${query}`).catch(() => ({})) : {};
  for (const [id, rating] of Object.entries(ratings)) {
    if (!sending.get(id) && (decided.get(id) ?? 0) <= asked) known.set(id, rating);
  }
  ids.forEach(refresh);
}

// When the page is shown again, another tab may have decided about what it shows.
poll(async () => {
  const shown = [...document.querySelectorAll("[data-take]")].map((card) => card.dataset.take);
  if (shown.length) await fetchRatings([...new Set(shown)].slice(0, MOST_AT_ONCE));
  return null;
});

/** Bring every card that shows this take up to date. */
function refresh(id) {
  for (const card of document.querySelectorAll(`[data-take="${CSS.escape(id)}"]`)) shows.get(card)?.();
}

/** Change a rating: `decide(take, { starred: true })`. The event holds what it was before, so that it can be undone. */
export function decide(take, changes) {
  const before = ratingOf(take.id);
  store(take.id, { ...before, ...changes }); // at once: the next click changes this
  emit("deciding"); // so that it does not undo an earlier decision
  sending.set(take.id, (sending.get(take.id) ?? 0) + 1);
  deciding = deciding.then(() => send(take, changes, before));
}

async function send(take, changes, before) {
  const answer = await call("takes.rate", { take: take.id, ...changes });
  sending.set(take.id, sending.get(take.id) - 1);
  decided.set(take.id, ++arrivals);
  if (!answer.problem) return emit("decided", { take, before, after: answer });
  store(take.id, before);
  emit("undecided", answer.problem);
}

function store(id, rating) {
  known.set(id, rating);
  refresh(id);
}

/** The buttons that decide about a take, in its card; `card` is dimmed while it is rejected. */
export function decisions(card, take) {
  const { label } = take;
  const note = noteOn(card, take);
  const acts = {
    s: () => decide(take, { starred: !ratingOf(take.id).starred }),
    k: () => keepIt(take),
    r: () => decide(take, { verdict: ratingOf(take.id).verdict === "reject" ? "" : "reject" }),
    n: () => ((note.hidden = false), note.focus()),
  };
  const named = (name, title, look) => ({ class: `small ${look}`, "aria-label": `${name} ${label}`, title });
  const star = button("☆", acts.s, named("Star", "Star it, to find it again (S)", "icon star"));
  const write = button("✎", acts.n, named("Write a note on", "Write a note (N)", "icon"));
  const reject = button("✕", acts.r, named("Reject", "Reject it (R)", "icon"));
  const keep = button("keep", acts.k, named("Keep", "Keep it, and save it as a preset (K)", "keep"));
  addKeys(card, acts);

  function show() {
    const { verdict, starred, note: text } = ratingOf(take.id);
    star.textContent = starred ? "★" : "☆";
    star.setAttribute("aria-pressed", starred);
    keep.setAttribute("aria-pressed", verdict === "keep");
    reject.setAttribute("aria-pressed", verdict === "reject");
    card.dataset.verdict = verdict;
    if (document.activeElement === note) return;
    note.value = text;
    note.hidden = !text;
  }
  card.dataset.take = take.id;
  shows.set(card, show);
  show();
  return { buttons: [star, write, reject, keep], note };
}

/** Keep a take: it is marked, and the form that saves it as a preset opens. */
export function keepIt(take) {
  if (ratingOf(take.id).verdict !== "keep") decide(take, { verdict: "keep" });
  emit("keep", take);
}

function noteOn(card, take) {
  const attributes = { class: "note", rows: 2, maxlength: 2000, placeholder: "What you heard", hidden: true };
  const note = make("textarea", { ...attributes, "aria-label": `Note on ${take.label}` });
  note.addEventListener("blur", () => save(take, note));
  note.addEventListener("keydown", (event) => endsNote(event) && (event.preventDefault(), card.focus()));
  return note;
}

function save(take, note) {
  const text = note.value.trim();
  if (text !== ratingOf(take.id).note) decide(take, { note: text });
  else note.hidden = !text;
}

const endsNote = (event) => event.key === "Escape" || (event.key === "Enter" && !event.shiftKey && !event.isComposing);

/** A card that has the focus takes K, R, S, N; the arrows go to its neighbours. */
function addKeys(card, acts) {
  card.tabIndex = 0;
  card.addEventListener("keydown", (event) => {
    if (event.target !== card || event.ctrlKey || event.metaKey || event.altKey) return;
    const neighbour = { ArrowDown: card.nextElementSibling, ArrowUp: card.previousElementSibling }[event.key];
    const act = neighbour ? () => neighbour.focus() : acts[event.key.toLowerCase()];
    if (!act) return;
    event.preventDefault(); // the player listens for keys too, and ignores those
    act();
  });
}

/** Under the takes: a card's keys, and what was decided last. Always as high, so that nothing below it moves. */
export function decisionLine() {
  const keys = [["K", "keep"], ["R", "reject"], ["S", "star"], ["N", "note"], ["↑ ↓", "next take"]];
  const parts = keys.flatMap(([key, does], place) => [place ? " · " : "", make("kbd", {}, key), ` ${does}`]);
  const hint = make("p", { class: "hint", title: "for the take that has the focus: click it, or go there with Tab" }, ...parts);
  return make("div", { class: "decision-line" }, hint, lastDecision());
}

/** What was decided last, and a button that undoes it. */
function lastDecision() {
  const line = make("p", { class: "decided", role: "status", hidden: true });
  on("decided", ({ take, before, after }) => {
    const undo = button("undo", () => decide(take, before));
    line.replaceChildren(`${take.label}: ${changeText(before, after)}. `, undo);
    line.hidden = false;
  });
  on("undecided", (problem) => {
    line.replaceChildren(`${problem.what} ${problem.next_step} Nothing was changed.`);
    line.hidden = false;
  });
  for (const event of ["asked", "deciding"]) on(event, () => (line.hidden = true));
  return line;
}

function changeText(before, after) {
  if (before.verdict !== after.verdict) return { keep: "kept", reject: "rejected", "": "open again" }[after.verdict];
  if (before.starred !== after.starred) return after.starred ? "starred" : "no star any more";
  return after.note ? "note saved" : "note removed";
}
