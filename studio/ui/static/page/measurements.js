// The measurements of clips, as cards and the comparison show them.

import { queryOf } from "./comparison.js";
import { getJson, make } from "./dom.js";
import { followMark } from "./followed.js";
import { inWords } from "./measure_words.js";
import { decimal, t } from "./words.js";

/** Fetch the measurements of clips; the studio caches them. `signal` gives them up. */
export async function fetchMeasurements(references, signal) {
  return inWords(await getJson(`/studio/measure.json?${queryOf(references)}`, signal));
}

const CARDS_AT_ONCE = 2; // a browser opens six connections to the studio, and the page needs some for what a person does

const waiting = []; // cards that are not measured yet
let measuring = 0;

/** Measure the clip of a card, a few at a time: the first measuring of a clip occupies the studio for some time. */
export function measuredInTurn(reference) {
  return new Promise((resolve, reject) => {
    waiting.push(() => fetchMeasurements([reference]).then(resolve, reject));
    next();
  });
}

function next() {
  while (measuring < CARDS_AT_ONCE && waiting.length) {
    measuring += 1;
    waiting.shift()().finally(() => {
      measuring -= 1;
      next();
    });
  }
}

const SLOWEST = 1; // syllables a second; fewer mean that they cannot be counted, as in a whisper or a tone

/** Whether a clip's pace is that of speech. */
export const isPlausiblePace = (pace) => pace !== null && pace >= SLOWEST;

/**
 * Make the figures and flags of a card, `{ figures, flags, followed, measured }`; they are filled once the clip is measured,
 * and `measured` resolves to it, or to null.
 */
export function cardFigures(reference) {
  const figures = make("span", { class: "figures" });
  const flags = make("div", { class: "flags", hidden: true });
  const followed = make("span", { class: "followed" });
  const measured = measuredInTurn(reference)
    .then(({ methods, clips: [clip] }) => {
      if (!clip) return null;
      followMark(followed, clip);
      const { pitch, syllable_rate: pace } = clip.measurements;
      const shown = [pitch && `${clip.shown.pitch} Hz`, isPlausiblePace(pace) && `${clip.shown.syllable_rate} ${t("takes.pace_unit")}`];
      figures.textContent = shown.filter(Boolean).join(" · ") || t("takes.no_pitch");
      figures.title = methods.map(({ name, label, unit }) => `${label}: ${clip.shown[name]} ${unit}`).join("\n");
      flags.replaceChildren(...clip.flags.map(flagNode));
      flags.hidden = !clip.flags.length;
      return clip;
    })
    .catch(() => null); // the studio does not answer; the engine line says so
  return { figures, flags, followed, measured };
}

const COUNTS = { clipping: 0, loop: 1, long: 0 }; // which number of a flag is a count; the others have a decimal

/** One thing that may be wrong with a clip. */
export function flagNode({ code, what, values = [], severity }) {
  const [a, b] = values.map((value, at) => decimal(value, COUNTS[code] === at ? 0 : 1));
  const text = t(`flags.${code}`, { a, b });
  const isWhole = text !== `flags.${code}` && !text.includes("{"); // a measurement of an earlier studio has no values
  return make("span", { class: `flag ${severity}`, "data-flag": code }, isWhole ? text : what);
}
