/**
 * Pictures of sound, drawn into canvases.
 *
 * Every function takes a `frame`, what all pictures of one drawing share: `width` of the canvas; `right`, where the
 * time axis ends in it; `from` and `pixelsPerSecond` of the time axis; `waveHeight` and `height` (of spectrograms);
 * `range`, the pair of levels in dB that the colours span; `loudest`, the largest sample; `pitchRange` in Hz; colours;
 * and the player's `settings`.
 */

import { inDecibels, pitchOf } from "./clips.js";
import { DIFFERENCES, MAPS, coloured } from "./colour.js";
import { RATE } from "./deck.js";

export const GUTTER = 44; // for the scales at the left
export const MARGIN = 46; // for the scale of F0 at the right, where F0 is shown
export const LAG_HEIGHT = 40;
export const CONTOUR_HEIGHT = 72;
const ENERGY_RANGE = 60; // dB
const LINE = 10; // pixels from one label of a scale to the next, at least
const TICKS = { mel: [8000, 4000, 2000, 1000, 500], linear: [10000, 8000, 6000, 4000, 2000] };
const PITCHES = [50, 75, 100, 150, 200, 300, 400, 600];

// ---- scales ----------------------------------------------------------------------------------------------------

/** Slaney's mel scale, as librosa's: linear to 1 kHz, then logarithmic. */
function mel(hz) {
  return hz < 1000 ? (3 * hz) / 200 : 15 + (27 * Math.log(hz / 1000)) / Math.log(6.4);
}

function hertzOfMel(value) {
  return value < 15 ? (200 * value) / 3 : 1000 * 6.4 ** ((value - 15) / 27);
}

/** How high a frequency lies in a picture, from 0 to 1. */
function heightOf({ scale, top_hz: top }, hz) {
  return scale === "linear" ? hz / top : mel(hz) / mel(top);
}

/** The frequency that lies at a height in a picture. */
export function hertzAt({ scale, top_hz: top }, height) {
  return scale === "linear" ? height * top : hertzOfMel(height * mel(top));
}

/** The levels that the common colour scale spans: what is loudest after the gains, and `shown` dB below it. */
export function commonRange(views, gainsDb, shown) {
  const top = Math.max(-60, ...views.map((view, index) => view.top_db + gainsDb[index]));
  return [top - shown, top];
}

/** The span of F0 that all clips share, in Hz, with room at both ends; null where nothing is voiced. */
export function commonPitchRange(pitches) {
  const voiced = pitches.flatMap((pitch) => (pitch ? [...pitch.hertz.filter((hertz) => hertz > 0)] : [])).sort((a, b) => a - b);
  if (!voiced.length) return null;
  const at = (part) => voiced[Math.round(part * (voiced.length - 1))];
  const [low, high] = [at(0.01) / 1.15, at(0.99) * 1.15];
  const spread = Math.max(1, Math.sqrt(2 / (high / low))); // an octave at least
  return [low / spread, high * spread];
}

/** A round step that gives at most `most` ticks. */
function tickStep(span, most) {
  const least = span / most;
  return [0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60].find((step) => step >= least) ?? 120;
}

// ---- canvases --------------------------------------------------------------------------------------------------

/** A canvas's 2D context, sized for the screen's pixels and measured in CSS pixels. */
function sized(canvas, width, height) {
  const ratio = window.devicePixelRatio || 1;
  canvas.width = Math.max(1, Math.round(width * ratio));
  canvas.height = Math.max(1, Math.round(height * ratio));
  canvas.style.height = `${height}px`;
  const context = canvas.getContext("2d");
  context.scale(ratio, ratio);
  context.font = "11px ui-sans-serif, system-ui, sans-serif";
  context.textBaseline = "middle";
  context.lineJoin = "round";
  return context;
}

/** The same, with the panel drawn, and everything after it kept inside the panel's part up to `until` seconds. */
function paneled(canvas, frame, height, until = Infinity) {
  const context = sized(canvas, frame.width, height);
  context.fillStyle = frame.panel;
  context.fillRect(GUTTER, 0, frame.right - GUTTER, height);
  context.save();
  context.beginPath();
  const end = Math.min(frame.right, GUTTER + (until - frame.from) * frame.pixelsPerSecond);
  context.rect(GUTTER, 0, Math.max(0, end - GUTTER), height);
  context.clip();
  return context;
}

const across = (frame, seconds) => GUTTER + (seconds - frame.from) * frame.pixelsPerSecond;

/** Draw a line; over a picture, with an edge that lets it read on any ground. */
function stroke(context, colour, overPicture = false) {
  if (overPicture) {
    context.lineWidth = 3.75;
    context.strokeStyle = "rgb(0 0 0 / 0.55)";
    context.stroke();
  }
  context.lineWidth = 1.75;
  context.strokeStyle = colour;
  context.stroke();
}

/** The first and the last of `count` values, one a `step` seconds, that are seen. */
function seen(frame, step, count) {
  const first = Math.max(0, Math.floor(frame.from / step) - 1);
  const last = Math.min(count - 1, Math.ceil((frame.from + (frame.right - GUTTER) / frame.pixelsPerSecond) / step) + 1);
  return [first, last];
}

// ---- a clip's pictures -----------------------------------------------------------------------------------------

/** The waveform, and the energy over it; `gainDb` is applied to both. */
export function drawWave(canvas, clip, gainDb, colour, frame) {
  const { view } = clip.sound;
  const height = frame.waveHeight;
  const context = paneled(canvas, frame, height, view.duration);
  context.fillStyle = frame.line;
  context.fillRect(GUTTER, height / 2 - 0.5, frame.width, 1);
  const scale = (-(height / 2 - 3) * 10 ** (gainDb / 20)) / frame.loudest;
  const [lows, highs, columns, step] = shape(clip.sound, frame);
  const x = (column) => across(frame, columns[0] + (column + 0.5) * step);
  context.beginPath();
  for (let column = 0; column < highs.length; column++) context.lineTo(x(column), height / 2 + highs[column] * scale - 0.4);
  for (let column = lows.length - 1; column >= 0; column--) context.lineTo(x(column), height / 2 + lows[column] * scale + 0.4);
  context.fillStyle = colour;
  context.fill();
  if (frame.settings.energy) drawEnergy(context, view, gainDb, frame);
  if (frame.settings.syllables) drawMarks(context, clip.sound.onDemand.syllables, frame);
  context.restore();
}

/** Lowest and highest values of the columns that are seen: from the view's peaks, or, closer up, from the samples. */
function shape({ view, track }, frame) {
  const span = (frame.right - GUTTER) / frame.pixelsPerSecond;
  const step = view.duration / (view.peaks.length / 2);
  if (track && step * frame.pixelsPerSecond > 1.5) return shapeOfSamples(track, frame, span);
  const [first, last] = seen(frame, step, view.peaks.length / 2);
  const values = (offset) =>
    Float32Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => (view.peaks[2 * (first + at) + offset] * view.peak) / 127);
  return [values(0), values(1), [first * step], step];
}

function shapeOfSamples(track, frame, span) {
  const count = Math.ceil(frame.right - GUTTER);
  const [lows, highs] = [new Float32Array(count), new Float32Array(count)];
  for (let column = 0; column < count; column++) {
    const from = Math.floor((frame.from + (column / count) * span) * RATE);
    const to = Math.max(from + 1, Math.floor((frame.from + ((column + 1) / count) * span) * RATE));
    let [low, high] = [Infinity, -Infinity];
    for (let sample = from; sample < to; sample++) {
      const value = track[sample] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    lows[column] = low;
    highs[column] = high;
  }
  return [lows, highs, [frame.from], span / count];
}

function drawEnergy(context, { energy, spectrogram }, gainDb, frame) {
  const [first, last] = seen(frame, spectrogram.column_seconds, energy.length);
  context.beginPath();
  for (let column = first; column <= last; column++) {
    const above = inDecibels(spectrogram, energy[column]) + gainDb - (frame.loudestEnergy - ENERGY_RANGE);
    const y = frame.waveHeight - 2 - (frame.waveHeight - 4) * Math.max(0, above / ENERGY_RANGE);
    context.lineTo(across(frame, (column + 0.5) * spectrogram.column_seconds), y);
  }
  context.lineWidth = 1.5;
  context.strokeStyle = frame.text;
  context.stroke();
}

/** A small wedge at the top, where each syllable is loudest. */
function drawMarks(context, marks, frame) {
  context.fillStyle = frame.text;
  for (const seconds of marks?.seconds ?? []) {
    const x = across(frame, seconds);
    context.beginPath();
    context.moveTo(x - 3.5, 0);
    context.lineTo(x + 3.5, 0);
    context.lineTo(x, 6);
    context.fill();
  }
}

/** The spectrogram that is chosen, as far as it is there, and F0 over it. */
export function drawSpectrogram(canvas, clip, gainDb, frame) {
  const { view } = clip.sound;
  const picture = shownPicture(clip, frame.settings);
  const context = paneled(canvas, frame, frame.height, view.duration);
  spread(context, tinted(picture, gainDb, frame), picture, frame, frame.height);
  const pitch = frame.settings.pitch ? pitchOf(clip) : null;
  if (pitch && frame.pitchRange) drawContour(context, pitch.hertz, pitch.hop_seconds, frame.height, "#fff", frame, true);
  context.restore();
  if (pitch && frame.pitchRange) drawPitchScale(context, frame.height, frame);
  drawFrequencies(context, picture, frame);
}

/** The spectrogram on the chosen scale; the mel one until the other has come. */
export function shownPicture(clip, settings) {
  return settings.scale === "linear" ? (clip.sound.onDemand.linear ?? clip.sound.view.spectrogram) : clip.sound.view.spectrogram;
}

const tints = new WeakMap(); // picture → what it was last coloured as

function tinted(picture, gainDb, frame) {
  const [bottom, top] = frame.range;
  const stamp = [frame.settings.map, gainDb, bottom, top].join();
  if (tints.get(picture)?.stamp !== stamp) {
    const colours = MAPS[frame.settings.map];
    const part = (grey) => Math.min(1, Math.max(0, (inDecibels(picture, grey) + gainDb - bottom) / (top - bottom)));
    tints.set(picture, { stamp, canvas: coloured(picture, (grey) => colours[Math.round(255 * part(grey))]) });
  }
  return tints.get(picture).canvas;
}

/** Draw the part of a picture that is seen over a panel. */
function spread(context, canvas, picture, frame, height) {
  const columns = (frame.right - GUTTER) / frame.pixelsPerSecond / picture.column_seconds;
  const first = frame.from / picture.column_seconds;
  const shown = Math.min(columns, picture.columns - first);
  if (shown <= 0) return;
  context.imageSmoothingQuality = "high";
  const width = shown * picture.column_seconds * frame.pixelsPerSecond;
  context.drawImage(canvas, first, 0, shown, picture.bands, GUTTER, 0, width, height);
}

/** F0 on an axis of its own, in octaves. */
function drawContour(context, hertz, step, height, colour, frame, overPicture = false) {
  const [first, last] = seen(frame, step, hertz.length);
  context.beginPath();
  let pen = false;
  for (let index = first; index <= last; index++) {
    const value = hertz[index];
    const [x, y] = [across(frame, (index + 0.5) * step), height * (1 - pitchHeight(value, frame))];
    if (!(value > 0)) pen = false;
    else if (pen) context.lineTo(x, y);
    else {
      context.moveTo(x - 0.5, y);
      context.lineTo(x, y);
      pen = true;
    }
  }
  stroke(context, colour, overPicture);
}

function pitchHeight(hertz, { pitchRange: [low, high] }) {
  return Math.log(hertz / low) / Math.log(high / low);
}

/** The scale of F0, in the margin at the right. */
function drawPitchScale(context, height, frame) {
  const [low, high] = frame.pitchRange;
  context.fillStyle = frame.muted;
  context.textAlign = "left";
  let last = Infinity;
  for (const hertz of PITCHES.filter((each) => each > low && each < high)) {
    const y = height * (1 - pitchHeight(hertz, frame));
    if (y < 7 || y > height - 7 || last - y < LINE) continue;
    last = y;
    context.fillRect(frame.right, y - 0.5, 4, 1);
    context.fillText(`${hertz} Hz`, frame.right + 7, y);
  }
}

function drawFrequencies(context, picture, frame) {
  context.fillStyle = frame.muted;
  context.textAlign = "right";
  let last = -Infinity;
  for (const hertz of TICKS[picture.scale]) {
    const y = frame.height * (1 - heightOf(picture, hertz));
    if (y - last < LINE) continue;
    context.fillRect(GUTTER - 4, y - 0.5, 4, 1);
    context.fillText(`${hertz / 1000}${last < 0 ? " kHz" : ""}`, GUTTER - 7, y);
    last = y;
  }
}

// ---- the difference of two clips -------------------------------------------------------------------------------

/** By how much the second clip is louder in each band, on the first one's time axis. */
export function drawDifference(canvas, data, frame) {
  const context = paneled(canvas, frame, frame.height, data.duration);
  spread(context, tintedDifference(data, frame.theme), data, frame, frame.height);
  context.restore();
  drawFrequencies(context, { ...data, scale: "mel", top_hz: 12000 }, frame);
}

function tintedDifference(data, theme) {
  if (tints.get(data)?.stamp !== theme) {
    tints.set(data, { stamp: theme, canvas: coloured(data, (grey) => DIFFERENCES[theme][grey]) });
  }
  return tints.get(data).canvas;
}

/** How much later (up) or earlier (down) the second clip says the same: the path of the alignment, less the diagonal. */
export function drawLag(canvas, data, colour, words, frame) {
  const lags = data.places.map((seconds, column) => seconds - (column + 0.5) * data.column_seconds);
  const most = Math.max(0.1, ...lags.map(Math.abs));
  const context = paneled(canvas, frame, LAG_HEIGHT, data.duration);
  context.fillStyle = frame.line;
  context.fillRect(GUTTER, LAG_HEIGHT / 2 - 0.5, frame.width, 1);
  const [first, last] = seen(frame, data.column_seconds, lags.length);
  context.beginPath();
  for (let column = first; column <= last; column++) {
    const y = (LAG_HEIGHT / 2) * (1 - (0.9 * lags[column]) / most);
    context.lineTo(across(frame, (column + 0.5) * data.column_seconds), y);
  }
  stroke(context, colour);
  context.restore();
  context.fillStyle = frame.muted;
  context.textAlign = "right";
  context.fillText(`+${most.toFixed(1)} s`, GUTTER - 7, 7);
  context.fillText(`−${most.toFixed(1)} s`, GUTTER - 7, LAG_HEIGHT - 7);
  context.textAlign = "left";
  context.fillText(words, GUTTER + 6, 8);
}

/** F0 of both, the second's brought to the first's time axis. */
export function drawContours(canvas, data, [first, second], [colour, otherColour], words, frame) {
  const context = paneled(canvas, frame, CONTOUR_HEIGHT, data.duration);
  const warped = Float32Array.from(data.places, (seconds) => second.hertz[Math.floor(seconds / second.hop_seconds)] ?? NaN);
  if (frame.pitchRange) {
    drawContour(context, first.hertz, first.hop_seconds, CONTOUR_HEIGHT, colour, frame);
    drawContour(context, warped, data.column_seconds, CONTOUR_HEIGHT, otherColour, frame);
  }
  context.restore();
  if (frame.pitchRange) drawPitchScale(context, CONTOUR_HEIGHT, frame);
  context.fillStyle = frame.muted;
  context.textAlign = "left";
  context.fillText(words, GUTTER + 6, 9);
}

// ---- axis and scale --------------------------------------------------------------------------------------------

export function drawAxis(canvas, until, frame) {
  const context = sized(canvas, frame.width, 22);
  const step = tickStep(until - frame.from, (frame.right - GUTTER) / 70);
  context.fillStyle = frame.muted;
  for (let tick = Math.ceil(frame.from / step - 1e-9); tick * step <= until + 1e-9; tick++) {
    const x = across(frame, tick * step);
    const text = `${Number((tick * step).toFixed(3))}${tick ? "" : " s"}`;
    context.fillRect(Math.min(x, frame.right - 1), 0, 1, 4);
    context.textAlign = tick === 0 ? "left" : x > frame.width - 12 ? "right" : "center";
    context.fillText(text, x, 13);
  }
}

export function drawScale(canvas, colours) {
  const context = sized(canvas, 96, 8);
  colours.forEach(([r, g, b], index) => {
    context.fillStyle = `rgb(${r} ${g} ${b})`;
    context.fillRect((index * 96) / 256, 0, 1, 8);
  });
}
