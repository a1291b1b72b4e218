/**
 * Plays clips from their files, one audio element each: for clips that are too long to be decoded. It is used as a
 * `Deck` is; but a switch is in sync to some milliseconds, not to the sample, and a loop turns within a quarter second.
 */

import { FADE, openContext } from "./deck.js";

export class FileDeck {
  #context = null;
  #elements = [];
  #gains = [];
  #duration = 0;
  #loop = null;
  #speed = 1;
  #playing = false;
  #onEnded;

  constructor(onEnded) {
    this.#onEnded = onEnded;
  }

  buffer = null; // nothing is decoded
  levels = [];

  get playing() {
    return this.#playing;
  }

  get duration() {
    return this.#duration;
  }

  get speed() {
    return this.#speed;
  }

  get loop() {
    return this.#loop;
  }

  get position() {
    return this.#heard?.currentTime ?? 0;
  }

  get gains() {
    return [...this.levels];
  }

  /** Load files, `{ addresses, duration }`; null removes all. */
  load(files, levels) {
    this.#drop();
    this.#loop = null;
    this.#speed = 1;
    this.#duration = files?.duration ?? 0;
    this.levels = levels;
    this.#elements = (files?.addresses ?? []).map((address) => this.#open(address));
  }

  setLevels(levels) {
    const before = this.#heard;
    const position = this.position;
    this.levels = levels;
    this.#gains.forEach((gain, place) => gain.gain.setTargetAtTime(levels[place], this.#context.currentTime, FADE / 4));
    if (this.#heard === before) return;
    if (this.#heard) this.#heard.currentTime = position;
    if (!this.#playing) return;
    before?.pause();
    this.#start();
  }

  setSpeed(_, speed) {
    this.#speed = speed;
    for (const element of this.#elements) element.playbackRate = speed;
  }

  setLoop(loop) {
    this.#loop = loop;
  }

  play() {
    this.#connect();
    this.#context.resume().catch(() => {});
    if (this.position >= this.#duration) this.seek(0);
    this.#playing = true;
    this.#start();
  }

  pause() {
    this.#playing = false;
    this.#heard?.pause();
  }

  seek(seconds) {
    if (this.#heard) this.#heard.currentTime = Math.min(this.#duration, Math.max(0, seconds));
  }

  close() {
    this.#drop();
    this.#context?.close().catch(() => {});
    this.#context = null;
  }

  /** The element of the clip that is heard. */
  get #heard() {
    return this.#elements[this.levels.findIndex((level) => level > 0)];
  }

  #open(address) {
    const element = new Audio(address);
    element.preload = "metadata";
    element.addEventListener("timeupdate", () => element === this.#heard && this.#turn(element));
    element.addEventListener("ended", () => element === this.#heard && this.#finish());
    return element;
  }

  /** Route the elements through gains, which level matching may set above 1; needs a user gesture. */
  #connect() {
    this.#context ??= openContext();
    for (let place = this.#gains.length; place < this.#elements.length; place++) {
      const gain = new GainNode(this.#context, { gain: this.levels[place] });
      this.#context.createMediaElementSource(this.#elements[place]).connect(gain).connect(this.#context.destination);
      this.#gains.push(gain);
    }
  }

  #start() {
    const element = this.#heard;
    element?.play().catch(({ name }) => name !== "AbortError" && element === this.#heard && this.#finish()); // paused again
  }

  #turn(element) {
    if (this.#loop && element.currentTime >= this.#loop.to) element.currentTime = this.#loop.from;
  }

  #finish() {
    if (this.#loop && !this.#heard?.error) {
      this.seek(this.#loop.from);
      return this.#start();
    }
    this.#playing = false;
    this.#onEnded();
  }

  #drop() {
    this.#playing = false;
    for (const element of this.#elements) {
      element.pause();
      element.removeAttribute("src");
      element.load();
    }
    for (const gain of this.#gains) gain.disconnect();
    this.#elements = [];
    this.#gains = [];
  }
}
