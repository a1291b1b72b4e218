// A clip in a list: a play button and a waveform that shows how far it has played. A take that is still being made has
// the button already; its sound goes on when it becomes a finished clip.

import { refOf } from "./clip_ref.js";
import { getJson, make } from "./dom.js";
import { emit } from "./event_bus.js";
import { LiveSound } from "./live_sound.js";
import { attend, replace, toggle } from "./transport.js";
import { drawWave } from "./wave.js";
import { t } from "./words.js";

const shapes = new Map(); // address → Promise of peaks
// Weak, and one observer for all: nothing holds a clip whose card has left the page.
const clips = new WeakMap(); // a button or a waveform → its clip
const resized = new ResizeObserver((entries) => entries.forEach(({ target }) => draw(clips.get(target))));

/**
 * Make a clip's nodes: `{ button, wave }`. It takes over from `live`, what the take was while it was made; `words` are
 * what the transport shows beside its label, such as the description of the voice.
 */
export function clip(address, label, live = null, words = "") {
  const button = make("button", { type: "button", class: "play", "aria-label": t("transport.play_clip", { label }) });
  const wave = make("canvas", { class: "wave", role: "img", "aria-label": t("transport.waveform", { label }) });
  const self = { address, ref: refOf(address), label, words, verb: "play_clip", button, wave, live: live?.live, peaks: null, fraction: 0 };
  answer(self, () => draw(self));
  wave.addEventListener("click", (event) => toggle(self, event.offsetX / wave.clientWidth));
  clips.set(wave, self);
  resized.observe(wave);
  shapeOf(address).then((peaks) => {
    self.peaks = peaks;
    draw(self);
    emit("sound");
  });
  if (live) replace(live, self);
  return self;
}

/** Make a clip's nodes with its picture in place of a waveform: `{ button, picture }`. A line over it shows how far it has played. */
export function pictureClip(address, label, words, source) {
  const button = make("button", { type: "button", class: "play", "aria-label": t("transport.play_clip", { label }) });
  const image = make("img", { src: source, alt: "", loading: "lazy", decoding: "async", draggable: "false" });
  const picture = make("div", { class: "picture" }, image, make("span", { class: "played" }));
  const self = { address, ref: refOf(address), label, words, verb: "play_clip", button, picture, live: null, peaks: null, fraction: 0 };
  answer(self, () => {
    picture.style.setProperty("--played", self.fraction);
    if (self.fraction) outline(self);
  });
  picture.addEventListener("click", ({ target, clientX }) => {
    if (target.closest("button, input")) return; // what lies on the picture
    const { left, width } = picture.getBoundingClientRect();
    toggle(self, (clientX - left) / width);
  });
  return self;
}

/** Make a clip of nothing but its button, with a text: `{ button }`. */
export function textClip(address, label, words, text) {
  const button = make("button", { type: "button", class: "chip", "aria-label": t("transport.play_clip", { label }) }, text);
  const self = { address, ref: refOf(address), label, words, verb: "play_clip", button, live: null, peaks: null, fraction: 0 };
  answer(self, () => self.fraction && outline(self));
  return self;
}

/** Fetch the shape of a clip that sounds, for the transport. */
function outline(self) {
  if (self.asked) return;
  self.asked = true;
  shapeOf(self.address).then((peaks) => ((self.peaks = peaks), emit("sound")));
}

/** Let a clip answer its button and the transport. */
function answer(self, drawn) {
  Object.assign(self, { draw: drawn, show: (sounding) => show(self, sounding), successor: () => successor(self) });
  self.button.addEventListener("click", () => toggle(self));
  clips.set(self.button, self);
}

/** Make the nodes of a take that is being made: `{ button, heard }`, the second within the bar of what is made. */
export function liveClip(address, label, words = "") {
  const button = make("button", { type: "button", class: "play live", "aria-label": t("transport.listen_to", { label }) });
  const heard = make("div", { class: "heard" });
  const live = new LiveSound(address);
  const self = { label, words, verb: "listen_to", button, heard, live, peaks: null, fraction: 0 };
  Object.assign(self, { draw: () => (heard.style.width = `${100 * self.fraction}%`), show: (sounding) => show(self, sounding), successor: () => successor(self) });
  button.addEventListener("click", () => toggle(self));
  attend(live);
  for (const event of ["waiting", "playing", "pause", "ended"]) {
    live.addEventListener(event, () => button.classList.toggle("waiting", event === "waiting"));
  }
  return self;
}

function show(self, sounding) {
  self.button.classList.toggle("sounding", sounding);
  self.button.setAttribute("aria-label", t(`transport.${sounding ? "pause_clip" : self.verb}`, { label: self.label }));
  self.draw();
}

/** The clip itself while it is on the page; else a clip of the same sound that is, or what is left without its nodes. */
function successor(self) {
  return self.button.isConnected ? self : (sameSound(self.address) ?? remnant(self));
}

/** A clip of the same sound, drawn anew, that can be seen if possible. */
function sameSound(address) {
  if (!address) return null;
  const all = [...document.querySelectorAll("button.play")].map((button) => clips.get(button));
  const same = all.filter((other) => other && other.address === address);
  return same.find(({ button }) => button.offsetParent) ?? same[0] ?? null;
}

/** A clip whose nodes have left the page: it goes on sounding, and the transport shows it. */
function remnant({ address, ref, label, words, live, peaks, fraction }) {
  const self = { address, ref, label, words, live, peaks, fraction, draw() {}, show() {} };
  self.successor = () => sameSound(address) ?? self;
  return self;
}

/** A clip's shape, which the studio measures: the largest sample in each of 240 parts, 1 at most; null if it is gone. */
export function shapeOf(address) {
  if (!shapes.has(address)) shapes.set(address, fetchShape(address).catch(() => (shapes.delete(address), null)));
  return shapes.get(address);
}

async function fetchShape(address) {
  const { peaks } = await getJson(address.replace("/studio/", "/studio/shapes/").replace(".flac", ".json"));
  const top = Math.max(...peaks) || 1;
  return Float32Array.from(peaks, (peak) => peak / top);
}

matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => requestAnimationFrame(drawAll));

function drawAll() {
  for (const wave of document.querySelectorAll("canvas.wave")) if (clips.has(wave)) draw(clips.get(wave));
}

function draw({ wave, peaks, fraction }) {
  drawWave(wave, peaks, fraction);
}
