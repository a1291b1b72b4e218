/** A view of a widget that plays clips: the player of the page, connected to the widget's traits. */

import { createPlayer } from "../../ui/static/player/player.js";
import { unlock } from "../../ui/static/player/live_sound.js";
import { NO_KERNEL, waitForKernel } from "./panel.js";
import { soundOf } from "./clip_sounds.js";
import { pauseForOthers } from "./one_sounds.js";
import { Questions } from "./questions.js";
import { passOnShortcuts } from "./shortcuts.js";
import { STYLE } from "./style.js";
import { Traits } from "./traits.js";

const REPORT = 250; // milliseconds from one report of the position to the next
const DRAWN = { f0: "pitch", energy: "energy", syllables: "syllables", spectrogram: "spectrogram", difference: "difference" };
const WORDS = {
  compare: "Player",
  fetching: "Fetching the sound from the kernel …",
  no_answer: "the kernel did not answer",
};
const NO_GESTURE = "The browser starts no sound before a click: press Play.";

export class ClipView {
  #model;
  #player;
  #questions;
  #traits;
  #life = new AbortController();
  #addresses = []; // of sounds that are played from a file
  #last = {}; // what was told to the traits
  #loading = false;
  #loaded = null; // resolves when the clips can be played
  #follows = null;

  /**
   * Options: `judge` and `alone`, for several clips that are judged, or one; `follows` is the `LiveView` whose place it
   * takes (`takeOver`).
   */
  constructor(model, el, { judge = false, alone = false, follows = null } = {}) {
    const { signal } = this.#life;
    this.#model = model;
    this.#questions = new Questions(model);
    const ask = model.get("_alone") ? null : async (look, ids) => (await this.#questions.ask("look", { look, ids })).message.wire;
    const settings = { pitch: false, energy: false, syllables: false, ...this.#wanted() };
    const words = { ...WORDS, compare: judge ? "Comparison" : "Player" };
    this.#follows = follows;
    this.#player = createPlayer(el, { keys: "root", slots: 1, ask, judge, settings, words, context: unlock });
    this.#player.element.classList.toggle("sp-alone", alone);
    this.#player.element.append(Object.assign(document.createElement("style"), { textContent: STYLE }));
    passOnShortcuts(this.#player.element, signal);
    pauseForOthers(this.#player.element, () => this.#player.pause(), signal);
    this.#player.element.addEventListener("studio:change", () => queueMicrotask(() => this.#tell()), { signal });
    this.#player.element.addEventListener("studio:seek", () => this.#tell(), { signal });
    this.#player.element.addEventListener("studio:arrange", (event) => this.#arrange(event), { signal });
    this.#traits = new Traits(model, this.#changed());
    const come = (message) => message.kind === "sounds" && this.#player.fetch();
    model.on("msg:custom", come);
    signal.addEventListener("abort", () => model.off("msg:custom", come));
    const report = setInterval(() => this.#player.state.playing && this.#tell(), REPORT);
    signal.addEventListener("abort", () => clearInterval(report));
    this.#load();
  }

  /** Once the clip can be played, go on where the view that it follows is: sound and focus too. */
  async takeOver() {
    const live = this.#follows;
    await this.#loaded;
    if (!live.sound.paused) await this.#player.fetch(); // a long one comes only when it is to be heard
    this.#follows = null;
    if (this.#life.signal.aborted) return live.dispose();
    const { sound, hasFocus } = live;
    const plays = !sound.paused;
    this.#player.element.parentElement.hidden = false;
    this.#player.seek(sound.scheduledTime);
    if (plays) this.#player.play(); // which pauses the other: both fade at the same samples
    sound.pause();
    live.dispose();
    if (hasFocus) this.#player.element.focus({ preventScroll: true });
    return undefined;
  }

  dispose() {
    this.#life.abort();
    this.#follows?.dispose();
    this.#traits.dispose();
    this.#questions.dispose();
    this.#player.dispose();
    this.#addresses.forEach((address) => URL.revokeObjectURL(address));
  }

  // ---- from the kernel ----

  #changed() {
    const player = this.#player;
    const own = (act) => (value, byView) => byView || act(value); // what another view does concerns that view
    return {
      _clips: () => this.#load(),
      order: () => this.#load(),
      active: (label) => player.switchTo(this.#labels.indexOf(label)),
      playing: own((on) => (on ? this.#start() : player.pause())),
      position: own((seconds) => player.seek(seconds)),
      region: (region) => player.select(region && { from: region[0], to: region[1] }),
      speed: (speed) => player.setSpeed(speed),
      matched: (on) => player.match(on),
      show: () => player.draw(this.#wanted()),
      chosen: (chosen) => player.judge({ chosen }),
      rejected: (rejected) => player.judge({ rejected }),
    };
  }

  #start() {
    if (navigator.userActivation?.hasBeenActive !== false) return this.#player.play();
    this.#player.say(NO_GESTURE);
    return this.#traits.set({ playing: false });
  }

  get #labels() {
    return this.#model.get("order") ?? this.#model.get("_clips").map(({ label }) => label);
  }

  /** What is to be drawn; undefined where a widget does not say. */
  #wanted() {
    const show = this.#model.get("show");
    return show && Object.fromEntries(Object.entries(DRAWN).map(([name, setting]) => [setting, show.includes(name)]));
  }

  #load() {
    this.#loaded = this.#loadClips();
  }

  async #loadClips() {
    const clips = this.#model.get("_clips");
    const byLabel = new Map(clips.map((clip) => [clip.label, this.#playable(clip)]));
    this.#loading = true;
    await this.#player.load(this.#labels.map((label) => byLabel.get(label)).filter(Boolean));
    if (this.#player.state.status !== "ready") return;
    this.#apply();
    this.#last = this.#snapshot();
    this.#loading = false;
  }

  /** Bring the player to what the traits say. */
  #apply() {
    const { get } = { get: (name) => this.#model.get(name) };
    const player = this.#player;
    if (get("chosen") !== undefined) player.judge({ chosen: get("chosen"), rejected: get("rejected") });
    if (get("active")) player.switchTo(this.#labels.indexOf(get("active")));
    if (get("matched") === false) player.match(false);
    if (get("speed") !== 1) player.setSpeed(get("speed"));
    const region = get("region");
    if (region) player.select({ from: region[0], to: region[1] });
    const wanted = this.#wanted();
    if (wanted) player.draw(wanted);
    if (this.#follows) return; // it takes over where that is
    if (get("position") && !player.state.playing) player.seek(get("position"));
    if (get("playing")) this.#start();
  }

  // ---- sounds ----

  /** A clip with its sound, if that has come, or with what asks for it when it is to be heard. */
  #playable(clip) {
    const sound = soundOf(this.#model, clip.id);
    if (sound && !clip.long) return { ...clip, audio: sound };
    return { ...clip, streamed: clip.long, audio: async () => this.#addressed(clip, await this.#fetch(clip)) };
  }

  async #fetch({ id }) {
    const come = soundOf(this.#model, id);
    if (come) return come;
    const answered = waitForKernel(() => this.#player.say(NO_KERNEL));
    try {
      return (await this.#questions.ask("sound", { id })).buffers[0];
    } finally {
      answered();
    }
  }

  #addressed(clip, sound) {
    if (!clip.long) return sound;
    this.#addresses.push(URL.createObjectURL(new Blob([sound], { type: "audio/flac" })));
    return this.#addresses.at(-1);
  }

  // ---- to the kernel ----

  #snapshot() {
    const { active, playing, position, region, matched, wantedSpeed, chosen, rejected } = this.#player.state;
    const { drawn } = this.#player;
    const show = Object.keys(DRAWN).filter((name) => drawn[DRAWN[name]]);
    const all = {
      active: this.#labels[active],
      playing,
      position: Math.round(1000 * position) / 1000,
      region: region && [region.from, region.to],
      matched,
      speed: wantedSpeed,
      show,
      chosen,
      rejected,
    };
    return Object.fromEntries(Object.entries(all).filter(([name]) => this.#model.get(name) !== undefined));
  }

  /** Tell the traits what has changed in this view since it was last told. */
  #tell() {
    if (this.#loading || this.#life.signal.aborted || this.#player.state.status !== "ready") return;
    const now = this.#snapshot();
    const before = this.#last;
    this.#last = now;
    const changed = Object.entries(now).filter(([name, value]) => JSON.stringify(value) !== JSON.stringify(before[name]));
    this.#traits.set(Object.fromEntries(changed));
  }

  #arrange(event) {
    event.preventDefault();
    this.#traits.set({ order: event.detail.ids.filter(Boolean) });
    this.#load();
  }
}
