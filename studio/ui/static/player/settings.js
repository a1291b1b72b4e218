/** The user's settings of the player, stored by the browser where it allows that. */

import { MAPS } from "./colour.js";

const STORED = "voice-studio-player";
const DEFAULTS = { scale: "mel", map: "dusk", range: 70, pitch: true, energy: false, syllables: false, restart: false };
export const RANGES = [40, 50, 60, 70, 80, 90]; // dB

export function readSettings() {
  try {
    return checked({ ...DEFAULTS, ...JSON.parse(localStorage.getItem(STORED)) });
  } catch {
    return { ...DEFAULTS }; // nothing stored, unreadable, or no storage
  }
}

export function saveSettings(settings) {
  try {
    localStorage.setItem(STORED, JSON.stringify(settings));
  } catch {
    // Without storage, the defaults are shown next time.
  }
}

function checked(settings) {
  const known = settings.map in MAPS && RANGES.includes(settings.range) && ["mel", "linear"].includes(settings.scale);
  return known ? settings : { ...DEFAULTS };
}
