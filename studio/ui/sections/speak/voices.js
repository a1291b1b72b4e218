// The voice that speaks: a preset or a take, `{ ref, name, clones }`. The tab remembers it, the browser the last few.

const CHOSEN = "voice-studio-voice";
const RECENT = "voice-studio-recent-voices";
const MOST_RECENT = 6;

const watchers = new Set();
let voice = read(sessionStorage, CHOSEN, null);

export const currentVoice = () => voice;

/** The reference of the preset that a voice is a delivery of; else its own. */
export const ownVoice = (ref) => ref.replace(/^delivery:([^/]+)\/.*$/, "preset:$1");

/** The references of the voices that spoke last, the newest first. */
export const recentVoices = () => read(localStorage, RECENT, []);

/** Call `show` with the voice, or null: now, and when another one is chosen. */
export function watchVoice(show) {
  watchers.add(show);
  show(voice);
}

export function chooseVoice(chosen) {
  voice = chosen && { ref: chosen.ref, name: chosen.name, clones: chosen.clones };
  sessionStorage.setItem(CHOSEN, JSON.stringify(voice));
  for (const show of watchers) show(voice);
}

/** Remember that a voice has spoken. */
export function noteSpoken({ ref }) {
  const own = ownVoice(ref);
  const recent = [own, ...recentVoices().filter((other) => other !== own)].slice(0, MOST_RECENT);
  localStorage.setItem(RECENT, JSON.stringify(recent));
}

function read(storage, key, otherwise) {
  try {
    return JSON.parse(storage.getItem(key)) ?? otherwise;
  } catch {
    return otherwise;
  }
}
