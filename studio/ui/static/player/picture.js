/**
 * Pictures of sound, drawn into canvases.
 *
 * Every function takes a `look`, what all pictures of one drawing share: `width` of the canvas; `right`, where the
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
function paneled(canvas, look, height, until = Infinity) {
  const context = sized(canvas, look.width, height);
  context.fillStyle = look.panel;
  context.fillRect(GUTTER, 0, look.right - GUTTER, height);
  context.save();
  context.beginPath();
  const end = Math.min(look.right, GUTTER + (until - look.from) * look.pixelsPerSecond);
  context.rect(GUTTER, 0, Math.max(0, end - GUTTER), height);
  context.clip();
  return context;
}

const across = (look, seconds) => GUTTER + (seconds - look.from) * look.pixelsPerSecond;

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
function seen(look, step, count) {
  const first = Math.max(0, Math.floor(look.from / step) - 1);
  const last = Math.min(count - 1, Math.ceil((look.from + (look.right - GUTTER) / look.pixelsPerSecond) / step) + 1);
  return [first, last];
}

// ---- a clip's pictures -----------------------------------------------------------------------------------------

/** The waveform, and the energy over it; `gainDb` is applied to both. */
export function drawWave(canvas, clip, gainDb, colour, look) {
  const { view } = clip.sound;
  const height = look.waveHeight;
  const context = paneled(canvas, look, height, view.duration);
  context.fillStyle = look.line;
  context.fillRect(GUTTER, height / 2 - 0.5, look.width, 1);
  const scale = (-(height / 2 - 3) * 10 ** (gainDb / 20)) / look.loudest;
  const [lows, highs, columns, step] = shape(clip.sound, look);
  const x = (column) => across(look, columns[0] + (column + 0.5) * step);
  context.beginPath();
  for (let column = 0; column < highs.length; column++) context.lineTo(x(column), height / 2 + highs[column] * scale - 0.4);
  for (let column = lows.length - 1; column >= 0; column--) context.lineTo(x(column), height / 2 + lows[column] * scale + 0.4);
  context.fillStyle = colour;
  context.fill();
  if (look.settings.energy) drawEnergy(context, view, gainDb, look);
  if (look.settings.syllables) drawMarks(context, clip.sound.looks.syllables, look);
  context.restore();
}

/** Lowest and highest values of the columns that are seen: from the view's peaks, or, closer up, from the samples. */
function shape({ view, track }, look) {
  const span = (look.right - GUTTER) / look.pixelsPerSecond;
  const step = view.duration / (view.peaks.length / 2);
  if (step * look.pixelsPerSecond > 1.5) return shapeOfSamples(track, look, span);
  const [first, last] = seen(look, step, view.peaks.length / 2);
  const values = (offset) =>
    Float32Array.from({ length: Math.max(0, last - first + 1) }, (_, at) => (view.peaks[2 * (first + at) + offset] * view.peak) / 127);
  return [values(0), values(1), [first * step], step];
}

function shapeOfSamples(track, look, span) {
  const count = Math.ceil(look.right - GUTTER);
  const [lows, highs] = [new Float32Array(count), new Float32Array(count)];
  for (let column = 0; column < count; column++) {
    const from = Math.floor((look.from + (column / count) * span) * RATE);
    const to = Math.max(from + 1, Math.floor((look.from + ((column + 1) / count) * span) * RATE));
    let [low, high] = [Infinity, -Infinity];
    for (let sample = from; sample < to; sample++) {
      const value = track[sample] ?? 0;
      if (value < low) low = value;
      if (value > high) high = value;
    }
    lows[column] = low;
    highs[column] = high;
  }
  return [lows, highs, [look.from], span / count];
}

function drawEnergy(context, { energy, spectrogram }, gainDb, look) {
  const [first, last] = seen(look, spectrogram.column_seconds, energy.length);
  context.beginPath();
  for (let column = first; column <= last; column++) {
    const above = inDecibels(spectrogram, energy[column]) + gainDb - (look.loudestEnergy - ENERGY_RANGE);
    const y = look.waveHeight - 2 - (look.waveHeight - 4) * Math.max(0, above / ENERGY_RANGE);
    context.lineTo(across(look, (column + 0.5) * spectrogram.column_seconds), y);
  }
  context.lineWidth = 1.5;
  context.strokeStyle = look.text;
  context.stroke();
}

/** A small wedge at the top, where each syllable is loudest. */
function drawMarks(context, marks, look) {
  context.fillStyle = look.text;
  for (const seconds of marks?.seconds ?? []) {
    const x = across(look, seconds);
    context.beginPath();
    context.moveTo(x - 3.5, 0);
    context.lineTo(x + 3.5, 0);
    context.lineTo(x, 6);
    context.fill();
  }
}

/** The spectrogram that is chosen, as far as it is there, and F0 over it. */
export function drawSpectrogram(canvas, clip, gainDb, look) {
  const { view } = clip.sound;
  const picture = shownPicture(clip, look.settings);
  const context = paneled(canvas, look, look.height, view.duration);
  spread(context, tinted(picture, gainDb, look), picture, look, look.height);
  const pitch = look.settings.pitch ? pitchOf(clip) : null;
  if (pitch && look.pitchRange) drawContour(context, pitch.hertz, pitch.hop_seconds, look.height, "#fff", look, true);
  context.restore();
  if (pitch && look.pitchRange) drawPitchScale(context, look.height, look);
  drawFrequencies(context, picture, look);
}

/** The spectrogram on the chosen scale; the mel one until the other has come. */
export function shownPicture(clip, settings) {
  return settings.scale === "linear" ? (clip.sound.looks.linear ?? clip.sound.view.spectrogram) : clip.sound.view.spectrogram;
}

const tints = new WeakMap(); // picture → what it was last coloured as

function tinted(picture, gainDb, look) {
  const [bottom, top] = look.range;
  const stamp = [look.settings.map, gainDb, bottom, top].join();
  if (tints.get(picture)?.stamp !== stamp) {
    const colours = MAPS[look.settings.map];
    const part = (grey) => Math.min(1, Math.max(0, (inDecibels(picture, grey) + gainDb - bottom) / (top - bottom)));
    tints.set(picture, { stamp, canvas: coloured(picture, (grey) => colours[Math.round(255 * part(grey))]) });
  }
  return tints.get(picture).canvas;
}

/** Draw the part of a picture that is seen over a panel. */
function spread(context, canvas, picture, look, height) {
  const columns = (look.right - GUTTER) / look.pixelsPerSecond / picture.column_seconds;
  const first = look.from / picture.column_seconds;
  const shown = Math.min(columns, picture.columns - first);
  if (shown <= 0) return;
  context.imageSmoothingQuality = "high";
  const width = shown * picture.column_seconds * look.pixelsPerSecond;
  context.drawImage(canvas, first, 0, shown, picture.bands, GUTTER, 0, width, height);
}

/** F0 on an axis of its own, in octaves. */
function drawContour(context, hertz, step, height, colour, look, overPicture = false) {
  const [first, last] = seen(look, step, hertz.length);
  context.beginPath();
  let pen = false;
  for (let index = first; index <= last; index++) {
    const value = hertz[index];
    const [x, y] = [across(look, (index + 0.5) * step), height * (1 - pitchHeight(value, look))];
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
function drawPitchScale(context, height, look) {
  const [low, high] = look.pitchRange;
  context.fillStyle = look.muted;
  context.textAlign = "left";
  let last = Infinity;
  for (const hertz of PITCHES.filter((each) => each > low && each < high)) {
    const y = height * (1 - pitchHeight(hertz, look));
    if (y < 7 || y > height - 7 || last - y < LINE) continue;
    last = y;
    context.fillRect(look.right, y - 0.5, 4, 1);
    context.fillText(`${hertz} Hz`, look.right + 7, y);
  }
}

function drawFrequencies(context, picture, look) {
  context.fillStyle = look.muted;
  context.textAlign = "right";
  let last = -Infinity;
  for (const hertz of TICKS[picture.scale]) {
    const y = look.height * (1 - heightOf(picture, hertz));
    if (y - last < LINE) continue;
    context.fillRect(GUTTER - 4, y - 0.5, 4, 1);
    context.fillText(`${hertz / 1000}${last < 0 ? " kHz" : ""}`, GUTTER - 7, y);
    last = y;
  }
}

// ---- the difference of two clips -------------------------------------------------------------------------------

/** By how much the second clip is louder in each band, on the first one's time axis. */
export function drawDifference(canvas, data, look) {
  const context = paneled(canvas, look, look.height, data.duration);
  spread(context, tintedDifference(data, look.theme), data, look, look.height);
  context.restore();
  drawFrequencies(context, { ...data, scale: "mel", top_hz: 12000 }, look);
}

function tintedDifference(data, theme) {
  if (tints.get(data)?.stamp !== theme) {
    tints.set(data, { stamp: theme, canvas: coloured(data, (grey) => DIFFERENCES[theme][grey]) });
  }
  return tints.get(data).canvas;
}

/** How much later (up) or earlier (down) the second clip says the same: the path of the alignment, less the diagonal. */
export function drawLag(canvas, data, colour, words, look) {
  const lags = data.places.map((seconds, column) => seconds - (column + 0.5) * data.column_seconds);
  const most = Math.max(0.1, ...lags.map(Math.abs));
  const context = paneled(canvas, look, LAG_HEIGHT, data.duration);
  context.fillStyle = look.line;
  context.fillRect(GUTTER, LAG_HEIGHT / 2 - 0.5, look.width, 1);
  const [first, last] = seen(look, data.column_seconds, lags.length);
  context.beginPath();
  for (let column = first; column <= last; column++) {
    const y = (LAG_HEIGHT / 2) * (1 - (0.9 * lags[column]) / most);
    context.lineTo(across(look, (column + 0.5) * data.column_seconds), y);
  }
  stroke(context, colour);
  context.restore();
  context.fillStyle = look.muted;
  context.textAlign = "right";
  context.fillText(`+${most.toFixed(1)} s`, GUTTER - 7, 7);
  context.fillText(`−${most.toFixed(1)} s`, GUTTER - 7, LAG_HEIGHT - 7);
  context.textAlign = "left";
  context.fillText(words, GUTTER + 6, 8);
}

/** F0 of both, the second's brought to the first's time axis. */
export function drawContours(canvas, data, [first, second], [colour, otherColour], look) {
  const context = paneled(canvas, look, CONTOUR_HEIGHT, data.duration);
  const warped = Float32Array.from(data.places, (seconds) => second.hertz[Math.floor(seconds / second.hop_seconds)] ?? NaN);
  if (look.pitchRange) {
    drawContour(context, first.hertz, first.hop_seconds, CONTOUR_HEIGHT, colour, look);
    drawContour(context, warped, data.column_seconds, CONTOUR_HEIGHT, otherColour, look);
  }
  context.restore();
  if (look.pitchRange) drawPitchScale(context, CONTOUR_HEIGHT, look);
  context.fillStyle = look.muted;
  context.textAlign = "left";
  context.fillText("F0 of both", GUTTER + 6, 9);
}

// ---- axis and scale --------------------------------------------------------------------------------------------

export function drawAxis(canvas, until, look) {
  const context = sized(canvas, look.width, 22);
  const step = tickStep(until - look.from, (look.right - GUTTER) / 70);
  context.fillStyle = look.muted;
  for (let tick = Math.ceil(look.from / step - 1e-9); tick * step <= until + 1e-9; tick++) {
    const x = across(look, tick * step);
    const text = `${Number((tick * step).toFixed(3))}${tick ? "" : " s"}`;
    context.fillRect(Math.min(x, look.right - 1), 0, 1, 4);
    context.textAlign = tick === 0 ? "left" : x > look.width - 12 ? "right" : "center";
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
