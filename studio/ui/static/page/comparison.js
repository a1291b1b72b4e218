// What is compared: up to eight clips, A first; the tray of the transport shows them. The tab remembers it.
//
// A new version of a voice enters by a rule (`enter`): its take goes to B and that of the version it was made from to A,
// unless the place is locked.

import { emit } from "./event_bus.js";

const STORED = "voice-studio-comparison";
const LEAST = 2; // A and B are always there, filled or not

export const MOST = 8;
export const LETTERS = "ABCDEFGH";

/**
 * `places`: "take:ID", "preset:SLUG" or null; `chosen`: whether the user chose any of it; `locked`: the references
 * that a new version does not replace. A change replaces `places` and `locked`.
 */
export const comparison = { places: [null, null], chosen: false, locked: [], ...read(sessionStorage.getItem(STORED)) };

/** Put a reference into a place, 0 for A; null empties it. */
export function put(place, reference) {
  change(comparison.places.map((there, at) => (at === place ? reference : there === reference ? null : there)));
}

/** Add a reference in the first empty place, or at the end. */
export function add(reference) {
  const places = [...comparison.places];
  const empty = places.indexOf(null);
  if (empty >= 0) places[empty] = reference;
  else places.push(reference);
  change(places);
}

export function remove(reference) {
  change(comparison.places.map((there) => (there === reference ? null : there)));
}

/** Compare exactly these, in this order. */
export function compare(references) {
  change(references, references.some(Boolean));
}

export function clear() {
  comparison.locked = [];
  change([], false);
}

/** Keep what is in a place from being replaced by a new version, or no longer. */
export function lock(place, on) {
  const reference = comparison.places[place];
  comparison.locked = comparison.locked.filter((other) => other !== reference);
  if (on && reference) comparison.locked.push(reference);
  store();
}

/** Whether a new version may not replace what is in a place. */
export const isLocked = (place) => comparison.locked.includes(comparison.places[place]);

/** The comparison as it is, for an undo: `restore(snapshot())`. */
export function snapshot() {
  return { places: comparison.places, chosen: comparison.chosen, locked: comparison.locked };
}

export function restore({ places, chosen, locked }) {
  comparison.locked = locked;
  change(places, chosen);
}

/** Compare an audition's first two takes, unless the user has chosen what to compare. */
export function offer([a, b]) {
  const { places, chosen, locked } = comparison;
  if (chosen || locked.length || !b || (places[0] === a && places[1] === b)) return;
  change([a, b], false);
}

/**
 * Let a new version enter: `takes` are its references by position, `pinned` the one with the pinned seed or null, and
 * `parents` those of the version it was made from, by position.
 *
 * B gets `pinned`, else the first take; A gets the parent's take: what is in B if it is one, else the one of the same
 * position. Locked places stay; where B is locked, A gets the new take. Where nobody has chosen what to compare, the first two takes are compared.
 */
export function enter({ takes, pinned = null, parents = [] }) {
  const { places, chosen, locked } = comparison;
  if (!takes.length) return;
  if (!chosen && !locked.length) return void (takes.length > 1 ? offer(takes) : follow(takes[0], parents[0]));
  const next = pinned ?? takes[0];
  follow(next, parents.includes(places[1]) ? places[1] : (parents[takes.indexOf(next)] ?? parents[0]));

  function follow(take, parent = null) {
    const first = isLocked(1) ? take : (parent ?? places[0]);
    const wanted = [isLocked(0) ? places[0] : first, isLocked(1) ? places[1] : take];
    if (wanted[0] === places[0] && wanted[1] === places[1]) return;
    const rest = places.slice(LEAST).filter((reference) => !wanted.includes(reference));
    change([...wanted, ...rest], chosen);
  }
}

/** Remove what is there no longer, such as a preset that was deleted. Returns the references that were removed. */
export function forget(references) {
  const gone = comparison.places.filter((reference) => reference && references.includes(reference));
  if (gone.length) change(comparison.places.map((there) => (gone.includes(there) ? null : there)));
  return gone;
}

/** The query of an address about clips: `ref=take:1&ref=preset:x`. */
export function queryOf(references) {
  return new URLSearchParams(references.filter(Boolean).map((reference) => ["ref", reference]));
}

function change(places, chosen = true) {
  comparison.places = withoutGaps(places.slice(0, MOST));
  comparison.chosen = chosen;
  comparison.locked = comparison.locked.filter((reference) => comparison.places.includes(reference));
  store();
}

function store() {
  sessionStorage.setItem(STORED, JSON.stringify(comparison));
  emit("comparison");
}

/** A and B may be empty; further places exist only while they are filled. */
function withoutGaps(places) {
  const kept = places.length > LEAST ? places.filter(Boolean) : places;
  return [...kept, ...Array(Math.max(0, LEAST - kept.length)).fill(null)];
}

function read(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
