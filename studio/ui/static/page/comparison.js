// What is compared: up to eight clips, A first. The tab remembers it.

import { emit } from "./event_bus.js";

const STORED = "voice-studio-comparison";
const LEAST = 2; // A and B are always there, filled or not

export const MOST = 8;
export const LETTERS = "ABCDEFGH";

/** `places`: "take:ID", "preset:SLUG" or null; `chosen`: whether the user chose any of it. A change replaces `places`. */
export const comparison = { places: [null, null], chosen: false, ...read(sessionStorage.getItem(STORED)) };

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
  change([], false);
}

/** Compare an audition's first two takes, unless the user has chosen what to compare. */
export function offer([a, b]) {
  const { places, chosen } = comparison;
  if (chosen || !b || (places[0] === a && places[1] === b)) return;
  change([a, b], false);
}

/** The query of an address about clips: `ref=take:1&ref=preset:x`. */
export function queryOf(references) {
  return new URLSearchParams(references.filter(Boolean).map((reference) => ["ref", reference]));
}

function change(places, chosen = true) {
  comparison.places = withoutGaps(places.slice(0, MOST));
  comparison.chosen = chosen;
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
