/**
 * The comparison player: hears and shows up to eight clips side by side. One module, no dependencies; the page imports
 * `createPlayer`, the notebook's widget uses the default export.
 *
 *   const player = createPlayer(root, { keys: "document" });
 *   await player.load([{ id, label, note, audio, view, gain_db }, …]);
 *
 * `audio` is an address or the bytes of a FLAC or WAV file; `view` is an address or the object that
 * `studio.sound.views.View.to_json` gives; `gain_db` matches the clips' loudness. `null` leaves a place empty.
 *
 * All clips are channels of one buffer behind one source node, so they cannot drift apart: switching moves gains only.
 * Labels and notes are typed by users: they reach the page through `textContent` and `fillText`, never as HTML.
 */

export const RATE = 24000;
export const FADE = 0.008; // seconds; long enough not to click, short enough to feel immediate
const LETTERS = "ABCDEFGH";
const STEP = 0.5; // seconds an arrow key moves
const SHOWN_DB = 70; // below the loudest band of all clips; quieter than that is the panel's darkest colour
const HUES = [255, 50, 155, 310, 200, 350, 105, 25];

// ---- sound -----------------------------------------------------------------------------------------------------

/** Put a buffer's channels behind one gain each; `levels` are linear. */
export function connect(context, buffer, levels) {
  const source = new AudioBufferSourceNode(context, { buffer });
  const splitter = new ChannelSplitterNode(context, { numberOfOutputs: levels.length });
  source.connect(splitter);
  const gains = levels.map((level, channel) => {
    const gain = new GainNode(context, { gain: level });
    splitter.connect(gain, channel);
    gain.connect(context.destination);
    return gain;
  });
  return { source, gains, fading: { from: levels, to: levels, since: 0 } };
}

/** Move a graph's gains to new levels within `FADE`, from wherever they are on their way. */
export function fade(graph, levels, now) {
  // Reckoned, not read from the nodes: not every browser tells a gain's value while it moves.
  const { from, to, since } = graph.fading;
  const part = Math.min(1, Math.max(0, (now - since) / FADE));
  graph.fading = { from: from.map((level, index) => level + part * (to[index] - level)), to: levels, since: now };
  graph.gains.forEach(({ gain }, index) => {
    gain.cancelScheduledValues(now);
    gain.setValueAtTime(graph.fading.from[index], now);
    gain.linearRampToValueAtTime(levels[index], now + FADE);
  });
}

/** Lay mono tracks beside each other as channels of one buffer, as long as the longest. */
export function assemble(tracks) {
  const length = Math.max(1, ...tracks.map((track) => track.length));
  const buffer = new AudioBuffer({ length, numberOfChannels: tracks.length, sampleRate: RATE });
  tracks.forEach((track, channel) => buffer.copyToChannel(track, channel));
  return buffer;
}

async function decode(bytes) {
  // An offline context decodes without a gesture, and resamples to its own rate.
  const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes);
  return sound.getChannelData(0);
}

function openContext() {
  try {
    return new AudioContext({ sampleRate: RATE });
  } catch {
    return new AudioContext(); // a device that refuses the rate: the source node resamples
  }
}

/** Plays one buffer: a new graph for each start, the same gains for its whole run. */
class Deck {
  #context = null;
  #graph = null;
  #origin = 0; // the context's time at which the buffer's first sample was, or would have been, played
  #rest = 0; // where it stands, or started from
  #onEnded;

  constructor(onEnded) {
    this.#onEnded = onEnded;
  }

  buffer = null;
  levels = [];

  get playing() {
    return this.#graph !== null;
  }

  get duration() {
    return this.buffer?.duration ?? 0;
  }

  /** What is heard now: the output's latency is taken off. */
  get position() {
    if (!this.playing) return this.#rest;
    const heard = this.#context.currentTime - (this.#context.outputLatency || 0) - this.#origin;
    return Math.min(this.duration, Math.max(this.#rest, heard));
  }

  /** The gains as they are at this moment. */
  get gains() {
    return this.#graph ? this.#graph.gains.map(({ gain }) => gain.value) : [...this.levels];
  }

  load(buffer, levels) {
    this.#stop();
    this.#rest = 0;
    this.buffer = buffer;
    this.levels = levels;
  }

  setLevels(levels) {
    this.levels = levels;
    if (this.playing) fade(this.#graph, levels, this.#context.currentTime);
  }

  play() {
    this.#context ??= openContext();
    this.#context.resume().catch(() => {});
    if (this.#rest >= this.duration) this.#rest = 0;
    this.#start();
  }

  pause() {
    const position = this.position;
    this.#stop();
    this.#rest = position;
  }

  seek(seconds) {
    const wasPlaying = this.playing;
    this.#stop();
    this.#rest = Math.min(this.duration, Math.max(0, seconds));
    if (wasPlaying) this.#start();
  }

  close() {
    this.#stop();
    this.#context?.close().catch(() => {});
    this.#context = null;
    this.buffer = null;
  }

  #start() {
    const now = this.#context.currentTime;
    const graph = connect(this.#context, this.buffer, this.levels.map(() => 0));
    fade(graph, this.levels, now);
    graph.source.onended = () => this.#finish(graph);
    graph.source.start(now, this.#rest);
    this.#origin = now - this.#rest;
    this.#graph = graph;
  }

  #stop() {
    if (!this.playing) return;
    const graph = this.#graph;
    const now = this.#context.currentTime;
    this.#graph = null;
    fade(graph, graph.gains.map(() => 0), now);
    graph.source.stop(now + FADE);
  }

  #finish(graph) {
    if (this.#graph !== graph) return; // it was stopped, and another may be running
    this.#graph = null;
    this.#rest = this.duration;
    this.#onEnded();
  }
}

// ---- loading ---------------------------------------------------------------------------------------------------

class LoadFailed extends Error {}

async function fetched(address, signal) {
  let response;
  try {
    response = await fetch(address, { signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new LoadFailed("the studio did not answer");
  }
  if (response.status === 404) throw new LoadFailed("it is not there any more (HTTP 404)");
  if (!response.ok) throw new LoadFailed(`the studio answered HTTP ${response.status}`);
  return response;
}

async function loadTrack(audio, signal) {
  let bytes;
  if (typeof audio === "string") bytes = await (await fetched(audio, signal)).arrayBuffer();
  else if (ArrayBuffer.isView(audio)) bytes = audio.buffer.slice(audio.byteOffset, audio.byteOffset + audio.byteLength);
  else bytes = audio.slice(0); // decoding empties the buffer it is given
  try {
    return await decode(bytes);
  } catch {
    throw new LoadFailed("it is no sound file that this browser can read");
  }
}

async function loadView(view, signal) {
  const wire = typeof view === "string" ? await (await fetched(view, signal)).json() : view;
  const picture = await createImageBitmap(new Blob([unpack(wire.spectrogram)], { type: "image/webp" }));
  const { width, height } = picture;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const context = canvas.getContext("2d", { willReadFrequently: true });
  context.drawImage(picture, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  const grey = Uint8Array.from({ length: width * height }, (_, pixel) => data[4 * pixel]);
  return { ...wire, peaks: new Int8Array(unpack(wire.peaks).buffer), grey, columns: width, bands: height };
}

function unpack(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

async function loadClip(clip, letter, signal) {
  try {
    const [track, view] = await Promise.all([loadTrack(clip.audio, signal), loadView(clip.view, signal)]);
    return { id: clip.id, label: clip.label ?? "", note: clip.note ?? "", gainDb: clip.gain_db ?? 0, letter, track, view };
  } catch (error) {
    if (error.name === "AbortError") throw error;
    const reason = error instanceof LoadFailed ? error.message : "its picture could not be read";
    throw new LoadFailed(`${letter} could not be loaded: ${reason}.`);
  }
}

// ---- pictures --------------------------------------------------------------------------------------------------

/** 256 colours of evenly rising lightness, from night blue over violet and coral to cream, made in OKLab. */
export const RAMP = Array.from({ length: 256 }, (_, index) => {
  const t = index / 255;
  const lightness = 0.14 + 0.83 * t;
  const chroma = 0.03 + 0.66 * t * (1 - t);
  const hue = ((275 + 175 * t) * Math.PI) / 180;
  return oklab(lightness, chroma * Math.cos(hue), chroma * Math.sin(hue));
});

/** OKLab to 8-bit sRGB, after Ottosson's "A perceptual color space for image processing". */
function oklab(lightness, a, b) {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3;
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3;
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3;
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ].map((linear) => {
    const x = Math.min(1, Math.max(0, linear));
    return Math.round(255 * (x <= 0.0031308 ? 12.92 * x : 1.055 * x ** (1 / 2.4) - 0.055));
  });
}

/** Slaney's mel scale, as librosa's: linear to 1 kHz, then logarithmic. */
function mel(hz) {
  return hz < 1000 ? (3 * hz) / 200 : 15 + (27 * Math.log(hz / 1000)) / Math.log(6.4);
}

/** Colour a grey picture; `range` is the pair of levels in dB that the ramp spans, after `gainDb` is applied. */
function coloured(view, gainDb, [bottom, top]) {
  const { grey, columns: width, bands: height } = view;
  const canvas = Object.assign(document.createElement("canvas"), { width, height });
  const image = new ImageData(width, height);
  const pixels = new Uint32Array(image.data.buffer);
  const colours = new Uint32Array(256).map((_, level) => {
    const db = view.floor_db + (level / 255) * (view.ceiling_db - view.floor_db) + gainDb;
    const place = Math.min(1, Math.max(0, (db - bottom) / (top - bottom)));
    const [r, g, b] = RAMP[Math.round(255 * place)];
    return (255 << 24) | (b << 16) | (g << 8) | r;
  });
  grey.forEach((level, pixel) => (pixels[pixel] = colours[level]));
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}

/** The levels that the common colour scale spans: what is loudest after the gains, and `SHOWN_DB` below it. */
function commonRange(clips, gainsDb) {
  const top = Math.max(-60, ...clips.map((clip, index) => clip.view.top_db + gainsDb[index]));
  return [top - SHOWN_DB, top];
}

/** A round step that gives at most `most` ticks. */
function tickStep(span, most) {
  const least = span / most;
  return [0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 30, 60].find((step) => step >= least) ?? 120;
}

const GUTTER = 44;
const WAVE = 64;

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
  return context;
}

function drawWave(canvas, clip, look) {
  const { peaks, peak, duration } = clip.view;
  const middle = WAVE / 2;
  const context = sized(canvas, look.width, WAVE);
  context.fillStyle = look.panel;
  context.fillRect(GUTTER, 0, look.width - GUTTER, WAVE);
  context.fillStyle = look.line;
  context.fillRect(GUTTER, middle - 0.5, look.width - GUTTER, 1);
  const columns = peaks.length / 2;
  const scale = (-(middle - 3) * peak * clip.linear) / look.loudest / 127;
  const x = (column) => GUTTER + ((column + 0.5) / columns) * duration * look.pixelsPerSecond;
  context.beginPath();
  for (let column = 0; column < columns; column++) context.lineTo(x(column), middle + peaks[2 * column + 1] * scale - 0.4);
  for (let column = columns - 1; column >= 0; column--) context.lineTo(x(column), middle + peaks[2 * column] * scale + 0.4);
  context.fillStyle = look.colour;
  context.fill();
}

function drawSpectrogram(canvas, clip, look) {
  const { view, appliedDb } = clip;
  const height = look.spectrogram;
  const context = sized(canvas, look.width, height);
  context.fillStyle = look.panel;
  context.fillRect(GUTTER, 0, look.width - GUTTER, height);
  context.save();
  context.beginPath();
  context.rect(GUTTER, 0, view.duration * look.pixelsPerSecond, height);
  context.clip(); // the last column may reach past the clip's end
  context.imageSmoothingQuality = "high";
  const width = view.columns * view.column_seconds * look.pixelsPerSecond;
  context.drawImage(coloured(view, appliedDb, look.range), GUTTER, 0, width, height);
  context.restore();
  context.fillStyle = look.muted;
  context.textAlign = "right";
  for (const kilohertz of [0.5, 1, 2, 4, 8]) {
    const y = height * (1 - mel(1000 * kilohertz) / mel(view.top_hz));
    context.fillRect(GUTTER - 4, y - 0.5, 4, 1);
    context.fillText(`${kilohertz}${kilohertz === 8 ? " kHz" : ""}`, GUTTER - 7, y);
  }
}

function drawAxis(canvas, duration, look) {
  const context = sized(canvas, look.width, 22);
  const step = tickStep(duration, (look.width - GUTTER) / 70);
  context.fillStyle = look.muted;
  for (let tick = 0; tick * step <= duration + 1e-9; tick++) {
    const x = GUTTER + tick * step * look.pixelsPerSecond;
    const text = `${Number((tick * step).toFixed(2))}${tick ? "" : " s"}`;
    context.fillRect(Math.min(x, look.width - 1), 0, 1, 4);
    context.textAlign = tick === 0 ? "left" : x > look.width - 12 ? "right" : "center";
    context.fillText(text, x, 13);
  }
}

function drawScale(canvas) {
  const context = sized(canvas, 96, 8);
  RAMP.forEach(([r, g, b], index) => {
    context.fillStyle = `rgb(${r} ${g} ${b})`;
    context.fillRect((index * 96) / 256, 0, 1, 8);
  });
}

// ---- the page's side -------------------------------------------------------------------------------------------

const CSS = `
.studio-player { --sp-text: var(--body-text-color, #1d2430); --sp-muted: var(--body-text-color-subdued, #5d6778);
  --sp-line: var(--border-color-primary, #dde1e8); --sp-panel: rgb(128 132 145 / 0.1); --sp-surface: #ffffff; --sp-head: #1d2430; --sp-l: 0.55; --sp-c: 0.15; box-sizing: border-box; color: var(--sp-text);
  background: var(--sp-surface); border: 1px solid var(--sp-line); border-radius: 10px; padding: 14px 16px 12px;
  font: 14px/1.4 var(--font, ui-sans-serif, system-ui, sans-serif); text-align: left; min-width: 0; }
.studio-player[data-theme="dark"] { --sp-text: var(--body-text-color, #e6e9ef);
  --sp-muted: var(--body-text-color-subdued, #9aa4b5); --sp-line: var(--border-color-primary, #30353f); --sp-surface: #17191e; --sp-head: #ffffff; --sp-l: 0.76; --sp-c: 0.13; }
.studio-player *, .studio-player *::before { box-sizing: border-box; }
.studio-player [hidden] { display: none !important; }
.studio-player .sp-bar { display: flex; align-items: center; gap: 14px; flex-wrap: wrap; margin-bottom: 12px; }
.studio-player button { font: inherit; color: inherit; background: transparent; border: 1px solid var(--sp-line);
  border-radius: 8px; height: 36px; padding: 0 14px; margin: 0; cursor: pointer; line-height: 1; box-shadow: none; }
.studio-player button:hover { border-color: var(--sp-muted); }
.studio-player button:focus-visible, .studio-player .sp-lanes:focus-visible { outline: 2px solid oklch(0.62 0.17 255); outline-offset: 2px; }
.studio-player:focus { outline: none; }
.studio-player button.sp-play { width: 44px; height: 44px; border-radius: 50%; padding: 0; border: 0; display: grid; place-items: center;
  background: var(--sp-head); color: var(--sp-surface); }
.studio-player .sp-play svg { width: 18px; height: 18px; fill: currentColor; }
.studio-player .sp-time { font-variant-numeric: tabular-nums; min-width: 9.5em; }
.studio-player .sp-time span { color: var(--sp-muted); }
.studio-player .sp-switch { display: inline-flex; gap: 6px; }
.studio-player .sp-switch button { min-width: 52px; font-weight: 600; font-size: 15px; }
.studio-player .sp-switch button[aria-pressed="true"] { background: var(--sp-own); border-color: var(--sp-own); color: #fff; }
.studio-player[data-theme="dark"] .sp-switch button[aria-pressed="true"] { color: #101216; }
.studio-player .sp-switch button:disabled { opacity: 0.4; cursor: default; }
.studio-player .sp-match { margin-left: auto; display: inline-flex; align-items: center; gap: 8px; }
.studio-player .sp-match::before { content: ""; width: 26px; height: 14px; border-radius: 7px; background: radial-gradient(circle at 7px 7px,
  var(--sp-surface) 5px, transparent 5.5px), var(--sp-muted); }
.studio-player .sp-match[aria-pressed="true"]::before { background: radial-gradient(circle at 19px 7px, var(--sp-surface) 5px,
  transparent 5.5px), oklch(0.6 0.13 155); }
.studio-player .sp-lanes { position: relative; cursor: text; touch-action: none; border-radius: 4px; }
.studio-player .sp-lane { padding-bottom: 12px; }
.studio-player .sp-title { display: flex; align-items: baseline; gap: 10px; height: 28px; min-width: 0; }
.studio-player .sp-pictures { position: relative; }
.studio-player .sp-badge { flex: none; width: 22px; height: 20px; border-radius: 5px; font-weight: 600; font-size: 12px; line-height: 20px;
  text-align: center; color: var(--sp-own); box-shadow: inset 0 0 0 1.5px var(--sp-own); margin: 0 8px 0 4px; }
.studio-player .sp-active .sp-badge { background: var(--sp-own); color: #fff; }
.studio-player[data-theme="dark"] .sp-active .sp-badge { color: #101216; }
.studio-player .sp-label { font-weight: 600; overflow: hidden; text-overflow: ellipsis; white-space: nowrap; }
.studio-player .sp-note { color: var(--sp-muted); overflow: hidden; text-overflow: ellipsis; white-space: nowrap; flex: 1 1 0; font-size: 13px; }
.studio-player .sp-gain { color: var(--sp-muted); flex: none; font-size: 13px; font-variant-numeric: tabular-nums; }
.studio-player .sp-lane canvas, .studio-player .sp-axis { display: block; width: 100%; }
.studio-player .sp-wave { margin-bottom: 6px; opacity: 0.55; transition: opacity 120ms; }
.studio-player .sp-active .sp-wave { opacity: 1; }
.studio-player .sp-vacant { color: var(--sp-muted); border: 1px dashed var(--sp-line); border-radius: 6px; margin-left: 44px;
  padding: 18px; text-align: center; }
.studio-player .sp-head { position: absolute; top: 0; bottom: 0; left: 0; width: 0; pointer-events: none; will-change: transform; }
.studio-player .sp-head::before { content: ""; position: absolute; left: -1px; top: 0; bottom: 0; width: 2px; background: var(--sp-head);
  box-shadow: 0 0 0 1px var(--sp-surface); }
.studio-player .sp-foot { display: flex; gap: 8px 18px; flex-wrap: wrap; align-items: center; color: var(--sp-muted); font-size: 12.5px; margin-top: 4px; }
.studio-player .sp-scale { margin-left: auto; display: inline-flex; gap: 8px; align-items: center; font-variant-numeric: tabular-nums; }
.studio-player .sp-scale canvas { width: 96px; border-radius: 2px; }
.studio-player .sp-foot kbd { font: inherit; font-size: 11.5px; color: var(--sp-text); border: 1px solid var(--sp-line); border-radius: 4px; padding: 1px 5px;
  background: var(--sp-panel); box-shadow: none; }
.studio-player .sp-busy { opacity: 0.45; pointer-events: none; }
.studio-player .sp-message { padding: 34px 12px; text-align: center; color: var(--sp-muted); }
.studio-player .sp-message button { margin-left: 12px; }
.studio-player .sp-message.sp-failed { color: var(--sp-text); }
@media (prefers-reduced-motion: reduce) { .studio-player .sp-wave { transition: none; } }
`;

const SHAPES = { play: "M4 2.5v13l11-6.5z", pause: "M4 2.5h3.6v13H4zM10.4 2.5H14v13h-3.6z" };
// Who else wants a key that the player knows.
const FIELDS =
  "input, textarea, select, audio, video, [contenteditable]:not([contenteditable='false']), [role=textbox], [role=combobox], [role=listbox]";
const SPACE_USERS = "button, a[href], summary, [role=button], [role=tab], [role=radio], [role=checkbox], [role=switch], [role=menuitem]";
const ARROW_USERS = "[role=tab], [role=radio], [role=menuitem], [role=slider]";

function make(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  if (tag === "button") element.type = "button";
  return element;
}

function isDark() {
  const { body, documentElement: html } = document;
  const says = (word) => [body, html].some((element) => element.classList.contains(word));
  if (says("dark") || says("vscode-dark") || body.dataset.jpThemeLight === "false" || html.getAttribute("theme") === "dark") return true;
  if (document.querySelector("gradio-app, .gradio-container") || says("vscode-light") || body.dataset.jpThemeLight) return false;
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function clock(seconds) {
  const tenths = Math.floor(seconds * 10 + 1e-6);
  return `${Math.floor(tenths / 600)}:${String(Math.floor((tenths % 600) / 10)).padStart(2, "0")}.${tenths % 10}`;
}

function decibels(value) {
  const rounded = value.toFixed(1);
  return `${Number(rounded) > 0 ? "+" : ""}${rounded.replace("-", "−").replace(/^−0\.0$/, "0.0")} dB`;
}

/** The help line: strings are text, arrays are keys. */
function helpLine(keys, places) {
  const start = keys === "root" ? "Click here, then: " : "";
  const step = ` ${STEP} s back or on · click a picture to go there`;
  const parts = [start, [...LETTERS.slice(0, places)], " switch · ", ["Space"], " play or pause · ", ["←", "→"], step];
  return parts.flatMap((part) => (Array.isArray(part) ? part.flatMap((key) => [make("kbd", "", key), " "]) : [part]));
}

class Player {
  #options;
  #clips = []; // one entry a place; null where it is empty
  #active = 0;
  #matched = true;
  #status = "empty";
  #loading = new AbortController();
  #life = new AbortController();
  #observers = [];
  #frame = 0;
  #drawing = 0;
  #deck = new Deck(() => this.#ended());
  #parts = {};
  #clickedControl = null;
  #swallowed = null; // the key that was acted on: some browsers press a focused button when Space comes up again

  constructor(root, options) {
    this.#options = { keys: "document", slots: 2, ...options };
    this.element = make("div", "studio-player");
    this.#build();
    root.append(this.element);
    this.#listen(root);
    this.#retheme();
    this.clear();
  }

  /** A snapshot for tests and for the page: what plays, where, and how loud each clip is (linear). */
  get state() {
    const { playing, position, duration } = this.#deck;
    const gains = this.#clips.length ? this.#spread(this.#deck.gains) : [];
    return { status: this.#status, playing, active: this.#active, position, duration, gains, matched: this.#matched };
  }

  /** The buffer whose channels are the clips, in order; empty places have none. */
  get buffer() {
    return this.#deck.buffer;
  }

  /** Replace what is compared. Resolves when it can be played, has failed, or another load took its place. */
  async load(clips) {
    if (clips.length > LETTERS.length) throw new RangeError(`${LETTERS.length} clips can be compared at most.`);
    if (!clips.some(Boolean)) return this.clear();
    const { signal } = this.expect();
    try {
      const loaded = await Promise.all(clips.map((clip, place) => clip && loadClip(clip, LETTERS[place], signal)));
      if (!signal.aborted) this.#show(loaded);
    } catch (error) {
      if (signal.aborted) return;
      this.#loading.abort(); // the other clips need not come any more
      this.#say("failed", error.message, () => this.load(clips));
    }
  }

  /** Stop, and show that clips are on their way; `load` follows. */
  expect() {
    const loading = this.#restart();
    if (this.#parts.body.hidden) this.#say("loading", "Loading …");
    this.#status = "loading";
    this.#parts.body.classList.add("sp-busy"); // the old pictures stay, so that the page does not jump
    return loading;
  }

  /** Go back to the empty player. */
  clear() {
    this.#restart();
    this.#clips = [];
    this.#say("empty", "Nothing to compare yet. Send a take to A and another to B.");
  }

  /** End it: listeners, observers, the audio device and the element are gone. */
  dispose() {
    this.#loading.abort();
    this.#life.abort();
    this.#observers.forEach((observer) => observer.disconnect());
    cancelAnimationFrame(this.#frame);
    cancelAnimationFrame(this.#drawing);
    this.#deck.close();
    this.element.remove();
  }

  play() {
    if (this.#status !== "ready" || this.#deck.playing) return;
    this.#deck.play();
    this.#refresh();
    this.#emit("play");
    this.#follow();
  }

  pause() {
    if (!this.#deck.playing) return;
    this.#deck.pause();
    this.#refresh();
    this.#emit("pause");
  }

  /** Play or pause. */
  toggle() {
    if (this.#deck.playing) this.pause();
    else this.play();
  }

  seek(seconds) {
    if (this.#status !== "ready") return;
    this.#deck.seek(seconds);
    this.#moveHead();
  }

  /** Hear the clip at this place, 0 for A; nothing starts or stops. */
  switchTo(place) {
    if (this.#status !== "ready" || !this.#clips[place] || place === this.#active) return;
    this.#active = place;
    this.#deck.setLevels(this.#levels());
    this.#refresh();
    this.#emit("switch");
  }

  /** Turn level matching on or off. */
  match(on) {
    this.#matched = on;
    this.#deck.setLevels(this.#levels());
    this.#refresh();
    this.#draw();
  }

  // -- inside --

  #restart() {
    this.#loading.abort();
    this.#loading = new AbortController();
    if (this.#deck.playing) this.pause();
    this.#deck.load(null, []);
    return this.#loading;
  }

  #show(loaded) {
    const places = Math.max(loaded.length, this.#options.slots);
    this.#clips = Array.from({ length: places }, (_, place) => loaded[place] ?? null);
    if (!this.#clips[this.#active]) this.#active = this.#clips.findIndex(Boolean);
    this.#status = "ready";
    this.#deck.load(assemble(this.#present.map((clip) => clip.track)), this.#levels());
    this.#parts.message.hidden = true;
    this.#parts.body.hidden = false;
    this.#parts.body.classList.remove("sp-busy");
    this.#buildSwitch();
    this.#buildLanes();
    this.#refresh();
    this.#draw();
  }

  #say(status, text, retry) {
    const { message, body } = this.#parts;
    this.#status = status;
    body.hidden = true;
    message.hidden = false;
    message.className = `sp-message sp-${status}`;
    message.replaceChildren(text);
    if (!retry) return;
    const button = make("button", "sp-retry", "Try again");
    button.addEventListener("click", retry);
    message.append(button);
  }

  get #present() {
    return this.#clips.filter(Boolean);
  }

  #appliedDb(clip) {
    return this.#matched ? clip.gainDb : 0;
  }

  #levels() {
    return this.#present.map((clip) => (clip === this.#clips[this.#active] ? 10 ** (this.#appliedDb(clip) / 20) : 0));
  }

  /** Values of the clips that are there, put at their places; 0 for an empty one. */
  #spread(values) {
    let next = 0;
    return this.#clips.map((clip) => (clip ? (values[next++] ?? 0) : 0));
  }

  #emit(name) {
    const detail = { ...this.state, id: this.#clips[this.#active]?.id };
    this.element.dispatchEvent(new CustomEvent(`studio:${name}`, { bubbles: true, composed: true, detail }));
  }

  #ended() {
    this.#refresh();
    this.#emit("ended");
  }

  #build() {
    const parts = this.#parts;
    parts.message = make("div", "sp-message");
    parts.message.setAttribute("role", "status");
    parts.body = make("div", "sp-body");
    parts.body.append(this.#buildBar(), this.#buildStage(), this.#buildFoot());
    this.element.append(make("style", "", CSS), parts.message, parts.body);
    this.element.tabIndex = -1;
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", "Compare takes");
    this.element.setAttribute("data-lm-suppress-shortcuts", "true");
  }

  #buildBar() {
    const parts = this.#parts;
    const bar = make("div", "sp-bar");
    parts.play = make("button", "sp-play");
    parts.play.addEventListener("click", () => this.toggle());
    parts.now = make("b", "", clock(0));
    parts.whole = make("span");
    const time = make("div", "sp-time");
    time.append(parts.now, parts.whole);
    parts.switch = make("div", "sp-switch");
    parts.switch.setAttribute("role", "group");
    parts.switch.setAttribute("aria-label", "Clip that is heard");
    parts.match = make("button", "sp-match", "Level match");
    parts.match.title = "Play the clips equally loud, so that the louder one does not win for being louder";
    parts.match.addEventListener("click", () => this.match(!this.#matched));
    bar.append(parts.play, parts.switch, time, parts.match);
    return bar;
  }

  #buildStage() {
    const parts = this.#parts;
    parts.lanes = make("div", "sp-lanes");
    parts.lanes.tabIndex = 0;
    parts.lanes.setAttribute("role", "slider");
    parts.lanes.setAttribute("aria-label", "Position");
    parts.lanes.setAttribute("aria-valuemin", "0");
    parts.axis = make("canvas", "sp-axis");
    return parts.lanes;
  }

  #buildFoot() {
    const parts = this.#parts;
    const foot = make("div", "sp-foot");
    const scale = make("span", "sp-scale");
    scale.title = "Level of a mel band; 0 dB is a full-scale sine. One scale for all clips.";
    parts.quietest = make("span");
    parts.loudest = make("span");
    parts.scale = make("canvas");
    scale.append(parts.quietest, parts.scale, parts.loudest);
    parts.help = make("span");
    foot.append(parts.help, scale);
    return foot;
  }

  #buildSwitch() {
    this.#parts.buttons = this.#clips.map((clip, place) => {
      const button = make("button", "", LETTERS[place]);
      button.style.setProperty("--sp-own", this.#colour(place));
      button.setAttribute("aria-label", clip ? `Hear ${LETTERS[place]}: ${clip.label}` : `${LETTERS[place]} is empty`);
      button.disabled = !clip;
      button.addEventListener("click", () => this.switchTo(place));
      return button;
    });
    this.#parts.switch.replaceChildren(...this.#parts.buttons);
    this.#parts.help.replaceChildren(...helpLine(this.#options.keys, this.#clips.length));
  }

  #buildLanes() {
    const { lanes, axis } = this.#parts;
    this.#parts.rows = this.#clips.map((clip, place) => this.#buildLane(clip, place));
    lanes.replaceChildren(...this.#parts.rows.map((row) => row.lane), axis);
    lanes.setAttribute("aria-valuemax", this.#deck.duration.toFixed(2));
  }

  #buildLane(clip, place) {
    const lane = make("div", "sp-lane");
    lane.style.setProperty("--sp-own", this.#colour(place));
    const title = make("div", "sp-title");
    title.append(make("span", "sp-badge", LETTERS[place]));
    lane.append(title);
    if (!clip) {
      lane.append(make("div", "sp-vacant", `Send a take to ${LETTERS[place]} to compare it.`));
      return { lane };
    }
    const label = make("span", "sp-label", clip.label);
    label.title = clip.label;
    const gain = make("span", "sp-gain");
    title.append(label, make("span", "sp-note", clip.note), gain);
    const pictures = make("div", "sp-pictures");
    const [wave, mels, head] = [make("canvas", "sp-wave"), make("canvas", "sp-mels"), make("div", "sp-head")];
    pictures.append(wave, mels, head);
    lane.append(pictures);
    return { lane, gain, wave, mels, head };
  }

  #colour(place) {
    return `oklch(var(--sp-l) var(--sp-c) ${HUES[place]})`;
  }

  /** Bring everything but the pictures up to date with the state. */
  #refresh() {
    const { play, match, buttons = [], rows = [], whole } = this.#parts;
    const { playing, duration } = this.#deck;
    play.setAttribute("aria-label", playing ? "Pause" : "Play");
    play.replaceChildren(icon(playing ? "pause" : "play"));
    match.setAttribute("aria-pressed", String(this.#matched));
    whole.textContent = ` / ${clock(duration)}`;
    buttons.forEach((button, place) => button.setAttribute("aria-pressed", String(place === this.#active)));
    rows.forEach(({ lane, gain }, place) => {
      lane.classList.toggle("sp-active", place === this.#active);
      if (gain) gain.textContent = `gain ${decibels(this.#appliedDb(this.#clips[place]))}`;
    });
    this.#moveHead();
  }

  #draw() {
    const { lanes, axis, rows, scale, quietest, loudest } = this.#parts;
    if (this.#status !== "ready" || !lanes.clientWidth) return;
    const look = this.#look(lanes.clientWidth);
    this.#clips.forEach((clip, place) => {
      if (!clip) return;
      const appliedDb = this.#appliedDb(clip);
      const drawn = { ...clip, appliedDb, linear: 10 ** (appliedDb / 20) };
      drawWave(rows[place].wave, drawn, { ...look, colour: `oklch(${look.lightness} ${look.chroma} ${HUES[place]})` });
      drawSpectrogram(rows[place].mels, drawn, look);
    });
    drawAxis(axis, this.#deck.duration, look);
    drawScale(scale);
    quietest.textContent = `${Math.round(look.range[0])}`.replace("-", "−");
    loudest.textContent = `${Math.round(look.range[1])} dB`.replace("-", "−");
    this.#moveHead();
  }

  /** Draw at the next frame: while a theme or a size changes, the page's layout passes through states nobody sees. */
  #drawSoon() {
    cancelAnimationFrame(this.#drawing);
    this.#drawing = requestAnimationFrame(() => this.#draw());
  }

  /** What all lanes of one drawing share: sizes, scales and colours. */
  #look(width) {
    const clips = this.#present;
    const gainsDb = clips.map((clip) => this.#appliedDb(clip));
    const style = getComputedStyle(this.element);
    const read = (name) => style.getPropertyValue(name).trim();
    return {
      width,
      spectrogram: clips.length > 2 ? 88 : 128,
      pixelsPerSecond: (width - GUTTER) / this.#deck.duration,
      range: commonRange(clips, gainsDb),
      loudest: Math.max(1e-4, ...clips.map((clip, index) => clip.view.peak * 10 ** (gainsDb[index] / 20))),
      panel: read("--sp-panel"),
      line: read("--sp-line"),
      muted: read("--sp-muted"),
      lightness: read("--sp-l"),
      chroma: read("--sp-c"),
    };
  }

  #moveHead() {
    const { lanes, now, rows = [] } = this.#parts;
    const { position, duration } = this.#deck;
    const x = GUTTER + (duration ? position / duration : 0) * (lanes.clientWidth - GUTTER);
    for (const { head } of rows) if (head) head.style.transform = `translateX(${x}px)`;
    const shown = clock(position);
    if (now.textContent === shown) return;
    now.textContent = shown;
    lanes.setAttribute("aria-valuenow", position.toFixed(1));
    lanes.setAttribute("aria-valuetext", `${position.toFixed(1)} seconds`);
  }

  #follow() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      this.#moveHead();
      if (this.#deck.playing) this.#follow();
    });
  }

  #listen(root) {
    const { signal } = this.#life;
    const { lanes } = this.#parts;
    const keyed = this.#options.keys === "root" ? root : document;
    keyed.addEventListener("keydown", (event) => this.#onKey(event), { signal });
    keyed.addEventListener("keyup", (event) => this.#onKeyUp(event), { signal });
    document.addEventListener("pointerdown", (event) => this.#onPointer(event), { signal, capture: true });
    lanes.addEventListener("pointerdown", (event) => this.#onGrab(event), { signal });
    lanes.addEventListener("pointermove", (event) => lanes.hasPointerCapture(event.pointerId) && this.#onScrub(event), { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#retheme(), { signal });
    const resized = new ResizeObserver(() => this.#drawSoon());
    resized.observe(lanes);
    const themed = new MutationObserver(() => this.#retheme());
    for (const element of [document.body, document.documentElement]) themed.observe(element, { attributes: true });
    this.#observers = [resized, themed];
  }

  #retheme() {
    const theme = isDark() ? "dark" : "light";
    if (this.element.dataset.theme === theme) return;
    this.element.dataset.theme = theme;
    this.#drawSoon();
  }

  #onPointer(event) {
    const target = event.composedPath()[0];
    this.#clickedControl = target.closest?.(SPACE_USERS) ?? null;
    if (this.#options.keys === "root" && this.element.contains(target)) this.element.focus({ preventScroll: true });
  }

  #onGrab(event) {
    if (event.button !== 0) return;
    this.#parts.lanes.setPointerCapture(event.pointerId);
    this.#onScrub(event);
  }

  #onScrub(event) {
    const { left, width } = this.#parts.lanes.getBoundingClientRect();
    this.seek(((event.clientX - left - GUTTER) / (width - GUTTER)) * this.#deck.duration);
  }

  #onKey(event) {
    if (this.#status !== "ready" || event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || this.#belongsElsewhere(event)) return;
    const act = this.#action(event.key);
    if (!act) return;
    event.preventDefault();
    this.#swallowed = event.key;
    if (!event.repeat || event.key.startsWith("Arrow")) act();
  }

  #onKeyUp(event) {
    if (event.key === this.#swallowed) event.preventDefault();
    this.#swallowed = null;
  }

  /** Whether a key is for what has the focus: a field, or a control that was reached by keyboard. */
  #belongsElsewhere(event) {
    const target = event.composedPath()[0];
    if (!(target instanceof Element)) return false;
    if (target.isContentEditable || target.closest(FIELDS)) return true;
    if (event.key.startsWith("Arrow")) return ![null, this.#parts.lanes].includes(target.closest(ARROW_USERS));
    // A button that was clicked keeps the focus, but a Space after the click is meant for the player.
    return event.key === " " && ![null, this.#clickedControl].includes(target.closest(SPACE_USERS));
  }

  #action(key) {
    const { position } = this.#deck;
    const place = key.length === 1 ? LETTERS.indexOf(key.toUpperCase()) : -1;
    if (place >= 0) return this.#clips[place] ? () => this.switchTo(place) : null;
    return {
      " ": () => this.toggle(),
      ArrowLeft: () => this.seek(position - STEP),
      ArrowRight: () => this.seek(position + STEP),
    }[key];
  }
}

function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 18 18");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/**
 * Make a player inside `root`.
 *
 * Options: `keys` is "document" (the page's default) or "root" (keys act while the player has the focus); `slots` is the
 * number of places shown, filled or not (2).
 *
 * Events on `player.element`, bubbling: `studio:switch`, `studio:play`, `studio:pause`, `studio:ended`.
 */
export function createPlayer(root, options = {}) {
  return new Player(root, options);
}

/** anywidget's entry: the kernel sends the clips when the view asks for them; nothing is kept in the notebook. */
function render({ model, el }) {
  const view = Math.random().toString(36).slice(2); // tells this view from others of the same widget
  const player = createPlayer(el, { keys: "root" });
  const onMessage = (message, buffers) => {
    if (message.kind !== "clips" || message.view !== view) return;
    player.load(message.clips.map((clip, place) => ({ ...clip, audio: buffers[place] })));
  };
  player.expect();
  model.on("msg:custom", onMessage);
  model.send({ kind: "ready", view });
  return () => {
    model.off("msg:custom", onMessage);
    player.dispose();
  };
}

export default { render };
