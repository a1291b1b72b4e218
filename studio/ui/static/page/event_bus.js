// What the parts of the page tell each other: which clips are compared, which take is being kept.

const desk = new EventTarget();
const STORED = "voice-studio-comparison";
const FEWEST = 2; // A and B are always there, filled or not

export const MOST = 8;
export const LETTERS = "ABCDEFGH";

/** What is compared, A first: "take:ID", "preset:SLUG", or null; and whether the user chose any of it. */
export const comparison = { places: [null, null], chosen: false, ...read(sessionStorage.getItem(STORED)) };

/** Put a reference into a place, 0 for A; null empties it. */
export function put(place, reference) {
  change(comparison.places.map((there, at) => (at === place ? reference : there === reference ? null : there)));
}

/** Add references at the end; those that are there already stay where they are. */
export function add(...references) {
  const places = [...comparison.places];
  for (const reference of references.filter((each) => !places.includes(each))) {
    const empty = places.indexOf(null);
    if (empty >= 0) places[empty] = reference;
    else places.push(reference);
  }
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

function change(places, chosen = true) {
  comparison.places = closedUp(places.slice(0, MOST));
  comparison.chosen = chosen;
  sessionStorage.setItem(STORED, JSON.stringify(comparison));
  tell("comparison");
}

/** A and B may be empty; further places are there only while they are filled. */
function closedUp(places) {
  const kept = places.length > FEWEST ? places.filter(Boolean) : places;
  return [...kept, ...Array(Math.max(0, FEWEST - kept.length)).fill(null)];
}

export function keepTake(take) {
  tell("keep", take);
}

export function tell(name, detail) {
  desk.dispatchEvent(new CustomEvent(name, { detail }));
}

export function hear(name, listener) {
  desk.addEventListener(name, (event) => listener(event.detail));
}

function read(text) {
  try {
    return JSON.parse(text) ?? {};
  } catch {
    return {};
  }
}
