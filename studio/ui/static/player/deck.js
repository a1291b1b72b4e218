/**
 * Sound: clips as channels of one buffer, and a deck that plays it.
 *
 *   const deck = new Deck(() => console.log("ended"));
 *   const tracks = await loadTracks(["/studio/takes/1.flac", "/studio/takes/2.flac"], signal);
 *   deck.load(assemble(tracks), [1, 0]); // the second plays along silently
 *   deck.play(); // needs a user gesture first
 *   deck.setLevels([0, 0.7]); // linear; switches within 8 ms, in sync to the sample
 *
 * All clips are channels of one buffer behind one source node, so they cannot drift apart: switching moves gains only.
 */

export const RATE = 24000;
export const FADE = 0.008; // seconds; long enough not to click, short enough to feel immediate

/** Connect each channel of a buffer to a gain of its own; `levels` are linear. */
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

/** Ramp a graph's gains to new levels within `FADE`, from their current values. */
export function fade(graph, levels, now) {
  // Computed, not read from the nodes: not every browser reports a gain's value during a ramp.
  const { from, to, since } = graph.fading;
  const part = Math.min(1, Math.max(0, (now - since) / FADE));
  graph.fading = { from: from.map((level, index) => level + part * (to[index] - level)), to: levels, since: now };
  graph.gains.forEach(({ gain }, index) => {
    gain.cancelScheduledValues(now);
    gain.setValueAtTime(graph.fading.from[index], now);
    gain.linearRampToValueAtTime(levels[index], now + FADE);
  });
}

/** Make one buffer with a channel for each mono track, as long as the longest. */
export function assemble(tracks) {
  const length = Math.max(1, ...tracks.map((track) => track.length));
  const buffer = new AudioBuffer({ length, numberOfChannels: tracks.length, sampleRate: RATE });
  tracks.forEach((track, channel) => buffer.copyToChannel(track, channel));
  return buffer;
}

/**
 * Cut a region out of a buffer so that it loops without a click: at its end, the samples before its start fade in, so
 * that the last sample leads to the first. All channels are cut alike. `from`, `to` in seconds.
 */
export function cutLoop(buffer, from, to) {
  const start = Math.round(from * RATE);
  const length = Math.max(1, Math.min(buffer.length, Math.round(to * RATE)) - start);
  const tail = Math.min(Math.round(FADE * RATE), length);
  const cut = new AudioBuffer({ length, numberOfChannels: buffer.numberOfChannels, sampleRate: RATE });
  for (let channel = 0; channel < buffer.numberOfChannels; channel++) {
    const whole = buffer.getChannelData(channel);
    const part = whole.slice(start, start + length);
    for (let index = 0; index < tail; index++) {
      const weight = (index + 1) / tail;
      const before = whole[start - tail + index] ?? 0;
      part[length - tail + index] += weight * (before - part[length - tail + index]);
    }
    cut.copyToChannel(part, channel);
  }
  return cut;
}

async function decode(bytes) {
  // An offline context decodes without a gesture, and resamples to its own rate.
  const sound = await new OfflineAudioContext(1, 1, RATE).decodeAudioData(bytes);
  return sound.getChannelData(0);
}

/** Open an audio context at the clips' rate, or at the device's where it refuses that. */
export function openContext() {
  try {
    return new AudioContext({ sampleRate: RATE });
  } catch {
    return new AudioContext(); // a device that refuses the rate: the source node resamples
  }
}

/**
 * Plays one buffer; each start makes a new audio graph.
 *
 * Positions are seconds of the clips, whatever the speed; `loop` is `{ from, to }` or null.
 */
export class Deck {
  #context = null;
  #graph = null;
  #since = 0; // the context's time of the last start
  #rest = 0; // the position while paused, or that of the last start
  #speed = 1;
  #loop = null;
  #cut = null; // the looped region, made when it is first played
  #expected = 0; // seconds of the buffer that is not there yet
  #onEnded;
  #sharedContext;

  /** `sharedContext()` returns an audio context that others use too; without it, the deck opens its own. */
  constructor(onEnded, sharedContext = null) {
    this.#onEnded = onEnded;
    this.#sharedContext = sharedContext;
  }

  buffer = null;
  levels = [];

  get playing() {
    return this.#graph !== null;
  }

  get duration() {
    return this.buffer ? this.buffer.duration * this.#speed : this.#expected;
  }

  get speed() {
    return this.#speed;
  }

  get loop() {
    return this.#loop;
  }

  /** The audible position: without the output's latency. */
  get position() {
    if (!this.playing) return this.#rest;
    const passed = this.#context.currentTime - (this.#context.outputLatency || 0) - this.#since;
    const place = this.#rest + Math.max(0, passed) * this.#speed;
    if (!this.#loop) return Math.min(this.duration, place);
    const { from, to } = this.#loop;
    return from + ((place - from) % (to - from));
  }

  /** The current gains. */
  get gains() {
    return this.#graph ? this.#graph.gains.map(({ gain }) => gain.value) : [...this.levels];
  }

  /** Load a buffer; null for one that is loaded later, whose clips have `expected` seconds. */
  load(buffer, levels, expected = 0) {
    this.#stop();
    this.#expected = expected;
    this.#rest = 0;
    this.#speed = 1;
    this.#loop = null;
    this.#cut = null;
    this.buffer = buffer;
    this.levels = levels;
  }

  setLevels(levels) {
    this.levels = levels;
    if (this.playing) fade(this.#graph, levels, this.#context.currentTime);
  }

  /** Continue with a buffer that holds the same clips at another speed. */
  setSpeed(buffer, speed) {
    this.#change(() => {
      this.buffer = buffer;
      this.#speed = speed;
      this.#cut = null;
    });
  }

  /** Loop a region, or, with null, play to the end. */
  setLoop(loop) {
    this.#change(() => {
      this.#loop = loop;
      this.#cut = null;
    });
  }

  play() {
    this.#context ??= this.#sharedContext?.() ?? openContext();
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
    this.#change(() => (this.#rest = Math.min(this.duration, Math.max(0, seconds))));
  }

  close() {
    this.#stop();
    if (!this.#sharedContext) this.#context?.close().catch(() => {});
    this.#context = null;
    this.buffer = null;
    this.#cut = null;
  }

  #change(make) {
    const wasPlaying = this.playing;
    if (wasPlaying) this.pause();
    make();
    if (wasPlaying) this.#start();
  }

  #start() {
    const now = this.#context.currentTime;
    if (this.#loop) this.#cut ??= cutLoop(this.buffer, this.#loop.from / this.#speed, this.#loop.to / this.#speed);
    const graph = connect(this.#context, this.#cut ?? this.buffer, this.levels.map(() => 0));
    fade(graph, this.levels, now);
    graph.source.onended = () => this.#finish(graph);
    graph.source.loop = this.#loop !== null;
    graph.source.start(now, this.#offset() / this.#speed);
    this.#since = now;
    this.#graph = graph;
  }

  /** The offset of the start in the buffer, or in the looped region. */
  #offset() {
    if (!this.#loop) return this.#rest;
    const { from, to } = this.#loop;
    if (this.#rest < from || this.#rest >= to) this.#rest = from;
    return this.#rest - from;
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
    if (this.#graph !== graph) return; // stopped, and another graph may be running
    this.#graph = null;
    this.#rest = this.duration;
    this.#onEnded();
  }
}

// ---- loading ---------------------------------------------------------------------------------------------------

/** A clip that does not load: `reason` is a key of the player's texts (`words.js`), with its `values`. */
export class LoadFailed extends Error {
  constructor(reason, values = {}) {
    super(reason);
    this.reason = reason;
    this.values = values;
  }
}

/** Fetch from the studio, or throw `LoadFailed`. */
export async function fetched(address, signal) {
  let response;
  try {
    response = await fetch(address, { signal });
  } catch (error) {
    if (error.name === "AbortError") throw error;
    throw new LoadFailed("no_answer");
  }
  if (response.status === 404) throw new LoadFailed("gone");
  if (!response.ok) throw new LoadFailed("bad_status", { status: response.status });
  return response;
}

/** Load one clip's samples, mono at `RATE`, from an address or the bytes of a sound file. */
export async function loadTrack(audio, signal) {
  let bytes;
  if (typeof audio === "string") bytes = await (await fetched(audio, signal)).arrayBuffer();
  else if (ArrayBuffer.isView(audio)) bytes = audio.buffer.slice(audio.byteOffset, audio.byteOffset + audio.byteLength);
  else bytes = audio.slice(0); // decoding empties the buffer it is given
  try {
    return await decode(bytes);
  } catch {
    throw new LoadFailed("undecodable");
  }
}

/** Load several. Throws `LoadFailed` with the reason of the first that did not load. */
export function loadTracks(sources, signal) {
  return Promise.all(sources.map((source) => loadTrack(source, signal)));
}
