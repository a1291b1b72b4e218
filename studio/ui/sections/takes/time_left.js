// How long something still takes, from its speed so far.

import { counted } from "../../static/page/words.js";

const LEAST_PART = 0.04; // of the whole, and
const LEAST_SECONDS = 2; // that must have been seen before there is an estimate

/** Make an estimator: called with the part that is done, 0 to 1, it returns the seconds left, or null. */
export function timeLeft() {
  let first = null;
  return (part, now = performance.now() / 1000) => {
    if (first === null || part < first.part) first = { part, now };
    const [gained, took] = [part - first.part, now - first.now];
    if (gained < LEAST_PART || took < LEAST_SECONDS) return null;
    return ((1 - part) * took) / gained;
  };
}

/** An estimate in words: to five seconds, from a minute and a half on to a minute. */
export function timeLeftText(seconds) {
  if (seconds >= 90) return counted("takes.minutes_left", Math.round(seconds / 60));
  return counted("takes.seconds_left", Math.max(5, 5 * Math.round(seconds / 5)));
}
