/**
 * The comparison player: plays and shows up to eight clips side by side. No dependencies. The page imports
 * `createPlayer`; the notebook's widget uses the default export of a bundle of these modules.
 *
 *   const player = createPlayer(root, { keys: "document" });
 *   await player.load([{ id, label, note, audio, view, gain_db }, …]);
 *
 * `audio` is an address or the bytes of a FLAC or WAV file; `view` is an address or the object that
 * `studio.audio.views.View.to_json` returns; `gain_db` matches the clips' loudness. `null` leaves a place empty.
 *
 * All clips are channels of one buffer behind one source node, so they cannot drift apart: switching moves gains only.
 * Labels and notes are user text: they reach the page through `textContent` and `fillText`, never as HTML.
 */

import { loadClip, readView } from "./clips.js";
import { MAPS } from "./colour.js";
import { Deck, assemble } from "./deck.js";
import { Keys } from "./keys.js";
import { RANGES, readSettings, saveSettings } from "./settings.js";
import { Stage } from "./stage.js";
import { stretch } from "./stretch.js";
import { CSS } from "./style.js";
import { LETTERS, clock, colourOf, icon, make } from "./elements.js";

export { MAPS } from "./colour.js";
export { FADE, RATE, Deck, assemble, connect, cutLoop, fade, loadTrack, loadTracks } from "./deck.js";
export { stretch } from "./stretch.js";

const DIGITS = "12345678";
const STEP = 0.5; // seconds an arrow key moves
const SHORTEST = 0.05; // seconds of a region
const SPEEDS = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5];
const MAP_NAMES = { dusk: "Dusk", sea: "Sea", gold: "Blue to gold", ink: "Ink" };

class Player {
  #options;
  #clips = []; // the argument of `load`
  #known = new Map(); // loaded sounds by what they were loaded from
  #matched = true;
  #status = "empty";
  #speed = 1; // the user's choice; the deck follows once the sounds are stretched
  #loading = new AbortController();
  #stretching = new AbortController();
  #life = new AbortController();
  #themed = new MutationObserver(() => this.#retheme());
  #frame = 0;
  #requested = new Set(); // views that are loading or loaded, as "place kind"
  #deck = new Deck(() => this.#ended());
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
    theme: "light",
    settings: readSettings(),
    gainOf: (clip) => (this.#matched ? clip.gainDb : 0),
    showsPitch: () => Boolean(this.#options.ask) && (this.#scene.settings.pitch || this.#scene.difference !== null),
  };

  constructor(root, options) {
    this.#options = { keys: "document", slots: 2, ask: null, ...options };
    this.#stage = new Stage(this.#scene, {
      seek: (seconds) => this.seek(seconds),
      select: (region) => this.select(region),
      hear: (place) => this.switchTo(place),
      arrange: (places) => this.#arrange(places),
      compare: (first, second) => this.#openDifference(first, second),
    });
    this.element = make("div", "studio-player");
    this.#build();
    root.append(this.element);
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
    return { status: this.#status, ...heard, region, looping, window: this.#stage.window };
  }

  /** The buffer whose channels are the clips, in order; empty places have none. */
  get buffer() {
    return this.#deck.buffer;
  }

  /** Replace the clips. Resolves when they can be played, have failed, or another load replaced this one. */
  async load(clips) {
    if (clips.length > LETTERS.length) throw new RangeError(`${LETTERS.length} clips can be compared at most.`);
    if (!clips.some(Boolean)) return this.clear();
    const { signal } = this.expect();
    this.#clips = clips;
    try {
      const load = (clip, place) => clip && loadClip(clip, LETTERS[place], this.#known, signal);
      const loaded = await Promise.all(clips.map(load));
      if (!signal.aborted) this.#show(loaded);
    } catch (error) {
      if (signal.aborted) return;
      this.#loading.abort(); // the other clips are not needed
      this.#showMessage("failed", error.message, () => this.load(clips));
    }
  }

  /** Stop, and show that clips are loading; `load` follows. */
  expect() {
    const loading = this.#restart();
    if (this.#parts.body.hidden) this.#showMessage("loading", "Loading …");
    this.#status = "loading";
    this.#parts.body.classList.add("sp-busy"); // the old pictures stay, so that the layout does not jump
    return loading;
  }

  /** Remove all clips. */
  clear() {
    this.#restart();
    this.#scene.clips = [];
    this.#known.clear();
    this.#showMessage("empty", "Nothing to compare yet. Send a take to A and another to B.");
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
    if (this.#status !== "ready" || this.#deck.playing) return;
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
    this.#parts.speed.value = speed;
    if (this.#status !== "ready" || this.#deck.speed === speed) return;
    const { signal } = this.#stretching;
    const tracks = this.#present.map((clip) => clip.sound.track);
    this.#parts.speed.classList.add("sp-working");
    const sounds = speed === 1 ? tracks : await stretch(tracks, speed, signal).catch(() => null);
    if (signal.aborted) return;
    this.#parts.speed.classList.remove("sp-working");
    this.#deck.setSpeed(assemble(sounds), speed);
    this.#refresh();
  }

  // -- what is loaded --

  #restart() {
    this.#loading.abort();
    this.#loading = new AbortController();
    this.#stretching.abort();
    if (this.#deck.playing) this.pause();
    this.#deck.load(null, []);
    return this.#loading;
  }

  #show(loaded) {
    const scene = this.#scene;
    const heard = scene.clips[scene.active]?.id;
    const places = Math.max(loaded.length, this.#options.slots);
    scene.clips = Array.from({ length: places }, (_, place) => loaded[place] ?? null);
    scene.active = this.#placeOf(heard);
    scene.region = null;
    scene.looping = false;
    scene.duration = Math.max(...this.#present.map((clip) => clip.sound.view.duration), 1e-3);
    this.#known = new Map(this.#clips.flatMap((clip, place) => (clip ? [[clip.audio, loaded[place].sound]] : [])));
    this.#requested.clear();
    this.#status = "ready";
    this.#deck.load(assemble(this.#present.map((clip) => clip.sound.track)), this.#levels());
    this.#parts.message.hidden = true;
    this.#parts.body.hidden = false;
    this.#parts.body.classList.remove("sp-busy");
    this.#parts.note.textContent = "";
    this.#buildSwitch();
    this.#stage.show();
    if (scene.difference) this.#openDifference();
    this.#refresh();
    this.#fetchViews();
    this.setSpeed(this.#speed);
  }

  #showMessage(status, text, retry) {
    const { message, body } = this.#parts;
    this.#status = status;
    body.hidden = true;
    message.hidden = false;
    message.className = `sp-message sp-${status}`;
    message.replaceChildren(text);
    if (!retry) return;
    const button = make("button", "sp-retry", "Try again");
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

  #ended() {
    this.#refresh();
    this.#emit("ended");
  }

  // -- views on demand: linear spectrograms, F0, the difference --

  #set(changes) {
    Object.assign(this.#scene.settings, changes);
    saveSettings(this.#scene.settings);
    this.#refresh();
    this.#stage.draw();
    this.#fetchViews();
  }

  /** Request the views that the settings need: YIN for all clips, then pYIN, which takes longer, one by one. */
  async #fetchViews() {
    const { settings, difference, clips } = this.#scene;
    if (!this.#options.ask || this.#status !== "ready") return;
    const { signal } = this.#loading;
    const all = (kind) => Promise.all(clips.map((clip) => clip && this.#fetchView(clip, kind, signal)));
    if (settings.scale === "linear") await all("linear");
    if (settings.syllables) await all("syllables");
    if (!settings.pitch && !difference) return;
    await all("yin");
    for (const clip of clips.filter(Boolean)) await this.#fetchView(clip, "pyin", signal);
  }

  async #fetchView(clip, kind, signal) {
    const { onDemand } = clip.sound;
    const key = `${clip.letter} ${kind}`;
    if (onDemand[kind] || this.#requested.has(key) || signal.aborted) return;
    this.#requested.add(key);
    try {
      onDemand[kind] = await readView(kind, await this.#options.ask(kind, [clip.id], signal));
      if (!signal.aborted) this.#stage.drawSoon();
    } catch {
      if (signal.aborted) return;
      this.#requested.delete(key);
      const what = { linear: "linear spectrogram", syllables: "syllable marks" }[kind] ?? "F0";
      this.#parts.note.textContent = `The ${what} of ${clip.letter} could not be loaded.`;
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
    try {
      const ids = [first, second].map((place) => this.#scene.clips[place].id);
      shown.data = await readView("difference", await this.#options.ask("difference", ids, signal));
    } catch {
      shown.problem = "The difference could not be computed.";
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
    parts.body.append(this.#buildBar(), this.#buildViewControls(), this.#stage.element, this.#buildFoot());
    this.element.append(make("style", "", CSS), parts.message, parts.body);
    this.element.tabIndex = -1;
    this.element.setAttribute("role", "group");
    this.element.setAttribute("aria-label", "Compare takes");
    this.element.setAttribute("data-lm-suppress-shortcuts", "true");
  }

  #buildBar() {
    const parts = this.#parts;
    const bar = make("div", "sp-bar");
    parts.play = make("button", "sp-play");
    parts.play.addEventListener("click", () => this.toggle());
    parts.now = make("b", "", clock(0));
    parts.whole = make("span");
    const time = make("div", "sp-time");
    time.append(parts.now, parts.whole);
    parts.switch = make("div", "sp-switch");
    parts.switch.setAttribute("role", "group");
    parts.switch.setAttribute("aria-label", "Clip that is heard");
    parts.match = this.#toggleButton(
      "Level match",
      "Play the clips equally loud, so that the louder one does not win for being louder",
      () => this.match(!this.#matched),
    );
    bar.append(parts.play, parts.switch, time, parts.match);
    return bar;
  }

  /** Playback options: loop, restart, speed. */
  #buildPlaying() {
    const parts = this.#parts;
    parts.loop = this.#toggleButton("Loop", "Play the selected part round and round; drag over a picture to select one", () =>
      this.loop(!this.#scene.looping),
    );
    parts.restart = this.#toggleButton("From the start", "Start again at each switch: for takes of different pace", () =>
      this.#set({ restart: !this.#scene.settings.restart }),
    );
    const speeds = SPEEDS.map((speed) => [speed, `${speed}×`]);
    parts.speed = this.#choice("Speed", speeds, 1, (speed) => this.setSpeed(Number(speed)));
    parts.speed.title = "Slower or faster at the same pitch";
    return [parts.loop, parts.restart, parts.speed];
  }

  /** Playback options, and the spectrogram's scale, colours, range and overlays. */
  #buildViewControls() {
    const parts = this.#parts;
    const { settings } = this.#scene;
    const views = make("div", "sp-views");
    const scales = [
      ["mel", "Mel"],
      ["linear", "Linear"],
    ];
    parts.scale = this.#choice("Frequency axis", scales, settings.scale, (scale) => this.#set({ scale }));
    const maps = Object.keys(MAPS).map((map) => [map, MAP_NAMES[map]]);
    parts.map = this.#choice("Colours", maps, settings.map, (map) => this.#set({ map }));
    const ranges = RANGES.map((range) => [range, `${range} dB`]);
    parts.range = this.#choice("Range of levels", ranges, settings.range, (range) => this.#set({ range: Number(range) }));
    parts.pitch = this.#toggleButton("F0", "Draw the pitch over the spectrogram", () => this.#set({ pitch: !settings.pitch }));
    parts.energy = this.#toggleButton("Energy", "Draw the level over the waveform, 60 dB from bottom to top", () =>
      this.#set({ energy: !settings.energy }),
    );
    parts.syllables = this.#toggleButton("Syllables", "Mark where each syllable is loudest: an estimate from level and voicing", () =>
      this.#set({ syllables: !settings.syllables }),
    );
    parts.difference = this.#toggleButton("Difference", "Bring two clips to one time axis, and show where they differ", () =>
      this.#toggleDifference(),
    );
    for (const part of [parts.scale, parts.pitch, parts.syllables, parts.difference]) part.hidden = !this.#options.ask;
    const playing = this.#buildPlaying();
    const seen = [parts.scale, parts.map, parts.range, parts.pitch, parts.energy, parts.syllables, parts.difference];
    for (const group of [playing, seen]) {
      const row = make("div", "sp-group");
      row.append(...group);
      views.append(row);
    }
    return views;
  }

  #toggleButton(words, title, act) {
    const button = make("button", "sp-toggle", words);
    button.title = title;
    button.addEventListener("click", act);
    return button;
  }

  #choice(words, options, chosen, choose) {
    const choice = make("select", "sp-choice");
    choice.setAttribute("aria-label", words);
    choice.title = words;
    for (const [value, text] of options) {
      const option = make("option", "", text);
      option.value = value;
      choice.append(option);
    }
    choice.value = chosen;
    choice.addEventListener("change", () => {
      choice.blur(); // so that keys control the player again
      choose(choice.value);
    });
    return choice;
  }

  #buildFoot() {
    const parts = this.#parts;
    const foot = make("div", "sp-foot");
    parts.help = make("div", "sp-help");
    parts.note = make("span", "sp-note");
    parts.note.setAttribute("role", "status");
    foot.append(parts.help, parts.note, this.#stage.scale);
    return foot;
  }

  #buildSwitch() {
    const { clips } = this.#scene;
    this.#parts.buttons = clips.map((clip, place) => {
      const button = make("button", "", LETTERS[place]);
      button.style.setProperty("--sp-own", colourOf(place));
      button.setAttribute("aria-label", clip ? `Hear ${LETTERS[place]}: ${clip.label}` : `${LETTERS[place]} is empty`);
      button.disabled = !clip;
      button.addEventListener("click", () => this.switchTo(place));
      return button;
    });
    this.#parts.switch.replaceChildren(...this.#parts.buttons);
    this.#parts.help.replaceChildren(...helpLine(this.#options.keys, clips.length));
  }

  /** Update everything but the pictures. */
  #refresh() {
    const { play, buttons = [], whole, loop, restart, match, pitch, energy, syllables, difference } = this.#parts;
    const { active, duration, looping, settings } = this.#scene;
    const { playing } = this.#deck;
    play.setAttribute("aria-label", playing ? "Pause" : "Play");
    play.replaceChildren(icon(playing ? "pause" : "play"));
    whole.textContent = ` / ${clock(duration)}`;
    const pressed = [
      [loop, looping],
      [restart, settings.restart],
      [match, this.#matched],
      [pitch, settings.pitch],
      [energy, settings.energy],
      [syllables, settings.syllables],
      [difference, this.#scene.difference !== null],
      ...buttons.map((button, place) => [button, place === active]),
    ];
    for (const [button, on] of pressed) button.setAttribute("aria-pressed", String(on));
    difference.disabled = this.#present.length < 2;
    this.#stage.refresh();
    this.#moveHead();
  }

  #moveHead() {
    const { position } = this.#deck;
    this.#stage.moveHead(position);
    const shown = clock(position);
    if (this.#parts.now.textContent !== shown) this.#parts.now.textContent = shown;
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
    new Keys(rooted ? root : document, this.#stage.slider, (key) => this.#action(key), signal);
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

  #action(key) {
    if (this.#status !== "ready") return null;
    const { clips, region, looping } = this.#scene;
    const { position } = this.#deck;
    const place = key.length === 1 ? Math.max(LETTERS.indexOf(key.toUpperCase()), DIGITS.indexOf(key)) : -1;
    if (place >= 0) return clips[place] ? () => this.switchTo(place) : null;
    return {
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
    }[key.length === 1 ? key.toLowerCase() : key];
  }

  /** Switch to the next clip; after the last, the first. */
  #switchOn() {
    const { clips, active } = this.#scene;
    const order = clips.map((_, step) => (active + 1 + step) % clips.length);
    this.switchTo(order.find((place) => clips[place]));
  }
}

function isDark() {
  const { body, documentElement: html } = document;
  const says = (word) => [body, html].some((element) => element.classList.contains(word));
  if (says("dark") || says("vscode-dark") || body.dataset.jpThemeLight === "false" || html.getAttribute("theme") === "dark") return true;
  if (document.querySelector("gradio-app, .gradio-container") || says("vscode-light") || body.dataset.jpThemeLight) return false;
  return matchMedia("(prefers-color-scheme: dark)").matches;
}

/** The help line: what each key does, in unbreakable pieces. */
function helpLine(keys, places) {
  const letters = places > 2 ? `A – ${LETTERS[places - 1]} or 1 – ${places}` : "A B or 1 2";
  const acts = [
    [letters, "hear"],
    ["X", "next"],
    ["Space", "play or pause"],
    ["← →", `${STEP} s`],
    ["L", "loop"],
    ["Esc", "no loop"],
    ["+ − 0", "zoom"],
  ];
  const shown = (key) => (["or", "–"].includes(key) ? key : make("kbd", "", key));
  const pieces = acts.map(([pressed, does]) => {
    const piece = make("span");
    piece.append(...pressed.split(" ").flatMap((key) => [shown(key), " "]), does);
    return piece;
  });
  return keys === "root" ? [make("span", "", "Click here, then:"), ...pieces] : pieces;
}

/**
 * Make a player inside `root`.
 *
 * Options: `keys` is "document" (the page's default) or "root" (keys act while the player has the focus); `slots` is the
 * number of places shown, filled or not (2); `ask(kind, ids, signal)` resolves to a view in the wire
 * form of `studio.audio.view_registry`: "linear", "yin", "pyin" and "syllables" of one clip, "difference" of two. Without `ask`,
 * that is not offered.
 *
 * Events on `player.element`, bubbling: `studio:switch`, `studio:play`, `studio:pause`, `studio:ended`, and
 * `studio:arrange` when the user removes or moves a clip: `detail.ids` is the new order. A listener that prevents the
 * default loads it itself.
 */
export function createPlayer(root, options = {}) {
  return new Player(root, options);
}

/** anywidget's entry: the kernel sends the clips when the view asks for them; nothing is kept in the notebook. */
function render({ model, el }) {
  const view = Math.random().toString(36).slice(2); // identifies this view among those of the widget
  const waiting = new Map(); // requests to the kernel, by their number
  let asked = 0;
  const ask = (kind, ids) =>
    new Promise((resolve, reject) => {
      waiting.set(++asked, { resolve, reject });
      model.send({ kind: "ask", view, number: asked, look: kind, ids });
    });
  const player = createPlayer(el, { keys: "root", ask });
  const onMessage = (message, buffers) => {
    if (message.view !== view) return;
    if (message.kind === "clips") player.load(message.clips.map((clip, place) => ({ ...clip, audio: buffers[place] })));
    if (message.kind !== "look") return;
    const { resolve, reject } = waiting.get(message.number) ?? {};
    if (!waiting.delete(message.number)) return;
    if (message.wire) resolve(message.wire);
    else reject(new Error("The kernel could not compute it."));
  };
  player.expect();
  model.on("msg:custom", onMessage);
  model.send({ kind: "ready", view });
  return () => {
    model.off("msg:custom", onMessage);
    player.dispose();
  };
}

export default { render };
