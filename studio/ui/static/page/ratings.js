// Decisions about takes: keep, reject, a star, a note, tags, a title. Every row that shows a take shows the same.

import { call } from "./actions.js";
import { button, getJson, make } from "./dom.js";
import { emit } from "./event_bus.js";
import { keyNames } from "./keys.js";
import { lineField } from "./line_field.js";
import { poll } from "./polling.js";
import { takesFocus } from "./row.js";
import { tell } from "./toast.js";
import { t } from "./words.js";
import { go, isShown } from "./workspace.js";

const shows = new WeakMap(); // a row → the function that brings it up to date
const MOST_AT_ONCE = 200; // takes the studio answers about
const MOST_UNDONE = 50; // decisions that Z takes back, one after the other
const OPEN = { verdict: "", starred: false, note: "", tags: [], title: "" };
const known = new Map(); // a take's id → its rating
const sending = new Map(); // a take's id → how many of its decisions are on their way
const decided = new Map(); // a take's id → the number of its last decision that has arrived
const undoable = []; // { take, before }, the last decision at the end
let chosen = null; // the take that `keepIt` was called with last
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
  const shown = [...document.querySelectorAll("[data-take]")].map((row) => row.dataset.take);
  if (shown.length) await fetchRatings([...new Set(shown)].slice(0, MOST_AT_ONCE));
  return null;
});

/** Bring every row that shows this take up to date. */
function refresh(id) {
  for (const row of document.querySelectorAll(`[data-take="${CSS.escape(id)}"]`)) shows.get(row)?.();
}

/** Change a rating: `decide(take, { starred: true })`. The page says so, with an undo. */
export function decide(take, changes) {
  const before = ratingOf(take.id);
  undoable.push({ take, before });
  undoable.splice(0, undoable.length - MOST_UNDONE);
  change(take, changes, before);
}

/** Take back the last decision, then the one before it. */
export function undoDecision() {
  const last = undoable.pop();
  if (last) change(last.take, last.before, ratingOf(last.take.id));
}

function change(take, changes, before) {
  store(take.id, { ...before, ...changes }); // at once: the next click changes this
  emit("deciding");
  sending.set(take.id, (sending.get(take.id) ?? 0) + 1);
  deciding = deciding.then(() => send(take, changes, before));
}

async function send(take, changes, before) {
  const answer = await call("takes.rate", { take: take.id, ...changes });
  sending.set(take.id, sending.get(take.id) - 1);
  decided.set(take.id, ++arrivals);
  if (answer.problem) {
    store(take.id, before);
    tell(`${answer.problem.what} ${answer.problem.next_step} ${t("ratings.unchanged")}`);
    return;
  }
  if (!sending.get(take.id)) store(take.id, answer); // the studio may have tidied what was typed
  emit("decided", { take, before, after: answer });
  tell(t("ratings.told", { label: take.label, change: changeText(before, answer) }), { undo: () => decide(take, before) });
}

function store(id, rating) {
  known.set(id, rating);
  refresh(id);
}

/**
 * The buttons that decide about a take, its note and its tags, its title and the field for one: `{ buttons, note, tags, title,
 * titleField }`. The row that holds them is dimmed while the take is rejected, and takes the keys K, R, S, N and Z while it has the focus; `keys` are further ones.
 */
export function decisions(row, take, keys = {}) {
  const { label } = take;
  const note = noteOn(row, take);
  const tags = tagsOn(row, take);
  const title = make("span", { class: "own-title" });
  const titleField = titleOn(row, take);
  const acts = {
    s: () => decide(take, { starred: !ratingOf(take.id).starred }),
    k: () => toggleKept(take),
    r: () => decide(take, { verdict: ratingOf(take.id).verdict === "reject" ? "" : "reject" }),
    n: () => ((note.hidden = false), note.focus()),
    z: undoDecision,
    ...keys,
  };
  const named = (key, look) => ({ class: `small ${look}`, "aria-label": t(`ratings.${key}_of`, { label }), title: t(`ratings.${key}_about`) });
  const star = button("☆", acts.s, named("star", "icon star"));
  const write = button("✎", acts.n, named("note", "icon"));
  const reject = button("✕", acts.r, named("reject", "icon reject"));
  const keep = button(t("ratings.keep"), acts.k, named("keep", "keep"));
  addKeys(row, acts);

  function show() {
    const { verdict, starred, note: text, tags: words, title: name } = ratingOf(take.id);
    star.textContent = starred ? "★" : "☆";
    star.setAttribute("aria-pressed", starred);
    keep.setAttribute("aria-pressed", verdict === "keep");
    reject.setAttribute("aria-pressed", verdict === "reject");
    row.dataset.verdict = verdict;
    tags.show(shownTags(words));
    title.textContent = title.title = name;
    titleField.show(name);
    if (document.activeElement === note) return;
    note.value = text;
    note.hidden = !text;
  }
  row.dataset.take = take.id;
  shows.set(row, show);
  show();
  return { buttons: [star, write, reject, keep], note, tags: tags.node, title, titleField: titleField.node };
}

/** The fields of a take's title, note and tags, always shown: `node` is brought up to date with all rows of the take. */
export function ownWords(node, take) {
  const [title, note, tags] = [titleOn(node, take), noteOn(node, take), tagsOn(node, take)];
  const show = () => {
    const rating = ratingOf(take.id);
    if (document.activeElement !== note) note.value = rating.note;
    title.show(rating.title);
    tags.show(shownTags(rating.tags));
  };
  note.hidden = false;
  node.dataset.take = take.id;
  shows.set(node, show);
  show();
  return [title.node, note, tags.node];
}

/** K marks a take as kept once it is saved as a preset; a kept one is open again. */
function toggleKept(take) {
  if (ratingOf(take.id).verdict === "keep") decide(take, { verdict: "" });
  else if (!take.incomplete) keepIt(take);
}

/** Open the form that saves a take as a preset, in Design; the take is marked as kept when it is saved. */
export function keepIt(take) {
  chosen = take;
  if (!isShown("design")) go("design");
  emit("keep", take);
}

/** The take that was chosen before the form was loaded, or null; only once. */
export function chosenToKeep() {
  const take = chosen;
  chosen = null;
  return take;
}

function noteOn(row, take) {
  const attributes = { class: "note", rows: 1, maxlength: 2000, placeholder: t("ratings.note_hint"), hidden: true };
  const note = make("textarea", { ...attributes, "aria-label": t("ratings.note_on", { label: take.label }) });
  note.addEventListener("blur", () => save(take, note));
  note.addEventListener("keydown", (event) => {
    if (!endsNote(event)) return;
    event.preventDefault();
    focusRow(row, take);
    if (document.activeElement === note) note.blur();
  });
  return note;
}

const tagsIn = (text) => text.split(",").map((tag) => tag.trim()).filter(Boolean);
const shownTags = (tags) => tags.join(", ");

function tagsOn(row, take) {
  const attributes = { class: "take-tags", maxlength: 1000, placeholder: t("ratings.tags_hint"), "aria-label": t("ratings.tags_on", { label: take.label }) };
  return lineField(attributes, { tidy: (text) => shownTags(tagsIn(text)), save: (text) => decide(take, { tags: tagsIn(text) }), left: () => focusRow(row, take) });
}

function titleOn(row, take) {
  const attributes = { class: "take-title", maxlength: 80, placeholder: t("ratings.title_hint"), "aria-label": t("ratings.title_on", { label: take.label }) };
  return lineField(attributes, { tidy: (text) => text.trim(), save: (title) => decide(take, { title }), left: () => focusRow(row, take) });
}

function focusRow(row, take) {
  (row.matches("li") ? row : document.querySelector(`li.take[data-take="${CSS.escape(take.id)}"]`))?.focus();
}

function save(take, note) {
  const text = note.value.trim();
  if (text !== ratingOf(take.id).note) decide(take, { note: text });
  else if (note.closest("li")) note.hidden = !text;
}

const endsNote = (event) => event.key === "Escape" || (event.key === "Enter" && !event.shiftKey && !event.isComposing);

/** A row that has the focus takes the keys of the decisions; the arrows go to its neighbours. */
function addKeys(row, acts) {
  row.tabIndex = 0;
  takesFocus(row);
  row.addEventListener("keydown", (event) => {
    if (event.target !== row || event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const neighbour = { ArrowDown: row.nextElementSibling, ArrowUp: row.previousElementSibling }[event.key];
    const act = neighbour ? () => neighbour.focus() : acts[`${event.shiftKey ? "shift+" : ""}${event.key.toLowerCase()}`];
    if (!act) return;
    event.preventDefault(); // the player listens for keys too, and ignores those
    act();
  });
}

/** The keys of a row, in a line. */
export function keyHint() {
  const keys = [["Enter", "hear"], ["K", "keep"], ["R", "reject"], ["S", "star"], ["N", "note"], ["Z", "undo"], ["↑ ↓", "next"]];
  const parts = keys.flatMap(([key, does], place) => [place ? " · " : "", make("kbd", {}, keyNames(key)), ` ${t(`ratings.key_${does}`)}`]);
  return make("p", { class: "hint key-hint", title: t("ratings.keys_about") }, ...parts);
}

function changeText(before, after) {
  if (before.verdict !== after.verdict) return t(`ratings.now_${after.verdict || "open"}`);
  if (before.starred !== after.starred) return t(after.starred ? "ratings.now_starred" : "ratings.now_unstarred");
  if (String(before.tags) !== String(after.tags)) return t(after.tags.length ? "ratings.tags_saved" : "ratings.tags_removed");
  if (before.title !== after.title) return after.title ? t("ratings.title_saved", { title: after.title }) : t("ratings.title_removed");
  return t(after.note ? "ratings.note_saved" : "ratings.note_removed");
}
