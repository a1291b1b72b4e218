// What the parts of the page tell each other: which clips are compared, which take is being kept.

const desk = new EventTarget();
const SLOTS = "voice-studio-compare";

/** The references in A and B: "take:ID", "preset:SLUG", or null. */
export const slots = { a: null, b: null, ...read(sessionStorage.getItem(SLOTS)) };

export function toSlot(slot, reference) {
  slots[slot] = reference;
  sessionStorage.setItem(SLOTS, JSON.stringify(slots));
  tell("slots");
}

/** Compare the first two takes where nothing is compared yet. */
export function offer(references) {
  if (slots.a || slots.b || references.length < 2) return;
  toSlot("a", references[0]);
  toSlot("b", references[1]);
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
