// The comparison's player: made when it is first needed, shown in Compare, heard from the tray of the transport.

import { leave } from "./compared_clips.js";
import { LETTERS, comparison, compare, queryOf } from "./comparison.js";
import { getJson } from "./dom.js";
import { emit, on } from "./event_bus.js";
import { AWAY, poll } from "./polling.js";
import { claim } from "./transport.js";
import { inPageLanguage, t } from "./words.js";

let player = null; // the player, once it is made
let making = null; // a promise of it
let shown = null; // the places that the player shows, or tried to
let loaded = Promise.resolve(); // of the last load
let refill = null; // the poll that brings the player up to date
let waiting = []; // what waits until the player shows what is compared

/** The player, or null before it is needed. */
export const playerMade = () => player;

/** Make the player, unless it is made. */
export function comparisonPlayer() {
  making ??= make();
  return making;
}

/** Hear the clip at a place, 0 for A; with `start`, play it if nothing of the comparison plays. */
export async function hear(place, start) {
  const made = await comparisonPlayer();
  await upToDate();
  if (!comparison.places[place]) return;
  made.switchTo(place);
  claim(source);
  if (start) made.play();
}

/** The comparison as a source of the transport. */
export const source = {
  pause: () => player?.pause(),
  toggle: () => (player?.state.playing ? player.pause() : hear(player?.state.active ?? firstPlace(), true)),
  seek: (seconds) => player?.seek(seconds),
  loop: (looping) => player?.loop(looping),
  setSpeed: (speed) => player?.setSpeed(speed),
  view,
};

function firstPlace() {
  return Math.max(0, comparison.places.findIndex(Boolean));
}

function view() {
  const clip = player?.heard;
  if (!clip || player.state.status === "empty") return null;
  const { playing, position, duration, active, looping, wantedSpeed } = player.state;
  const span = Math.min(1, clip.sound.view.duration / duration);
  const named = { label: clip.label, words: clip.words, letter: LETTERS[active], place: active, ref: clip.id };
  const state = { playing, live: false, time: position, duration, looping, speed: wantedSpeed };
  return { ...named, ...state, peaks: shapeOf(clip.sound), span };
}

const shapes = new WeakMap(); // a sound of the player → its peaks, 1 at most

function shapeOf(sound) {
  if (!shapes.has(sound)) {
    const { peaks } = sound.view;
    const heights = Float32Array.from({ length: peaks.length / 2 }, (_, at) => Math.max(-peaks[2 * at], peaks[2 * at + 1]) / 127);
    shapes.set(sound, heights);
  }
  return shapes.get(sound);
}

async function make() {
  const { createPlayer, ENGLISH } = await import("../player/player.js");
  const words = Object.fromEntries(Object.keys(ENGLISH).map((key) => [key, t(`player.${key}`)]));
  player = createPlayer(null, { keys: null, bar: false, fill: true, ask: fetchView, words });
  player.element.addEventListener("studio:arrange", (event) => {
    event.preventDefault();
    compare(event.detail.ids);
  });
  player.element.addEventListener("studio:play", () => claim(source));
  player.element.addEventListener("studio:change", () => emit("sound"));
  refill = poll(fill);
  on("comparison", refill);
  return player;
}

/** Wait until the player shows what is compared. */
async function upToDate() {
  while (shown !== comparison.places) {
    refill();
    await new Promise((done) => waiting.push(done));
  }
  await loaded;
}

async function fill() {
  const { places } = comparison;
  if (places === shown) return null;
  if (!places.some(Boolean)) {
    player.clear();
  } else {
    if (!player.heard) player.expect(); // the first picture of a studio that has just started takes some seconds
    try {
      const clips = await getJson(`/studio/clips.json?${queryOf(places)}`);
      for (const clip of clips) clip.note = await inPageLanguage(clip.note);
      if (places !== comparison.places) return 0;
      const found = places.map((reference) => clips.find((clip) => clip.id === reference) ?? null);
      const gone = places.filter((reference, place) => reference && !found[place]);
      if (gone.length) return void leave(gone), 0;
      loaded = player.load(found);
    } catch ({ status }) {
      if (!status) return AWAY; // no answer; the engine line says so
    }
  }
  shown = places;
  for (const done of waiting.splice(0)) done();
  return null;
}

/** Fetch what the player shows on demand. */
async function fetchView(kind, references, signal) {
  const answer = await fetch(`/studio/views/${kind}.json?${queryOf(references)}`, { signal });
  if (!answer.ok) throw new Error(`${kind}: ${answer.status}`);
  return answer.json();
}
