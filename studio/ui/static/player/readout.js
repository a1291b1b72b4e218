/** What lies under the pointer, in words: lists of strings; null for what is not known. */

import { energyAt, levelAt, pitchAt, pitchOf } from "./clips.js";
import { hertzAt, shownPicture } from "./picture.js";
import { LETTERS, decibels, signed } from "./elements.js";

/** What is at a time of the clip at a place, and at a height of its spectrogram (0 to 1, or null). */
export function clipAt({ clips, settings, gainOf, text }, place, seconds, height) {
  const clip = clips[place];
  const { view } = clip.sound;
  const gain = gainOf(clip);
  if (seconds > view.duration) return [LETTERS[place], inSeconds(seconds), text("ended")];
  const level = text("level", { level: decibels(energyAt(view, seconds) + gain) });
  const pitch = pitchOf(clip);
  const f0 = pitchAt(pitch, seconds);
  const voice = f0 > 0 ? `F0 ${f0.toFixed(0)} Hz` : pitch ? "F0 –" : null;
  return [LETTERS[place], inSeconds(seconds), ...bandAt(shownPicture(clip, settings), seconds, height, gain), level, voice];
}

/** The same of the difference, at a time of its first clip. */
export function differenceAt({ clips, difference, text }, seconds, height) {
  const { first, second, data } = difference;
  const [a, b] = [LETTERS[first], LETTERS[second]];
  const column = Math.floor(seconds / data.column_seconds);
  if (column >= data.columns) return [a, inSeconds(seconds), text("ended")];
  const there = data.places[column];
  const bands = { ...data, scale: "mel", top_hz: 12000, floor_db: -data.range_db, ceiling_db: data.range_db };
  const [hertz, level] = bandAt(bands, seconds, height, 0);
  const band = hertz ? [hertz, `${b} ${level}`] : [];
  const semitones = 12 * Math.log2(pitchAt(pitchOf(clips[second]), there) / pitchAt(pitchOf(clips[first]), seconds));
  const step = Number.isFinite(semitones) ? `F0 ${signed(semitones.toFixed(1), true)} st` : null;
  return [`${a} ${inSeconds(seconds)}`, `${b} ${inSeconds(there)}`, ...band, step];
}

function bandAt(picture, seconds, height, gain) {
  if (height === null) return [];
  return [inHertz(hertzAt(picture, height)), decibels(levelAt(picture, seconds, height) + gain)];
}

const inSeconds = (seconds) => `${seconds.toFixed(3)} s`;
const inHertz = (value) => (value < 1000 ? `${value.toFixed(0)} Hz` : `${(value / 1000).toFixed(2)} kHz`);
