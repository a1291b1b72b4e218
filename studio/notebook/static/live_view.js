/** A take while it is made: its waveform as far as there is one, how far it is, play and stop. */

import { Bar } from "../../ui/static/player/bar.js";
import { colourOf, make } from "../../ui/static/player/elements.js";
import { Keys } from "../../ui/static/player/keys.js";
import { CSS } from "../../ui/static/player/style.js";
import { textsFrom } from "../../ui/static/player/words.js";
import { pauseForOthers, startsToPlay } from "./one_sounds.js";
import { passOnShortcuts } from "./shortcuts.js";
import { STYLE } from "./style.js";
import { followTheme } from "./theme.js";
import { Traits } from "./traits.js";

const HEIGHT = 64; // pixels of the waveform
const STEP = 0.5; // seconds an arrow key moves
const REPORT = 250; // milliseconds from one report of the position to the next
const EVENTS = ["play", "pause", "ended", "waiting", "playing", "repeated", "progress"];
const ENDED = { cancelled: "Stopped.", failed: "It could not be made." };

export class LiveView {
  #model;
  #sound;
  #traits;
  #life = new AbortController();
  #root;
  #bar;
  #wave = make("canvas", "sp-wave");
  #told = make("span", "sp-told");
  #stop = make("button", "", "Stop");
  #peaks = []; // the largest sample of each hundredth of a second
  #measured = 0; // samples that the peaks have
  #frame = 0;

  constructor(model, el, sound) {
    const { signal } = this.#life;
    this.#model = model;
    this.#sound = sound;
    this.#bar = new Bar(textsFrom(), { toggle: () => this.#toggle(), hear: () => {} });
    this.#build(el);
    for (const name of EVENTS) sound.addEventListener(name, () => this.#follow(name), { signal });
    pauseForOthers(this.#root, () => sound.pause(), signal);
    passOnShortcuts(this.#root, signal);
    new Keys(el, () => false, (key) => this.#action(key), signal);
    new ResizeObserver(() => this.#draw()).observe(this.#root);
    const report = setInterval(() => sound.paused || this.#report(), REPORT);
    signal.addEventListener("abort", () => clearInterval(report));
    this.#traits = new Traits(model, {
      playing: (on, byView) => byView || (on ? this.#play() : sound.pause()),
      position: (seconds, byView) => byView || (sound.currentTime = seconds),
      phase: () => this.#show(),
      _live: () => this.#show(),
    });
    this.#show();
    if (model.get("playing") && sound.paused) this.#play();
  }

  get sound() {
    return this.#sound;
  }

  get hasFocus() {
    return this.#root.contains(this.#root.getRootNode().activeElement);
  }

  dispose() {
    this.#life.abort();
    this.#traits.dispose();
    cancelAnimationFrame(this.#frame);
    this.#root.remove();
  }

  #build(el) {
    const { signal } = this.#life;
    const root = make("div", "studio-player sp-alone");
    Object.assign(root, { tabIndex: -1 });
    root.setAttribute("role", "group");
    root.setAttribute("aria-label", "Player");
    root.dataset.lmSuppressShortcuts = "true";
    followTheme(root, signal, () => this.#draw());
    root.addEventListener("pointerdown", () => root.focus({ preventScroll: true }), { signal });
    this.#stop.addEventListener("click", () => this.#model.send({ kind: "stop" }), { signal });
    this.#told.setAttribute("role", "status");
    this.#bar.element.append(this.#stop);
    const title = make("div", "sp-title");
    title.append(make("span", "sp-label", this.#model.get("_live").label), this.#told);
    this.#wave.style.cssText = `display: block; width: 100%; height: ${HEIGHT}px; opacity: 1`;
    root.append(make("style", "", CSS + STYLE), this.#bar.element, title, this.#wave);
    el.append(root);
    this.#root = root;
  }

  #action(key) {
    const { currentTime } = this.#sound;
    const acts = {
      " ": () => this.#toggle(),
      ArrowLeft: () => (this.#sound.currentTime = currentTime - STEP),
      ArrowRight: () => (this.#sound.currentTime = currentTime + STEP),
    };
    return acts[key] ?? null;
  }

  #toggle() {
    if (this.#sound.paused) this.#play();
    else this.#sound.pause();
  }

  #play() {
    if (navigator.userActivation?.hasBeenActive === false) {
      this.#told.textContent = "The browser starts no sound before a click: press Play.";
      return this.#traits.set({ playing: false });
    }
    startsToPlay(this.#root);
    return this.#sound.play();
  }

  #follow(name) {
    if (name === "repeated") [this.#peaks, this.#measured] = [[], 0];
    this.#show();
    if (["play", "pause", "ended"].includes(name)) this.#report();
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#move());
  }

  #move() {
    this.#draw();
    this.#bar.moveTo(this.#sound.currentTime);
    if (!this.#sound.paused) this.#frame = requestAnimationFrame(() => this.#move());
  }

  #report() {
    this.#traits.set({ playing: !this.#sound.paused, position: Math.round(1000 * this.#sound.currentTime) / 1000 });
  }

  #show() {
    const { duration, paused } = this.#sound;
    const phase = this.#model.get("phase");
    this.#bar.show({ playing: !paused, active: -1, duration });
    const over = !["queued", "working"].includes(phase);
    if (over && this.hasFocus) this.#root.focus({ preventScroll: true }); // the button goes
    this.#stop.hidden = over;
    this.#told.textContent = this.#words(phase);
    this.#draw();
  }

  #words(phase) {
    const { fraction, place, reading, repeated, problem } = this.#model.get("_live");
    if (problem || ENDED[phase]) return problem || ENDED[phase];
    if (phase === "queued") return place > 1 ? `waiting, ${place - 1} before it` : "waiting";
    if (this.#sound.end === "complete") return "drawing its picture";
    const again = repeated ? "made once more" : "being made";
    return reading === null ? `${again} · ${Math.round(100 * fraction)} %` : `reading the text · ${Math.round(100 * reading)} %`;
  }

  // ---- the waveform ----

  #measure() {
    const { length, rate } = this.#sound;
    const hop = Math.round(rate / 100);
    if (length - this.#measured < hop) return;
    const samples = this.#sound.since(this.#measured);
    for (let from = 0; from + hop <= samples.length; from += hop) {
      let most = 0;
      for (let at = from; at < from + hop; at++) most = Math.max(most, Math.abs(samples[at]));
      this.#peaks.push(most);
      this.#measured += hop;
    }
  }

  #draw() {
    this.#measure();
    const width = this.#wave.clientWidth;
    if (width <= 0) return;
    const ratio = window.devicePixelRatio || 1;
    Object.assign(this.#wave, { width: width * ratio, height: HEIGHT * ratio });
    const context = this.#wave.getContext("2d");
    context.scale(ratio, ratio);
    const style = getComputedStyle(this.#root);
    const read = (name) => style.getPropertyValue(name).trim();
    context.fillStyle = read("--sp-panel");
    context.fillRect(0, 0, width, HEIGHT);
    const whole = Math.max(this.#peaks.length, this.#peaks.length / Math.max(0.05, this.#model.get("_live").fraction), 100);
    const loudest = Math.max(0.05, ...this.#peaks);
    context.fillStyle = colourOf(0, read("--sp-l"), read("--sp-c"));
    this.#peaks.forEach((peak, at) => {
      const half = Math.max(0.5, (peak / loudest) * (HEIGHT / 2 - 3));
      context.fillRect((at / whole) * width, HEIGHT / 2 - half, Math.max(1, width / whole), 2 * half);
    });
    context.fillStyle = read("--sp-head");
    context.fillRect(((100 * this.#sound.currentTime) / whole) * width - 1, 0, 2, HEIGHT);
  }
}
