// What the parts of the page tell each other: which clips are compared, which take is being kept.

const desk = new EventTarget();
const SLOTS = "voice-studio-compare";

/** The references in A and B: "take:ID", "preset:SLUG", or null; and whether the user put one of them there. */
export const slots = { a: null, b: null, chosen: false, ...read(sessionStorage.getItem(SLOTS)) };

/** Put a reference into slot "a" or "b". */
export function toSlot(slot, reference) {
  change({ [slot]: reference, chosen: true });
}

export function clearSlots() {
  change({ a: null, b: null, chosen: false });
}

/** Compare an audition's first two takes, unless the user has chosen what to compare. */
export function offer([a, b]) {
  if (slots.chosen || !b || (slots.a === a && slots.b === b)) return;
  change({ a, b });
}

function change(changes) {
  Object.assign(slots, changes);
  sessionStorage.setItem(SLOTS, JSON.stringify(slots));
  tell("slots");
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
