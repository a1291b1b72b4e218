// A clip in a list: a play button and a waveform that shows how far it has played. One clip sounds at a time.

import { make } from "./dom.js";
import { hear, tell } from "./desk.js";

const COLUMNS = 240;
const audio = new Audio();
const shapes = new Map(); // address → Promise of peaks
let current = null; // the clip that sounds

/** Make a clip's nodes: `{ button, wave }`. */
export function clip(address, label) {
  const button = make("button", { type: "button", class: "play", "aria-label": `Play ${label}` });
  const wave = make("canvas", { class: "wave", role: "img", "aria-label": `Waveform of ${label}` });
  const self = { address, label, button, wave, peaks: null, fraction: 0 };
  button.addEventListener("click", () => toggle(self));
  wave.addEventListener("click", (event) => toggle(self, event.offsetX / wave.clientWidth));
  new ResizeObserver(() => draw(self)).observe(wave);
  dark.addEventListener("change", () => requestAnimationFrame(() => draw(self)));
  shape(address).then((peaks) => {
    self.peaks = peaks;
    draw(self);
  });
  return self;
}

const dark = matchMedia("(prefers-color-scheme: dark)");

function toggle(self, from = null) {
  if (current === self && !audio.paused && from === null) return audio.pause();
  if (current !== self) {
    show(current, false);
    current = self;
    audio.src = self.address;
    self.fraction = 0;
  }
  tell("playing", self);
  if (from !== null) seek(from);
  audio.play().catch(() => show(self, false));
}

function seek(fraction) {
  const go = () => (audio.currentTime = fraction * audio.duration);
  if (audio.readyState > 0) go();
  else audio.addEventListener("loadedmetadata", go, { once: true });
}

function show(self, sounding) {
  if (!self) return;
  self.button.classList.toggle("sounding", sounding);
  self.button.setAttribute("aria-label", `${sounding ? "Pause" : "Play"} ${self.label}`);
  if (self !== current) self.fraction = 0;
  draw(self);
}

function follow() {
  if (!current || audio.paused) return;
  current.fraction = audio.currentTime / audio.duration || 0;
  draw(current);
  requestAnimationFrame(follow);
}

audio.addEventListener("play", () => (show(current, true), follow()));
audio.addEventListener("pause", () => show(current, false));
audio.addEventListener("ended", () => {
  current.fraction = 0;
  show(current, false);
});
hear("hush", () => audio.pause());

/** Measure a clip's shape: the largest sample in each of 240 parts. */
function shape(address) {
  if (!shapes.has(address)) shapes.set(address, measure(address).catch(() => (shapes.delete(address), null)));
  return shapes.get(address);
}

async function measure(address) {
  const sound = await (await fetch(address)).arrayBuffer();
  const samples = (await new OfflineAudioContext(1, 1, 24000).decodeAudioData(sound)).getChannelData(0);
  const peaks = new Float32Array(COLUMNS);
  for (let i = 0; i < samples.length; i++) {
    const column = Math.floor((i * COLUMNS) / samples.length);
    peaks[column] = Math.max(peaks[column], Math.abs(samples[i]));
  }
  const top = Math.max(...peaks) || 1;
  return peaks.map((peak) => peak / top);
}

function draw(self) {
  const { wave, peaks } = self;
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
    pen.fillStyle = style.getPropertyValue(bar / bars < self.fraction ? "--wave-played" : "--wave");
    pen.fillRect(bar * 3, (height - tall) / 2, 2, tall);
  }
}
