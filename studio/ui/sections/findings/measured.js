// Measures what is compared: "measured" on the bus (detail: the state) when that changes.

import { comparedClip } from "../../static/page/compared_clips.js";
import { comparison } from "../../static/page/comparison.js";
import { emit, on } from "../../static/page/event_bus.js";
import { fetchMeasurements } from "../../static/page/measurements.js";
import { AWAY, poll } from "../../static/page/polling.js";

const COST = { short: 0.12, middle: 0.03, long: 0.005 }; // seconds of work a second of sound, on a slow machine
const [MIDDLE, LONG] = [180, 600]; // seconds of a clip, as in `studio.audio.pitch` and `studio.audio.long_sound`

let shown = null; // the places that were measured
let giving = null; // aborts what is being measured
let state = { phase: "empty", places: [], answer: null, seconds: 0 };

/** What was measured: `phase` is empty, measuring (`seconds` is an estimate), measured (`answer`), failed or given-up. */
export const measured = () => state;

/** Stop measuring. */
export function giveUp() {
  giving?.abort();
}

/** Measure again after it was given up. */
export function measureAgain() {
  shown = null;
  fill();
}

function set(phase, more = {}) {
  state = { phase, places: comparison.places, answer: null, seconds: 0, ...more };
  emit("measured", state);
}

const fill = poll(async () => {
  const { places } = comparison;
  if (places === shown) return null;
  giving?.abort();
  const references = places.filter(Boolean);
  if (!references.length) return (shown = places), set("empty"), null;
  const { signal } = (giving = new AbortController());
  set("measuring", { seconds: references.reduce((sum, reference) => sum + cost(comparedClip(reference)?.seconds ?? 0), 0) });
  try {
    const answer = await fetchMeasurements(references, signal);
    if (places !== comparison.places) return 0;
    set("measured", { answer });
  } catch ({ name, status }) {
    if (places !== comparison.places) return 0;
    if (name === "AbortError") set("given-up");
    else if (status) set("failed");
    else return AWAY; // no answer; the engine line says so
  }
  shown = places;
  return null;
});

function cost(seconds) {
  return seconds * (seconds > LONG ? COST.long : seconds > MIDDLE ? COST.middle : COST.short);
}

on("comparison", fill);
on("compared-clips", () => state.phase === "measuring" && !state.seconds && set("measuring", { seconds: state.places.filter(Boolean).reduce((sum, reference) => sum + cost(comparedClip(reference)?.seconds ?? 0), 0) }));
