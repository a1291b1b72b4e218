// A clip in a list: a play button and a waveform that shows how far it has played. One clip sounds at a time.
// A take that is still being made has the button already; its sound goes on when it becomes a finished clip.

import { make } from "./dom.js";
import { hear, tell } from "./event_bus.js";
import { LiveSound } from "./live_sound.js";

const COLUMNS = 240;
const audio = new Audio();
const shapes = new Map(); // address → Promise of peaks
// Weak, and one observer for all: nothing holds a clip whose card has left the page.
const clips = new WeakMap(); // a button or a waveform → its clip
const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => draw(clips.get(target))));
let current = null; // the clip that sounds
let sound = audio; // what it sounds from: the element, or a take that is being made

/** Make a clip's nodes: `{ button, wave }`. It takes over from `live`, what the take was while it was made. */
export function clip(address, label, live = null) {
  const button = make("button", { type: "button", class: "play", "aria-label": `Play ${label}` });
  const wave = make("canvas", { class: "wave", role: "img", "aria-label": `Waveform of ${label}` });
  const self = { address, label, button, wave, live: live?.live, peaks: null, fraction: 0 };
  button.addEventListener("click", () => toggle(self));
  wave.addEventListener("click", (event) => toggle(self, event.offsetX / wave.clientWidth));
  clips.set(button, self).set(wave, self);
  resized.observe(wave);
  shape(address).then((peaks) => {
    self.peaks = peaks;
    draw(self);
  });
  if (live && current === live) show((current = self), !sound.paused);
  return self;
}

/** Make the nodes of a take that is being made: `{ button, heard }`, the second within the bar of what is made. */
export function liveClip(address, label) {
  const button = make("button", { type: "button", class: "play live", "aria-label": `Listen to ${label}` });
  const heard = make("div", { class: "heard" });
  const live = new LiveSound(address);
  const self = { label, button, heard, live, verb: "Listen to", fraction: 0 };
  button.addEventListener("click", () => toggle(self));
  attend(live);
  for (const event of ["waiting", "playing", "pause", "ended"]) {
    live.addEventListener(event, () => button.classList.toggle("waiting", event === "waiting"));
  }
  return self;
}

/** Play a clip from where it stands, unless it sounds already. */
export function play(self) {
  if (current !== self || sound.paused) toggle(self);
}

/** Draw all waveforms anew. */
function redraw() {
  for (const wave of document.querySelectorAll("canvas.wave")) draw(clips.get(wave));
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => requestAnimationFrame(redraw));

function toggle(self, from = null) {
  const next = from === null && self.live ? self.live : audio;
  if (current === self && sound === next && !sound.paused && from === null) return sound.pause();
  if (current !== self || sound !== next) change(self, next);
  tell("playing", self);
  if (from !== null) seek(from);
  sound.play().catch(() => show(self, false));
}

function change(self, next) {
  sound.pause();
  show(current, false);
  [current, sound] = [self, next];
  if (next !== audio) return;
  self.live = null;
  self.fraction = 0;
  audio.src = self.address;
}

function seek(fraction) {
  const go = () => (audio.currentTime = fraction * audio.duration);
  if (audio.readyState > 0) go();
  else audio.addEventListener("loadedmetadata", go, { once: true });
}

function show(self, sounding) {
  if (!self) return;
  self.button.classList.toggle("sounding", sounding);
  self.button.setAttribute("aria-label", `${sounding ? "Pause" : (self.verb ?? "Play")} ${self.label}`);
  if (self !== current) self.fraction = 0;
  draw(self);
}

function follow() {
  if (!current || sound.paused) return;
  if (!current.button.isConnected && !inherit()) {
    sound.pause();
    current = null;
    return;
  }
  current.fraction = sound.currentTime / sound.duration || 0;
  draw(current);
  requestAnimationFrame(follow);
}

/** The cards were drawn anew: go on as the new one of the same sound, if there is one. */
function inherit() {
  const same = [...document.querySelectorAll("button.play")].map((button) => clips.get(button)).filter((clip) => clip && clip.address === current.address);
  const heir = same.find(({ button }) => button.offsetParent) ?? same[0]; // rather one that is seen
  if (heir) show((current = heir), true);
  return Boolean(heir);
}

/** Show on the current clip what its sound does. */
function attend(source) {
  const heed = (event, act) => source.addEventListener(event, () => source === sound && current && act());
  heed("play", () => (show(current, true), follow()));
  heed("pause", () => show(current, false));
  heed("ended", () => {
    current.fraction = 0;
    current.live = null; // from now on, the finished file
    sound = audio;
    show(current, false);
  });
}

attend(audio);
hear("hush", () => sound.pause());

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
  if (self.heard) self.heard.style.width = `${100 * self.fraction}%`;
  const { wave, peaks } = self;
  if (!wave) return;
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
