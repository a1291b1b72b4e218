/** A take's sound while it is made: 16-bit PCM as it comes, played through Web Audio; used like an audio element. */

import { FADE, RATE, openContext } from "./deck.js";

const FIRST_BUFFER = 0.25; // seconds there must be before it begins
const LARGEST_BUFFER = 2; // seconds; each time it ran dry, twice as much is waited for, up to this
const LEAD = 0.02; // seconds between deciding to begin and the first sample

let context = null;

/** Let sound begin later without a click: call this while the user clicks. */
export function unlock() {
  context ??= openContext();
  context.resume().catch(() => {});
  return context;
}

/**
 * Events: `play`, `pause`, `ended` as an audio element's; `waiting` when there is too little sound to go on, `playing`
 * when there is enough again, `repeated` when the take is made once more and is heard from its start, `progress` when
 * more has come.
 *
 * The samples are put one behind the other on the context's clock. The end of what there is always has a fade; more
 * samples take the fade away. So where they come too late, the sound pauses and goes on, without a click.
 */
export class LiveSound extends EventTarget {
  #receive;
  #attempt = 0;
  #chunks = [];
  #length = 0; // samples there are
  #rate = RATE; // Hz; the answer names it
  #end = ""; // "complete" or "stopped" when there will be no more
  #rest = 0; // the sample at which it stands while nothing sounds
  #buffer = FIRST_BUFFER;
  #wanted = false;
  #run = null; // what sounds: { gate, nodes, start, from, to }, in seconds of the context and in samples

  /** `receive(sound)` is called when it is first to be heard, and calls `add`, `repeat` and `finish` from then on. */
  constructor(receive = () => {}) {
    super();
    this.#receive = receive;
  }

  /** Which attempt at the take this is, from 0. */
  get attempt() {
    return this.#attempt;
  }

  /** The samples there are of it. */
  get length() {
    return this.#length;
  }

  /** "complete" or "stopped" when there will be no more, else "". */
  get end() {
    return this.#end;
  }

  /** Hz; set it before the first samples. */
  get rate() {
    return this.#rate;
  }

  set rate(hertz) {
    this.#rate = hertz;
  }

  get paused() {
    return !this.#wanted;
  }

  /** Seconds there are so far; of the whole take once it is complete. */
  get duration() {
    return this.#length / this.#rate;
  }

  get currentTime() {
    return this.#position / this.#rate;
  }

  set currentTime(seconds) {
    this.#halt();
    this.#rest = Math.round(Math.min(this.#length, Math.max(0, seconds * this.#rate)));
    this.#begin();
  }

  /** Seconds at which what goes on in its place must start now, so that nothing is missed or heard twice. */
  get scheduledTime() {
    if (!this.#run) return this.currentTime;
    const { start, from } = this.#run;
    return from / this.#rate + Math.max(0, context.currentTime - start);
  }

  play() {
    unlock();
    this.#wanted = true;
    const receive = this.#receive;
    this.#receive = null;
    receive?.(this);
    this.#notify("play");
    this.#begin();
    return Promise.resolve();
  }

  pause() {
    if (!this.#wanted) return;
    this.#wanted = false;
    this.#halt();
    this.#notify("pause");
  }

  #notify(name) {
    this.dispatchEvent(new Event(name));
  }

  // ---- receiving ----

  /** Add samples, Float32Array, behind those there are. */
  add(samples) {
    if (!samples.length) return;
    this.#chunks.push(samples);
    this.#length += samples.length;
    this.#notify("progress");
    if (this.#run) this.#extend();
    else this.#begin();
  }

  /** The take is made once more: what there was of it is discarded. */
  repeat(attempt) {
    this.#halt();
    this.#attempt = attempt;
    this.#chunks = [];
    this.#length = this.#rest = 0;
    this.#notify("repeated");
    if (this.#wanted) this.#notify("waiting");
  }

  /** There will be no more: it is "complete", or was "stopped". */
  finish(end) {
    this.#end = end;
    if (end === "stopped") return this.#leave();
    if (this.#run) this.#unfade();
    else this.#begin();
  }

  /** The end of it all: what was finished has been heard, or will never be finished. */
  #leave() {
    this.#halt();
    this.#rest = 0;
    this.#wanted = false;
    this.#notify("ended");
  }

  // ---- sounding ----

  get #position() {
    if (!this.#run) return this.#rest;
    const { start, from, to } = this.#run;
    const heard = from + (context.currentTime - (context.outputLatency || 0) - start) * this.#rate;
    return Math.min(to, Math.max(from, heard));
  }

  /** Begin to sound, if that is wanted and there is enough. */
  #begin() {
    if (!this.#wanted || this.#run) return;
    const ahead = this.#length - this.#rest;
    if (this.#end && ahead <= 0) return this.#leave();
    if (!this.#end && ahead < this.#buffer * this.#rate) return this.#notify("waiting");
    const start = context.currentTime + LEAD;
    const gate = new GainNode(context, { gain: 0 });
    gate.connect(context.destination);
    gate.gain.setValueAtTime(0, start);
    gate.gain.linearRampToValueAtTime(1, start + FADE);
    this.#run = { gate, nodes: [], start, from: this.#rest, to: this.#rest };
    this.#extend();
    this.#notify("playing");
  }

  /** Put all that has come behind what sounds, unless its end is too near. */
  #extend() {
    const { gate, nodes, start, from, to } = this.#run;
    const end = start + (to - from) / this.#rate;
    if (to > from && context.currentTime > end - 2 * FADE) return; // the last node's end goes on from there
    const samples = this.#after(to);
    if (!samples.length) return;
    const buffer = new AudioBuffer({ length: samples.length, sampleRate: this.#rate });
    buffer.copyToChannel(samples, 0);
    const node = new AudioBufferSourceNode(context, { buffer });
    node.connect(gate);
    node.onended = () => this.#ranOut(node);
    node.start(end);
    nodes.push(node);
    this.#run.to = to + samples.length;
    if (to > from) gate.gain.cancelScheduledValues(end - FADE);
    const newEnd = start + (this.#run.to - from) / this.#rate;
    if (this.#end) return;
    gate.gain.setValueAtTime(1, Math.max(newEnd - FADE, start + FADE));
    gate.gain.linearRampToValueAtTime(0, newEnd);
  }

  /** The last samples are there: they need no fade. */
  #unfade() {
    this.#extend();
    const { gate, start, from, to } = this.#run;
    const end = start + (to - from) / this.#rate;
    if (to === this.#length && context.currentTime < end - 2 * FADE) gate.gain.cancelScheduledValues(end - FADE);
  }

  #ranOut(node) {
    if (node !== this.#run?.nodes.at(-1)) return;
    this.#rest = this.#run.to;
    this.#run = null;
    if (!this.#end) this.#buffer = Math.min(2 * this.#buffer, LARGEST_BUFFER);
    this.#begin();
  }

  /** Fade out, and stand where it was. */
  #halt() {
    if (!this.#run) return;
    const { gate, nodes } = this.#run;
    this.#rest = Math.floor(this.#position);
    this.#run = null;
    const now = context.currentTime;
    const { gain } = gate;
    (gain.cancelAndHoldAtTime ?? gain.cancelScheduledValues).call(gain, now); // Firefox has only the second
    gain.setTargetAtTime(0, now, FADE / 4);
    nodes.forEach((node) => node.stop(now + 2 * FADE));
  }

  /** The samples from a place on. */
  since(place) {
    return this.#after(place);
  }

  #after(place) {
    const wanted = [];
    let end = this.#length;
    for (let i = this.#chunks.length - 1; i >= 0 && end > place; i--) {
      const begin = end - this.#chunks[i].length;
      wanted.unshift(this.#chunks[i].subarray(Math.max(0, place - begin)));
      end = begin;
    }
    const samples = new Float32Array(this.#length - place);
    let at = 0;
    for (const part of wanted) {
      samples.set(part, at);
      at += part.length;
    }
    return samples;
  }
}

/** The samples of 16-bit PCM. */
export function samplesOf(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Float32Array.from({ length: bytes.byteLength >> 1 }, (_, i) => view.getInt16(2 * i, true) / 32768);
}
