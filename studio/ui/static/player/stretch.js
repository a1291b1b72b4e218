/**
 * Slower and faster speech at the same pitch: WSOLA, after W. Verhelst and M. Roelands, "An overlap-add technique based
 * on waveform similarity (WSOLA) for high quality time-scale modification of speech", ICASSP 1993.
 *
 * Every 20 ms of the result come from within 10 ms of their position in the clip, so clips that are stretched alike never
 * drift apart. (At a speed of 1 nothing is computed, and they are in sync to the sample.)
 */

const HOP = 480; // samples: 20 ms at 24 kHz
const REACH = 240; // samples to either side: together a period of 50 Hz
const COARSE = 4; // the coarse search uses every fourth sample, at every fourth position
const SLICE = 8; // milliseconds of work before the page gets control again

const FADE_IN = Float32Array.from({ length: HOP }, (_, index) => 0.5 - 0.5 * Math.cos((Math.PI * (index + 0.5)) / HOP));

/** Stretch mono tracks to `1 / speed` of their length. Resolves to new tracks; throws when `signal` is aborted. */
export async function stretch(tracks, speed, signal) {
  const stretched = [];
  for (const track of tracks) {
    let pause = performance.now() + SLICE;
    const work = stretching(track, speed);
    let step = work.next();
    for (; !step.done; step = work.next()) {
      if (performance.now() < pause) continue;
      await new Promise((resolve) => setTimeout(resolve));
      signal?.throwIfAborted();
      pause = performance.now() + SLICE;
    }
    stretched.push(step.value);
  }
  return stretched;
}

/** Stretch one track; yields after each piece. */
function* stretching(track, speed) {
  const length = Math.round(track.length / speed);
  const sound = new Float32Array(length);
  // The track padded with silence, so that every piece can be read whole.
  const padded = new Float32Array(track.length + 4 * HOP + 2 * REACH);
  padded.set(track, HOP + REACH);
  let last = HOP + REACH; // where the previous piece came from
  for (let at = 0; at < length; at += HOP) {
    const place = Math.min(HOP + REACH + Math.round(at * speed), padded.length - HOP - REACH);
    const onward = Math.min(last + HOP, padded.length - HOP); // what would follow the previous piece
    const piece = at === 0 ? place : mostAlike(padded, onward, place);
    const until = Math.min(HOP, length - at);
    for (let index = 0; index < until; index++) {
      const before = at === 0 ? padded[place + index] : padded[onward + index];
      sound[at + index] = before + FADE_IN[index] * (padded[piece + index] - before);
    }
    last = piece;
    yield;
  }
  return sound;
}

/** The position within `REACH` of `place` whose sound is most similar to what follows `onward`. */
function mostAlike(sound, onward, place) {
  const coarse = nearest(sound, onward, place - REACH, place + REACH, COARSE);
  return nearest(sound, onward, Math.max(place - REACH, coarse - COARSE), Math.min(place + REACH, coarse + COARSE), 1);
}

function nearest(sound, onward, from, to, step) {
  let best = from;
  let least = Infinity;
  for (let place = from; place <= to; place += step) {
    let difference = 0;
    for (let index = 0; index < HOP && difference < least; index += step) {
      const apart = sound[place + index] - sound[onward + index];
      difference += apart * apart;
    }
    if (difference < least) [best, least] = [place, difference];
  }
  return best;
}
