/** Clips as the player holds them: samples, and the data of their pictures. */

import { LoadFailed, fetched, loadTrack } from "./deck.js";

export const LONGEST_MINUTES = 10; // of a clip whose sound is decoded, as `studio.audio.long_sound` has it

/**
 * Load the sound and the view of a clip; an error names the clip's letter. `known` maps `audio` to clips that were
 * loaded before; `text` returns the player's texts.
 *
 * Returns { id, label, words, note, gainDb, letter, long, sound }, and `sound` is { track, address, request, view, onDemand }:
 * samples (null where the clip is played from its file), the file's address, what fetches the sound if that waits until it
 * is to be heard, else null, the view, and views requested later ("linear", "yin", "pyin", "syllables").
 */
export async function loadClip(clip, letter, known, signal, text) {
  const { id, label = "", words = "", note = "", gain_db: gainDb = 0, long = false } = clip;
  const there = known.get(clip.audio);
  const usable = there && Boolean(there.track) !== Boolean(clip.streamed);
  const sound = usable ? there : await loadSound(clip, letter, signal, text);
  return { id, label, words, note, gainDb, letter, long, sound };
}

async function loadSound(clip, letter, signal, text) {
  try {
    const request = typeof clip.audio === "function" ? clip.audio : null;
    const samples = clip.streamed || request ? null : loadTrack(clip.audio, signal);
    const [track, view] = await Promise.all([samples, loadView(clip.view, signal)]);
    return { track, address: request ? null : clip.audio, request, view, onDemand: {} };
  } catch (error) {
    if (error.name === "AbortError") throw error;
    const reason = error instanceof LoadFailed ? text(error.reason, error.values) : text("unreadable_view");
    throw new LoadFailed(text("not_loaded", { letter, reason }));
  }
}

/** Fetch a sound that waited until it was to be heard. */
export async function fetchSound(sound, signal) {
  const audio = await sound.request();
  if (typeof audio === "string") sound.address = audio;
  else sound.track = await loadTrack(audio, signal);
  sound.request = null;
}

async function loadView(view, signal) {
  const wire = typeof view === "string" ? await (await fetched(view, signal)).json() : view;
  const spectrogram = await readPicture(wire.spectrogram);
  return { ...wire, spectrogram, peaks: new Int8Array(bytes(wire.peaks).buffer), energy: bytes(wire.energy) };
}

/** Decode the answer of `ask`: a "linear" spectrogram, a pitch ("yin", "pyin"), marks ("syllables"), or a "difference". */
export async function readView(kind, wire) {
  if (kind === "syllables") return wire;
  if (kind === "linear") return readPicture(wire);
  if (kind === "difference") return { ...(await readPicture(wire)), places: secondsFrom(wire.places) };
  const tenths = new Uint16Array(bytes(wire.tenths).buffer);
  return { ...wire, hertz: Float32Array.from(tenths, (value) => (value ? value / 10 : NaN)) };
}

async function readPicture(wire) {
  const picture = await createImageBitmap(new Blob([bytes(wire.image)], { type: "image/webp" }));
  const { width, height } = picture;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const grey = new Uint8Array(width * height);
  for (let pixel = 0; pixel < grey.length; pixel++) grey[pixel] = data[4 * pixel];
  return { ...wire, image: null, grey, columns: width, bands: height };
}

function secondsFrom(base64) {
  return Float32Array.from(new Uint32Array(bytes(base64).buffer), (milliseconds) => milliseconds / 1000);
}

function bytes(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

// ---- a clip's values at one point -----------------------------------------------------------------------

/** Level in dB of a spectrogram's cell at a time and a height from 0 (bottom) to 1. */
export function levelAt(picture, seconds, height) {
  const column = Math.floor(seconds / picture.column_seconds);
  if (column < 0 || column >= picture.columns) return NaN;
  const row = Math.min(picture.bands - 1, Math.floor((1 - height) * picture.bands));
  return inDecibels(picture, picture.grey[row * picture.columns + column]);
}

/** Level in dB of the whole sound at a time. */
export function energyAt({ energy, spectrogram }, seconds) {
  const grey = energy[Math.floor(seconds / spectrogram.column_seconds)];
  return grey === undefined ? NaN : inDecibels(spectrogram, grey);
}

/** Level in dB of a grey value. */
export function inDecibels({ floor_db: floor, ceiling_db: ceiling }, grey) {
  return floor + (grey / 255) * (ceiling - floor);
}

/** F0 in Hz at a time; NaN where the sound is unvoiced or F0 is not loaded. */
export function pitchAt(pitch, seconds) {
  return pitch?.hertz[Math.floor(seconds / pitch.hop_seconds)] ?? NaN;
}

/** The best pitch track of a clip that is loaded. */
export function pitchOf(clip) {
  return clip.sound.onDemand.pyin ?? clip.sound.onDemand.yin ?? null;
}
