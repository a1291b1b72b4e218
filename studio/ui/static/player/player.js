/**
 * The comparison player: plays and shows up to eight clips side by side. No dependencies. The page and the widgets of
 * notebooks import `createPlayer`.
 *
 *   const player = createPlayer(root, { keys: "document" });
 *   await player.load([{ id, label, note, audio, view, gain_db }, …]);
 *
 * `audio` is an address or the bytes of a sound file, or a function that resolves to one of them when the clip is to be heard; `view` is an address or the object that
 * `studio.audio.views.View.to_json` returns; `gain_db` matches the clips' loudness. `null` leaves a place empty.
 *
 * All clips are channels of one buffer behind one source node, so they cannot drift apart: switching moves gains only.
 * Labels and notes are user text: they reach the page through `textContent` and `fillText`, never as HTML.
 */

import { Bar } from "./bar.js";
import { LONGEST_MINUTES, fetchSound, loadClip, readView } from "./clips.js";
import { Deck, LoadFailed, assemble } from "./deck.js";
import { FileDeck } from "./file_deck.js";
import { Keys } from "./keys.js";
import { playbackControls } from "./playback_controls.js";
import { readSettings, saveSettings } from "./settings.js";
import { Stage } from "./stage.js";
import { stretch } from "./stretch.js";
import { CSS } from "./style.js";
import { viewControls } from "./view_controls.js";
import { textsFrom } from "./words.js";
import { LETTERS, make } from "./elements.js";

export { MAPS } from "./colour.js";
export { FADE, RATE, Deck, assemble, connect, cutLoop, fade, loadTrack, loadTracks } from "./deck.js";
export { stretch } from "./stretch.js";
export { ENGLISH } from "./words.js";

const DIGITS = "12345678";
const STEP = 0.5; // seconds an arrow key moves
const LONGEST_PYIN = 180; // seconds of a clip that pYIN tracks too, as in `studio.audio.pitch`
const SHORTEST = 0.05; // seconds of a region

class Player {
  #options;
  #text;
  #clips = []; // the argument of `load`
  #known = new Map(); // loaded sounds by what they were loaded from
  #matched = true;
  #status = "empty";
  #speed = 1; // the user's choice; the deck follows once the sounds are stretched
  #loading = new AbortController();
  #stretching = new AbortController();
  #working = false; // whether sounds are being stretched
  #fetching = false; // whether sounds are fetched because they are to be heard
  #life = new AbortController();
  #themed = new MutationObserver(() => this.#retheme());
  #frame = 0;
  #requested = new Set(); // views that are loading or loaded, as "place kind"
  #deck;
  #bar = null;
  #playback = null;
  #views;
  #parts = {};
  #stage;
  /** The state that the stage draws. */
  #scene = {
    clips: [], // one entry a place; null where it is empty
    active: 0,
    duration: 0,
    region: null,
    looping: false,
    difference: null,
    judged: null,
    theme: "light",
    settings: readSettings(),
    gainOf: (clip) => (this.#matched ? clip.gainDb : 0),
    showsPitch: () => Boolean(this.#options.ask) && (this.#scene.settings.pitch || this.#scene.difference !== null),
  };

  constructor(root, options) {
    this.#options = { keys: "document", slots: 2, ask: null, bar: true, fill: false, judge: false, context: null, ...options };
    this.#deck = new Deck(() => this.#ended(), this.#options.context);
    this.#text = textsFrom(this.#options.words);
    Object.assign(this.#scene.settings, this.#options.settings);
    if (this.#options.judge) this.#scene.judged = { chosen: null, rejected: [] };
    this.#scene.text = this.#text;
    this.#scene.fill = this.#options.fill;
    this.#stage = new Stage(this.#scene, {
      seek: (seconds) => this.seek(seconds),
      select: (region) => this.select(region),
      hear: (place) => this.switchTo(place),
      arrange: (places) => this.#arrange(places),
      compare: (first, second) => this.#openDifference(first, second),
      judge: (place, verdict) => this.#judge(place, verdict),
      folded: () => this.element.dispatchEvent(new CustomEvent("studio:change")),
      shown: () => this.#fetchViews(),
    });
    this.element = make("div", "studio-player");
    this.#build();
    root?.append(this.element);
    this.#listen(root);
    this.#retheme();
    this.clear();
  }

  /** A snapshot: what plays, where, and the linear gain of each clip. */
  get state() {
    const { playing, position, speed } = this.#deck;
    const { clips, active, duration, region, looping } = this.#scene;
    const gains = clips.length ? this.#spread(this.#deck.gains) : [];
    const heard = { playing, active, position, duration, gains, matched: this.#matched, speed };
    const restart = this.#scene.settings.restart;
    const chosen = { restart, wantedSpeed: this.#speed, stretching: this.#working };
    return { status: this.#status, ...heard, ...chosen, ...this.#scene.judged, region, looping, window: this.#stage.window };
  }

  /** What is drawn: the settings, and whether the difference and spectrograms are. */
  get drawn() {
    return { ...this.#scene.settings, difference: this.#scene.difference !== null, spectrogram: this.#stage.showsSpectrograms };
  }

  /** The row of what is drawn; a page may add its own controls. */
  get viewBar() {
    return this.#parts.views;
  }

  /** The row below the pictures: messages about views, and the scale of colours. */
  get foot() {
    return this.#parts.foot;
  }

  /** The time axis, whose arrow keys the player handles. */
  get slider() {
    return this.#stage.slider;
  }

  /** The clip that is heard: `{ id, label, note, letter, sound }`, or null. */
  get heard() {
    return this.#scene.clips[this.#scene.active] ?? null;
  }

  /** The buffer whose channels are the clips, in order; empty places have none. */
  get buffer() {
    return this.#deck.buffer;
  }

  /** Replace the clips. Resolves when they can be played, have failed, or another load replaced this one. */
  async load(clips) {
    if (clips.length > LETTERS.length) throw new RangeError(`${LETTERS.length} clips can be compared at most.`);
    if (!clips.some(Boolean)) return this.clear();
    const { signal } = this.expect(clips.some((clip) => clip && clip.id === this.heard?.id));
    this.#clips = clips;
    try {
      const load = (clip, place) => clip && loadClip(clip, LETTERS[place], this.#known, signal, this.#text);
      const loaded = await Promise.all(clips.map(load));
      if (!signal.aborted) this.#show(loaded);
    } catch (error) {
      if (signal.aborted) return;
      this.#restart(); // the other clips are not needed
      this.#showMessage("failed", error.message, () => this.load(clips));
    }
  }

  /** Show that clips are loading; `load` follows. What plays stops, unless it `continues`: it is among the new clips. */
  expect(continues = false) {
    const loading = this.#restart(continues);
    if (this.#parts.body.hidden) this.#showMessage("loading", this.#text("loading"));
    this.#status = "loading";
    this.#parts.body.classList.add("sp-busy"); // the old pictures stay, so that the layout does not jump
    return loading;
  }

  /** Remove all clips. */
  clear() {
    this.#restart();
    this.#scene.clips = [];
    this.#scene.region = null;
    this.#known.clear();
    this.#stage.show();
    this.#showMessage("empty", this.#text("empty"));
  }

  /** Remove the element, and release listeners, observers and the audio device. */
  dispose() {
    this.#loading.abort();
    this.#stretching.abort();
    this.#life.abort();
    this.#themed.disconnect();
    cancelAnimationFrame(this.#frame);
    this.#stage.dispose();
    this.#deck.close();
    this.element.remove();
  }

  play() {
    if (this.#status !== "ready" || this.#deck.playing || this.#fetching) return;
    if (this.#present.some((clip) => clip.sound.request)) {
      this.fetch().then((fetched) => fetched && this.play());
      return;
    }
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
    this.#stage.reveal(this.#deck.position);
    this.#moveHead();
    this.#emit("seek");
  }

  /** Switch to the clip at a place, 0 for A; playback neither starts nor stops. */
  switchTo(place) {
    const { clips, active, settings, region } = this.#scene;
    if (this.#status !== "ready" || !clips[place] || place === active) return;
    this.#scene.active = place;
    this.#deck.setLevels(this.#levels());
    if (settings.restart) this.#deck.seek(region?.from ?? 0);
    this.#refresh();
    this.#emit("switch");
  }

  /** Change what is drawn: any of `drawn`. */
  draw({ difference, spectrogram, ...settings }) {
    const { settings: before } = this.#scene;
    if (Object.entries(settings).some(([name, value]) => before[name] !== value)) this.#set(settings);
    if (spectrogram !== undefined) this.#stage.showSpectrograms(spectrogram);
    if (difference !== undefined) this.showDifference(difference);
  }

  /** Say something below the pictures. */
  say(words) {
    this.#parts.note.textContent = words;
  }

  /** Show which clip is chosen, and which are rejected, by their ids. */
  judge(judged) {
    this.#scene.judged = { ...this.#scene.judged, ...judged };
    this.#refresh();
  }

  /** Fetch the sounds that wait for being heard; resolves to whether they have come. */
  async fetch() {
    const waiting = this.#present.map((clip) => clip.sound).filter((sound) => sound.request);
    if (this.#status !== "ready" || this.#fetching || !waiting.length) return false;
    const { signal } = this.#loading;
    this.#fetching = true;
    this.say(this.#text("fetching"));
    try {
      await Promise.all(waiting.map((sound) => fetchSound(sound, signal)));
    } catch (error) {
      if (!signal.aborted) this.say(error instanceof LoadFailed ? this.#text(error.reason, error.values) : error.message);
      return false;
    } finally {
      this.#fetching = false;
    }
    if (signal.aborted) return false;
    this.say("");
    this.#reloadDeck();
    this.#stage.drawSoon();
    return true;
  }

  /** Start again at each switch, or go on from where it was. */
  restart(on) {
    this.#set({ restart: on });
  }

  /** Turn level matching on or off. */
  match(on) {
    this.#matched = on;
    this.#deck.setLevels(this.#levels());
    this.#refresh();
    this.#stage.draw();
  }

  /** Select a region, `{ from, to }` in seconds, and loop it; null clears it. */
  select(region) {
    const { duration } = this.#scene;
    const kept = region && { from: Math.max(0, region.from), to: Math.min(duration, region.to) };
    this.#scene.region = kept && kept.to - kept.from >= SHORTEST ? kept : null;
    this.loop(this.#scene.region !== null);
    if (this.#scene.region) this.#deck.seek(kept.from);
    this.#moveHead();
  }

  /** Turn the loop on or off: of the region, or of the whole clip without one. */
  loop(on) {
    const { region, duration } = this.#scene;
    this.#scene.looping = on;
    this.#deck.setLoop(on ? (region ?? { from: 0, to: duration }) : null);
    this.#refresh();
  }

  /** Play slower or faster at the same pitch. Resolves when the stretched sounds are ready. */
  async setSpeed(speed) {
    this.#speed = speed;
    this.#stretching.abort();
    this.#stretching = new AbortController();
    this.#work(false);
    if (this.#status !== "ready" || this.#deck.speed === speed) return;
    const { signal } = this.#stretching;
    const tracks = this.#present.map((clip) => clip.sound.track);
    this.#work(true);
    const stretched = speed !== 1 && tracks.every(Boolean);
    const sounds = stretched ? await stretch(tracks, speed, signal).catch(() => null) : tracks;
    if (signal.aborted) return;
    this.#deck.setSpeed(sounds.every(Boolean) ? assemble(sounds) : null, speed);
    this.#work(false);
  }

  #work(working) {
    this.#working = working;
    this.#refresh();
  }

  /** What a key does, or null: for a page that handles keys itself (`keys: null`). */
  action(key) {
    if (this.#status !== "ready") return null;
    const { clips, region, looping } = this.#scene;
    const { position } = this.#deck;
    const digit = this.#options.keys ? DIGITS.indexOf(key) : -1; // a page without `keys` has other uses for digits
    const place = key.length === 1 ? Math.max(LETTERS.indexOf(key.toUpperCase()), digit) : -1;
    if (place >= 0) return clips[place] ? () => this.switchTo(place) : null;
    const act = {
      ...this.#judging(),
      " ": () => this.toggle(),
      ArrowLeft: () => this.seek(position - STEP),
      ArrowRight: () => this.seek(position + STEP),
      x: () => this.#switchOn(),
      l: () => this.loop(!looping),
      Escape: region || looping ? () => this.select(null) : null,
      "+": () => this.#stage.zoom(1),
      "=": () => this.#stage.zoom(1),
      "-": () => this.#stage.zoom(-1),
      0: () => this.#stage.zoom(0),
    };
    return act[key.length === 1 ? key.toLowerCase() : key] ?? null;
  }

  /** Show the difference of two clips, or only the lanes. */
  showDifference(on) {
    if (on && !this.#scene.difference) this.#openDifference();
    if (!on && this.#scene.difference) this.#toggleDifference();
  }

  // -- what is loaded --

  #restart(continues = false) {
    this.#loading.abort();
    this.#loading = new AbortController();
    this.#stretching.abort();
    if (continues) return this.#loading;
    if (this.#deck.playing) this.pause();
    this.#deck.load(null, []);
    return this.#loading;
  }

  #show(loaded) {
    const scene = this.#scene;
    const heard = this.heard?.id;
    const continued = this.#deck.playing ? this.#deck.position : null;
    const places = Math.max(loaded.length, this.#options.slots);
    scene.clips = Array.from({ length: places }, (_, place) => loaded[place] ?? null);
    scene.active = this.#placeOf(heard);
    scene.looping &&= scene.region === null; // a loop of the whole clip goes on
    scene.region = null;
    scene.duration = Math.max(...this.#present.map((clip) => clip.sound.view.duration), 1e-3);
    this.#known = new Map(this.#clips.flatMap((clip, place) => (clip ? [[clip.audio, loaded[place].sound]] : [])));
    this.#requested.clear();
    this.#status = "ready";
    this.#loadDeck(continued);
    this.#parts.message.hidden = true;
    this.#parts.body.hidden = false;
    this.#parts.body.classList.remove("sp-busy");
    const long = this.#present.find((clip) => clip.long);
    this.#parts.note.textContent = long ? this.#text("too_long", { letter: long.letter, minutes: LONGEST_MINUTES }) : "";
    this.#bar?.showClips(scene.clips);
    this.#parts.help?.replaceChildren(...helpLine(this.#text, this.#options, scene.clips.length));
    this.#stage.show();
    if (scene.difference) this.#openDifference();
    this.#refresh();
    this.#fetchViews();
    this.setSpeed(this.#speed);
  }

  /** Load what is played; `continued` is the position from which it goes on playing, or null. */
  #loadDeck(continued) {
    const sounds = this.#present.map((clip) => clip.sound);
    const decoded = sounds.every((sound) => sound.track);
    const waiting = sounds.some((sound) => sound.request);
    const Kind = decoded || waiting ? Deck : FileDeck;
    if (!(this.#deck instanceof Kind)) {
      this.#deck.close();
      this.#deck = new Kind(() => this.#ended(), this.#options.context);
    }
    const { duration } = this.#scene;
    const source = decoded ? assemble(sounds.map((sound) => sound.track)) : waiting ? null : this.#files(duration);
    this.#deck.load(source, this.#levels(), duration);
    if (this.#scene.looping) this.#deck.setLoop(this.#scene.region ?? { from: 0, to: duration });
    if (continued === null) return;
    this.#deck.seek(continued);
    this.#deck.play();
    this.#follow();
  }

  /** Load what is played anew, at the same position. */
  #reloadDeck() {
    const { position } = this.#deck;
    this.#loadDeck(null);
    this.#deck.seek(position);
    this.setSpeed(this.#speed);
  }

  #files(duration) {
    return { addresses: this.#present.map((clip) => clip.sound.address), duration };
  }

  #showMessage(status, text, retry) {
    const { message, body } = this.#parts;
    this.#status = status;
    body.hidden = true;
    message.hidden = false;
    message.className = `sp-message sp-${status}`;
    message.replaceChildren(text);
    this.#refresh();
    if (!retry) return;
    const button = make("button", "sp-retry", this.#text("retry"));
    button.addEventListener("click", retry);
    message.append(button);
  }

  /** Reorder or remove clips; the page may handle that itself. */
  #arrange(places) {
    const given = places.map((place) => (place === null ? null : (this.#clips[place] ?? null)));
    const kept = given.length > this.#options.slots ? given.filter(Boolean) : given;
    if (this.#emit("arrange", { ids: kept.map((clip) => clip?.id ?? null) })) this.load(kept);
  }

  get #present() {
    return this.#scene.clips.filter(Boolean);
  }

  /** The place of a clip; of the first one if it is gone. */
  #placeOf(id) {
    const { clips } = this.#scene;
    const place = clips.findIndex((clip) => clip && clip.id === id);
    return place >= 0 ? place : clips.findIndex(Boolean);
  }

  #levels() {
    const { clips, active, gainOf } = this.#scene;
    return this.#present.map((clip) => (clip === clips[active] ? 10 ** (gainOf(clip) / 20) : 0));
  }

  /** Values of the present clips at their places; 0 for an empty place. */
  #spread(values) {
    let next = 0;
    return this.#scene.clips.map((clip) => (clip ? (values[next++] ?? 0) : 0));
  }

  /** Dispatch an event; false if its default was prevented. */
  #emit(name, more = {}) {
    const detail = { ...this.state, id: this.#scene.clips[this.#scene.active]?.id, ...more };
    const event = new CustomEvent(`studio:${name}`, { bubbles: true, composed: true, cancelable: true, detail });
    return this.element.dispatchEvent(event);
  }

  // -- judging --

  /** Choose the clip at a place, or reject it; again takes that back. A clip is not both. */
  #judge(place, verdict) {
    const { clips, judged } = this.#scene;
    const { id } = clips[place];
    const rejected = judged.rejected.filter((other) => other !== id);
    if (verdict === "rejected") {
      const again = judged.rejected.includes(id);
      this.judge({ chosen: judged.chosen === id ? null : judged.chosen, rejected: again ? rejected : [...rejected, id] });
    } else this.judge({ chosen: judged.chosen === id ? null : id, rejected });
  }

  /** The keys that judge the clip that is heard. */
  #judging() {
    if (!this.#scene.judged) return {};
    const act = (verdict) => () => this.#judge(this.#scene.active, verdict);
    return { Enter: act("chosen"), Delete: act("rejected"), Backspace: act("rejected") };
  }

  #ended() {
    this.#refresh();
    this.#emit("ended");
  }

  // -- views on demand: linear spectrograms, F0, the difference --

  #set(changes) {
    Object.assign(this.#scene.settings, changes);
    if (!this.#options.settings) saveSettings(this.#scene.settings);
    this.#refresh();
    this.#stage.draw();
    this.#fetchViews();
  }

  /** Request the views that the settings need: YIN for all clips, then pYIN, which takes longer, one by one. */
  async #fetchViews() {
    const { settings, difference, clips } = this.#scene;
    if (!this.#options.ask || this.#status !== "ready" || !this.#stage.visible) return;
    const { signal } = this.#loading;
    const all = (kind) => Promise.all(clips.map((clip) => clip && this.#fetchView(clip, kind, signal)));
    if (settings.scale === "linear") await all("linear");
    if (settings.syllables) await all("syllables");
    if (!settings.pitch && !difference) return;
    await all("yin");
    const short = clips.filter((clip) => clip && clip.sound.view.duration <= LONGEST_PYIN);
    for (const clip of short) await this.#fetchView(clip, "pyin", signal);
  }

  async #fetchView(clip, kind, signal) {
    const { onDemand } = clip.sound;
    const key = `${clip.letter} ${kind}`;
    if (clip.long || onDemand[kind] || this.#requested.has(key) || signal.aborted) return;
    this.#requested.add(key);
    try {
      onDemand[kind] = await readView(kind, await this.#options.ask(kind, [clip.id], signal));
      if (!signal.aborted) this.#stage.drawSoon();
    } catch {
      if (signal.aborted) return;
      this.#requested.delete(key);
      const view = this.#text({ linear: "view_linear", syllables: "view_syllables" }[kind] ?? "view_f0");
      this.#parts.note.textContent = this.#text("view_failed", { view, letter: clip.letter });
    }
  }

  #toggleDifference() {
    if (!this.#scene.difference) return this.#openDifference();
    this.#scene.difference = null;
    this.#refresh();
    this.#stage.drawSoon();
  }

  /** Show the difference of two places; default: the first clip and the active one. */
  async #openDifference(first, second) {
    const filled = this.#scene.clips.flatMap((clip, place) => (clip ? [place] : []));
    this.#scene.difference = null;
    if (filled.length < 2) return this.#refresh();
    first ??= filled[0];
    second ??= this.#scene.active !== first ? this.#scene.active : filled[1];
    const shown = { first, second, data: null, problem: null };
    this.#scene.difference = shown;
    this.#refresh();
    this.#stage.drawSoon();
    this.#fetchViews();
    const { signal } = this.#loading;
    const pair = [first, second].map((place) => this.#scene.clips[place]);
    try {
      if (pair.some((clip) => clip.long)) throw new RangeError();
      const ids = [first, second].map((place) => this.#scene.clips[place].id);
      shown.data = await readView("difference", await this.#options.ask("difference", ids, signal));
    } catch (error) {
      const key = error instanceof RangeError ? "difference_too_long" : "difference_failed";
      shown.problem = this.#text(key, { minutes: LONGEST_MINUTES });
    }
    if (signal.aborted || this.#scene.difference !== shown) return;
    this.#refresh();
    this.#stage.draw();
  }

  // -- the user interface --

  #build() {
    const parts = this.#parts;
    parts.message = make("div", "sp-message");
    parts.message.setAttribute("role", "status");
    parts.body = make("div", "sp-body");
    parts.views = make("div", "sp-views");
    const acts = { set: (changes) => this.#set(changes), difference: () => this.#toggleDifference() };
    this.#views = viewControls(this.#text, this.#scene.settings, Boolean(this.#options.ask), acts);
    if (this.#options.bar) this.#buildBar();
    else parts.views.append(group(this.#views.elements), group(this.#stage.zoomTools));
    parts.body.append(parts.views, this.#stage.element, this.#buildFoot());
    this.element.append(make("style", "", CSS), parts.message, parts.body);
    this.element.classList.toggle("sp-fill", this.#options.fill);
    this.element.tabIndex = -1;
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", this.#text("compare"));
    this.element.setAttribute("data-lm-suppress-shortcuts", "true");
  }

  /** The bar, and the row of how it is played and what is drawn. */
  #buildBar() {
    this.#bar = new Bar(this.#text, { toggle: () => this.toggle(), hear: (place) => this.switchTo(place) });
    this.#playback = playbackControls(this.#text, {
      loop: () => this.loop(!this.#scene.looping),
      restart: () => this.restart(!this.#scene.settings.restart),
      match: () => this.match(!this.#matched),
      setSpeed: (speed) => this.setSpeed(speed),
    });
    const { loop, restart, match, speed } = this.#playback;
    this.#bar.element.append(match);
    this.#parts.views.append(group([loop, restart, speed]), group([...this.#views.elements, this.#views.difference]));
    this.#parts.body.append(this.#bar.element);
  }

  #buildFoot() {
    const parts = this.#parts;
    parts.foot = make("div", "sp-foot");
    parts.note = make("span", "sp-note");
    parts.note.setAttribute("role", "status");
    if (this.#options.bar) parts.foot.append((parts.help = make("div", "sp-help")));
    else parts.foot.append(this.#stage.readout);
    parts.foot.append(parts.note, this.#stage.scale);
    return parts.foot;
  }

  /** Update everything but the pictures. */
  #refresh() {
    const { state } = this;
    this.#bar?.show(state);
    this.#playback?.show(state);
    this.#views.show(this.#scene.difference !== null, this.#present.length > 1);
    this.#stage.refresh();
    this.#moveHead();
    this.element.dispatchEvent(new CustomEvent("studio:change"));
  }

  #moveHead() {
    const { position } = this.#deck;
    this.#stage.moveHead(position);
    this.#bar?.moveTo(position);
  }

  #follow() {
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => {
      if (this.#deck.playing) this.#stage.follow(this.#deck.position);
      this.#moveHead();
      if (this.#deck.playing) this.#follow();
    });
  }

  #listen(root) {
    const { signal } = this.#life;
    const rooted = this.#options.keys === "root";
    if (this.#options.keys) {
      const isSlider = (element) => element === this.#stage.slider;
      new Keys(rooted ? root : document, isSlider, (key) => this.action(key), signal);
    }
    if (rooted) this.element.addEventListener("pointerdown", (event) => this.#takeFocus(event), { signal });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => this.#retheme(), { signal });
    for (const element of [document.body, document.documentElement]) this.#themed.observe(element, { attributes: true });
  }

  /** With keys at the root, a click anywhere in the player focuses it. */
  #takeFocus(event) {
    if (!event.target.closest("select, .sp-timeline")) this.element.focus({ preventScroll: true });
  }

  #retheme() {
    const theme = isDark() ? "dark" : "light";
    if (this.element.dataset.theme === theme) return;
    this.element.dataset.theme = theme;
    this.#scene.theme = theme;
    this.#stage.drawSoon();
  }

  /** Switch to the next clip; after the last, the first. */
  #switchOn() {
    const { clips, active } = this.#scene;
    const order = clips.map((_, step) => (active + 1 + step) % clips.length);
    this.switchTo(order.find((place) => clips[place]));
  }
}

/** Whether the page around a player is dark: what Gradio, JupyterLab, marimo or VS Code says, or else the system. */
export function isDark() {
  const { body, documentElement: html } = document;
  const says = (word) => [body, html].some((element) => element.classList.contains(word));
  if (says("dark") || says("vscode-dark") || body.dataset.jpThemeLight === "false" || html.getAttribute("theme") === "dark") return true;
  if (says("light") || says("vscode-light") || body.dataset.jpThemeLight) return false;
  if (document.querySelector("gradio-app, .gradio-container")) return false;
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

function group(elements) {
  const row = make("div", "sp-group");
  row.append(...elements);
  return row;
}

/** The help line: what each key does, in unbreakable pieces. */
function helpLine(text, { keys, judge }, places) {
  const or = text("key_or");
  const letters = places > 2 ? `A – ${LETTERS[places - 1]} ${or} 1 – ${places}` : `A B ${or} 1 2`;
  const acts = [
    ...(places > 1 ? [[letters, text("key_hear")], ["X", text("key_next")]] : []),
    [text("key_space"), text("key_play")],
    ["← →", text("key_step", { seconds: STEP })],
    ["L", text("key_loop")],
    [text("key_escape"), text("key_no_loop")],
    ["+ − 0", text("key_zoom")],
    ...(judge ? [["Enter", text("key_pick")], ["Del", text("key_reject")]] : []),
  ];
  const shown = (key) => ([or, "–"].includes(key) ? key : make("kbd", "", key));
  const pieces = acts.map(([pressed, does]) => {
    const piece = make("span");
    piece.append(...pressed.split(" ").flatMap((key) => [shown(key), " "]), does);
    return piece;
  });
  return keys === "root" ? [make("span", "", text("click_first")), ...pieces] : pieces;
}

/**
 * Make a player inside `root`.
 *
 * Options: `keys` is "document", "root" (keys act while the player has the focus) or null (the page calls
 * `player.action(key)`); `slots` is the number of places shown, filled or not (2); `ask(kind, ids, signal)` resolves to
 * a view in the wire form of `studio.audio.view_registry`: "linear", "yin", "pyin" and "syllables" of one clip,
 * "difference" of two; without `ask`, that is not offered. `bar: false` leaves the bar and the controls of what plays to
 * the page, `fill: true` lets the lanes fill the height of `root`, and `words` replaces texts of `words.js`. `settings` are
 * what is drawn (`draw`), in place of what the browser stored; `judge: true` lets the user pick and reject clips;
 * `context()` returns an audio context that others use too. `root` may be null: the page then places `player.element` itself.
 *
 * Events on `player.element`: `studio:change` after every change of `player.state` but the position; and, bubbling,
 * `studio:switch`, `studio:seek`, `studio:play`, `studio:pause`, `studio:ended`, and
 * `studio:arrange` when the user removes or moves a clip: `detail.ids` is the new order. A listener that prevents the
 * default loads it itself.
 */
export function createPlayer(root, options = {}) {
  return new Player(root, options);
}
