// Pitch and pace of the voices: what a preset holds of them, else what the studio measures of its reference. They are
// measured once they are asked for, a few at a time.

import { isPlausiblePace, measuredInTurn } from "../../static/page/measurements.js";

const known = new Map(); // the address of a sound → { pitch, pace }, or null while it is measured

/** The pitch in Hz and the pace in syllables a second, null where it is not known or there is none. */
export function figuresOf({ audio, measurements }) {
  const { pitch = null, syllable_rate: pace = null } = measurements ?? {};
  return known.get(audio) ?? { pitch, pace };
}

/** Measure the presets of which no pitch is known; `changed` is called after each. Returns how many are not measured yet. */
export function measureMissing(presets, changed) {
  const missing = presets.filter(({ audio, measurements }) => !known.get(audio) && measurements?.pitch === undefined);
  for (const preset of missing.filter(({ audio }) => !known.has(audio))) {
    known.set(preset.audio, null);
    measuredInTurn(preset.ref).then((found) => keep(preset, found), () => known.delete(preset.audio)).then(changed);
  }
  return missing.length;
}

function keep({ audio }, { clips: [clip] }) {
  const { pitch = null, syllable_rate: pace = null } = clip?.measurements ?? {};
  known.set(audio, { pitch, pace: isPlausiblePace(pace) ? pace : null });
}
