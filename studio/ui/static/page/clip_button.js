// A clip in a list: a play button and a waveform that shows how far it has played. A take that is still being made has
// the button already; its sound goes on when it becomes a finished clip.

import { make } from "./dom.js";
import { LiveSound } from "./live_sound.js";
import { attend, replace, toggle } from "./transport.js";

const COLUMNS = 240;
const shapes = new Map(); // address → Promise of peaks
// Weak, and one observer for all: nothing holds a clip whose card has left the page.
const clips = new WeakMap(); // a button or a waveform → its clip
const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => drawWave(clips.get(target))));

/** Make a clip's nodes: `{ button, wave }`. It takes over from `live`, what the take was while it was made. */
export function clip(address, label, live = null) {
  const button = make("button", { type: "button", class: "play", "aria-label": `Play ${label}` });
  const wave = make("canvas", { class: "wave", role: "img", "aria-label": `Waveform of ${label}` });
  const self = { address, label, verb: "Play", button, wave, live: live?.live, peaks: null, fraction: 0 };
  Object.assign(self, { draw: () => drawWave(self), show: (sounding) => show(self, sounding), successor: () => successor(self) });
  button.addEventListener("click", () => toggle(self));
  wave.addEventListener("click", (event) => toggle(self, event.offsetX / wave.clientWidth));
  clips.set(button, self).set(wave, self);
  resized.observe(wave);
  shapeOf(address).then((peaks) => {
    self.peaks = peaks;
    drawWave(self);
  });
  if (live) replace(live, self);
  return self;
}

/** Make the nodes of a take that is being made: `{ button, heard }`, the second within the bar of what is made. */
export function liveClip(address, label) {
  const button = make("button", { type: "button", class: "play live", "aria-label": `Listen to ${label}` });
  const heard = make("div", { class: "heard" });
  const live = new LiveSound(address);
  const self = { label, verb: "Listen to", button, heard, live, fraction: 0 };
  const draw = () => (heard.style.width = `${100 * self.fraction}%`);
  Object.assign(self, { draw, show: (sounding) => show(self, sounding), successor: () => successor(self) });
  button.addEventListener("click", () => toggle(self));
  attend(live);
  for (const event of ["waiting", "playing", "pause", "ended"]) {
    live.addEventListener(event, () => button.classList.toggle("waiting", event === "waiting"));
  }
  return self;
}

function show(self, sounding) {
  self.button.classList.toggle("sounding", sounding);
  self.button.setAttribute("aria-label", `${sounding ? "Pause" : self.verb} ${self.label}`);
  self.draw();
}

/** The clip itself while it is on the page; else a clip of the same sound, drawn anew, that can be seen if possible. */
function successor(self) {
  if (self.button.isConnected) return self;
  const all = [...document.querySelectorAll("button.play")].map((button) => clips.get(button));
  const same = all.filter((other) => other && other.address === self.address);
  return same.find(({ button }) => button.offsetParent) ?? same[0] ?? null;
}

/** Measure a clip's shape: the largest sample in each of 240 parts. */
function shapeOf(address) {
  if (!shapes.has(address)) shapes.set(address, measure(address).catch(() => (shapes.delete(address), null)));
  return shapes.get(address);
}

async function measure(address) {
  const bytes = await (await fetch(address)).arrayBuffer();
  const samples = (await new OfflineAudioContext(1, 1, 24000).decodeAudioData(bytes)).getChannelData(0);
  const peaks = new Float32Array(COLUMNS);
  for (let i = 0; i < samples.length; i++) {
    const column = Math.floor((i * COLUMNS) / samples.length);
    peaks[column] = Math.max(peaks[column], Math.abs(samples[i]));
  }
  const top = Math.max(...peaks) || 1;
  return peaks.map((peak) => peak / top);
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => requestAnimationFrame(drawAll));

function drawAll() {
  for (const wave of document.querySelectorAll("canvas.wave")) drawWave(clips.get(wave));
}

function drawWave({ wave, peaks, fraction }) {
  const width = wave.clientWidth;
  const height = wave.clientHeight;
  if (!peaks || !width || !height) return;
  const scale = devicePixelRatio || 1;
  wave.width = Math.round(width * scale);
  wave.height = Math.round(height * scale);
  const pen = wave.getContext("2d");
  pen.scale(scale, scale);
  const style = getComputedStyle(wave);
  const bars = Math.floor(width / 3);
  for (let bar = 0; bar < bars; bar++) {
    const from = Math.floor((bar * COLUMNS) / bars);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * COLUMNS) / bars));
    const tall = Math.max(1.5, Math.max(...peaks.subarray(from, to)) * (height - 2));
    pen.fillStyle = style.getPropertyValue(bar / bars < fraction ? "--wave-played" : "--wave");
    pen.fillRect(bar * 3, (height - tall) / 2, 2, tall);
  }
}
