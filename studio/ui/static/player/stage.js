/**
 * The stage: a lane of pictures for each clip on one time axis, with zoom and pan, the play head across all of them,
 * the region that is looped, and what lies under the pointer.
 *
 * It draws a `scene`, which the player owns and changes: `clips` (null where a place is empty), `active`, `duration`,
 * `region` ({ from, to } or null), `looping`, `settings`, `difference` (null, or { first, second, data }), `theme`,
 * `gainOf(clip)` in dB, `text(key, values)` (`words.js`), and `fill`: whether the lanes share the height there is, rather
 * than having heights of their own; and `judged` (null, or { chosen, rejected }, ids of clips, where clips are judged). It
 * tells the player what the user does: `acts` are seek(seconds), select(region or null), hear(place), arrange(places),
 * compare(first, second), judge(place, "chosen" or "rejected"), folded() after spectrograms were hidden or shown, and
 * shown() when it comes to be seen.
 */

import { inDecibels, pitchOf } from "./clips.js";
import { DIFFERENCES, MAPS } from "./colour.js";
import {
  CONTOUR_HEIGHT,
  GUTTER,
  LAG_HEIGHT,
  MARGIN,
  commonPitchRange,
  commonRange,
  drawAxis,
  drawContours,
  drawDifference,
  drawLag,
  drawScale,
  drawSpectrogram,
  drawWave,
} from "./picture.js";
import { clipAt, differenceAt } from "./readout.js";
import { LETTERS, colourOf, decibels, icon, make, signed, tool } from "./elements.js";

const NARROWEST = 0.05; // seconds that the window spans at least
const DRAG = 4; // pixels: a shorter way is a click
const HEIGHTS = { 1: [64, 128], 2: [64, 128], 3: [44, 88], 4: [44, 88] }; // pixels of waveform and spectrogram
const LEAST_HEIGHTS = [32, 64];
const FOLDED_HEIGHT = 32;
const SMALLEST = 76; // pixels that a lane has for both pictures; with less, the spectrogram folds
const DENSE = 4; // lanes; with more, their titles are lower
const LOWEST = 14; // pixels of a waveform
const WAVE_SHARE = 0.3; // of a lane's height, beside a spectrogram
const PAIR_WAVE = 56; // pixels of each waveform above a difference that fills the stage
const BELOW_BANDS = 2 * 6 + LAG_HEIGHT + CONTOUR_HEIGHT; // pixels of the difference's other pictures
const ZOOM = 1.5; // by key or button
const WHEEL = 0.0025; // natural logarithm of the zoom, a pixel of the wheel's way

export class Stage {
  #scene;
  #acts;
  #life = new AbortController();
  #resized = new ResizeObserver(() => this.#onResize());
  #visible = false;
  #drawing = 0;
  #window = { from: 0, to: 1 };
  #head = 0;
  #drag = null; // what the pointer does while it is down: { x, moved, move(event), end(moved) }
  #folded = new Set(); // ids of the clips whose spectrogram is hidden
  #rows = [];
  #parts = {};

  constructor(scene, acts) {
    this.#scene = scene;
    this.#acts = acts;
    this.element = make("div", "sp-stage");
    this.#build();
    this.#listen();
    this.#resized.observe(this.#parts.lanes);
  }

  /** The time axis, which takes the focus for the arrow keys. */
  get slider() {
    return this.#parts.timeline;
  }

  get window() {
    return { ...this.#window };
  }

  /** Whether it has a place on the screen: its views are not needed before. */
  get visible() {
    return this.#visible;
  }

  /** What stands under the stage: the scale of colours. */
  get scale() {
    return this.#parts.scale;
  }

  /** What lies under the pointer, in words; a page may place it elsewhere. */
  get readout() {
    return this.#parts.readout;
  }

  /** The buttons for the zoom, and the one that folds all spectrograms. */
  get zoomTools() {
    return this.#parts.zooms;
  }

  dispose() {
    this.#life.abort();
    this.#resized.disconnect();
    cancelAnimationFrame(this.#drawing);
  }

  /** Whether a spectrogram is to be seen. */
  get showsSpectrograms() {
    return !this.#allFolded;
  }

  /** Hide or show all spectrograms. */
  showSpectrograms(on) {
    if (on !== this.showsSpectrograms) this.#fold(this.#scene.clips.filter(Boolean), !on);
  }

  /** Make the lanes anew: there are other clips. */
  show() {
    const { clips, duration } = this.#scene;
    this.#rows = clips.map((clip, place) => this.#lane(clip, place));
    this.element.classList.toggle("sp-dense", this.#scene.fill && clips.length > DENSE);
    this.#parts.lanes.replaceChildren(...this.#rows.map((row) => row.lane), this.#parts.difference.lane);
    this.#parts.timeline.setAttribute("aria-valuemax", duration.toFixed(2));
    this.#window = { from: 0, to: duration };
    this.refresh();
    this.draw();
  }

  /** Bring everything but the pictures up to date. */
  refresh() {
    const { active, clips, difference, fill, judged, text } = this.#scene;
    const pair = fill && difference ? [difference.first, difference.second] : null;
    const cramped = fill && (pair !== null || this.#laneHeight < SMALLEST);
    this.#rows.forEach(({ lane, gain, fold, mels, judges }, place) => {
      lane.classList.toggle("sp-active", place === active);
      lane.hidden = pair !== null && !pair.includes(place);
      if (!gain) return;
      gain.textContent = text("gain", { gain: decibels(this.#scene.gainOf(clips[place])) });
      const folded = this.#folded.has(clips[place].id);
      mels.hidden = folded || cramped;
      fold.hidden = cramped;
      nameButton(fold, text(folded ? "show_spectrogram" : "hide_spectrogram", { letter: LETTERS[place] }));
      fold.replaceChildren(icon(folded ? "unfold" : "fold"));
      if (judged) showJudged(lane, judges, clips[place].id, judged);
    });
    this.#parts.foldAll.hidden = clips.filter(Boolean).length < 3;
    this.#parts.foldAll.style.visibility = cramped ? "hidden" : ""; // it keeps its place, so that the tools after it do too
    nameButton(this.#parts.foldAll, text(this.#allFolded ? "show_all" : "hide_all"));
    this.#parts.difference.lane.hidden = !difference;
    if (difference) this.#refreshDifference(difference);
    this.#placeRegion();
    this.moveHead(this.#head);
  }

  /** Draw at the next frame: while a theme or a size changes, the page's layout passes through states nobody sees. */
  drawSoon() {
    cancelAnimationFrame(this.#drawing);
    this.#drawing = requestAnimationFrame(() => this.draw());
  }

  draw() {
    const { lanes, axis } = this.#parts;
    const { clips, difference, theme, settings } = this.#scene;
    if (!clips.some(Boolean) || !lanes.clientWidth) return;
    const frame = this.#frame(lanes.clientWidth);
    this.#rows.forEach(({ lane, wave, mels }, place) => {
      if (!wave || lane.hidden) return;
      const [clip, colour] = [clips[place], frame.colours[place]];
      const waveHeight = mels.hidden ? frame.foldedHeight : frame.waveHeight;
      drawWave(wave, clip, this.#scene.gainOf(clip), colour, { ...frame, waveHeight });
      if (!mels.hidden) drawSpectrogram(mels, clip, this.#scene.gainOf(clip), frame);
    });
    if (difference?.data) this.#drawDifference(difference, frame);
    drawAxis(axis, this.#window.to, frame);
    drawScale(this.#parts.ramp, MAPS[settings.map]);
    drawScale(this.#parts.difference.ramp, DIFFERENCES[theme]);
    this.#parts.quietest.textContent = signed(frame.range[0].toFixed(0));
    this.#parts.loudest.textContent = `${signed(frame.range[1].toFixed(0))} dB`;
    this.#placeRegion();
    this.#placeThumb();
    this.moveHead(this.#head);
  }

  /** Put the play head at a time. */
  moveHead(seconds) {
    this.#head = seconds;
    const { timeline } = this.#parts;
    for (const { head } of this.#pictured()) shift(head, this.#x(seconds));
    const told = seconds.toFixed(1);
    if (timeline.getAttribute("aria-valuenow") === told) return;
    timeline.setAttribute("aria-valuenow", told);
    timeline.setAttribute("aria-valuetext", this.#scene.text("position_value", { seconds: told }));
  }

  /** Let the window follow the head where it runs out of it. */
  follow(seconds) {
    const { from, to } = this.#window;
    if (this.#drag || (seconds >= from && seconds <= to)) return;
    if (this.#head < from || this.#head > to) return; // the user looks elsewhere
    this.#show(seconds - 0.05 * (to - from), to - from);
  }

  /** Bring a time into the window. */
  reveal(seconds) {
    const { from, to } = this.#window;
    if (seconds < from || seconds > to) this.#show(seconds - (to - from) / 2, to - from);
  }

  /** Show more detail (1), less (-1), or everything (0). */
  zoom(direction) {
    const { from, to } = this.#window;
    if (direction === 0) return this.#show(0, this.#scene.duration);
    const centre = this.#head >= from && this.#head <= to ? this.#head : (from + to) / 2;
    this.#zoomAt(centre, ZOOM ** -direction);
  }

  // -- the window --

  #zoomAt(seconds, factor) {
    const { from, to } = this.#window;
    const span = Math.min(this.#scene.duration, Math.max(NARROWEST, (to - from) * factor));
    this.#show(seconds - ((seconds - from) * span) / (to - from), span);
  }

  #show(from, span) {
    const start = Math.min(Math.max(0, from), Math.max(0, this.#scene.duration - span));
    this.#window = { from: start, to: start + span };
    this.drawSoon();
  }

  get #zoomed() {
    return this.#window.to - this.#window.from < this.#scene.duration - 1e-6;
  }

  /** How wide the window is drawn: between the scales at the left and, where pitch is shown, its scale at the right. */
  get #breadth() {
    return Math.max(1, this.#parts.lanes.clientWidth - GUTTER - this.#margin);
  }

  get #margin() {
    return this.#scene.showsPitch() ? MARGIN : 0;
  }

  #x(seconds) {
    const { from, to } = this.#window;
    const part = to > from ? (seconds - from) / (to - from) : 0;
    if (part > 1 + 1e-6) return this.#parts.lanes.clientWidth + 9; // a head outside the window waits where it is clipped
    return Math.max(-9, GUTTER + part * this.#breadth);
  }

  #timeAt(clientX) {
    const { left } = this.#parts.lanes.getBoundingClientRect();
    const { from, to } = this.#window;
    const time = from + ((clientX - left - GUTTER) / this.#breadth) * (to - from);
    return Math.min(this.#scene.duration, Math.max(0, time));
  }

  #placeRegion() {
    const { region, looping } = this.#scene;
    for (const { region: shade } of this.#pictured()) {
      shade.hidden = !region;
      shade.classList.toggle("sp-looping", looping);
      if (!region) continue;
      const inside = (x) => Math.min(GUTTER + this.#breadth, Math.max(GUTTER, x));
      const [from, to] = [inside(this.#x(region.from)), inside(this.#x(region.to))];
      shift(shade, from);
      shade.style.width = `${to - from}px`;
    }
  }

  #placeThumb() {
    const { overview, thumb } = this.#parts;
    const { from, to } = this.#window;
    overview.hidden = !this.#zoomed;
    thumb.style.left = `${(100 * from) / this.#scene.duration}%`;
    thumb.style.width = `${(100 * (to - from)) / this.#scene.duration}%`;
  }

  // -- building --

  #build() {
    const parts = this.#parts;
    parts.lanes = make("div", "sp-lanes");
    parts.timeline = make("div", "sp-timeline");
    parts.timeline.tabIndex = 0;
    parts.timeline.setAttribute("role", "slider");
    parts.timeline.setAttribute("aria-label", this.#scene.text("position"));
    parts.timeline.setAttribute("aria-valuemin", "0");
    parts.axis = make("canvas", "sp-axis");
    parts.overview = make("div", "sp-overview");
    parts.thumb = make("div", "sp-thumb");
    parts.overview.append(parts.thumb);
    parts.timeline.append(parts.axis, parts.overview);
    parts.difference = this.#differenceLane();
    this.#buildControls();
    this.element.append(parts.controls, parts.lanes, parts.timeline);
    this.#buildScale();
  }

  /** What lies under the pointer, in words, and the buttons for the zoom. */
  #buildControls() {
    const parts = this.#parts;
    parts.readout = make("span", "sp-readout");
    parts.controls = make("div", "sp-controls");
    const { text, fill } = this.#scene;
    parts.foldAll = tool("foldAll", "", () => this.#fold(this.#scene.clips.filter(Boolean), !this.#allFolded));
    parts.zooms = [
      tool("less", text("zoom_out"), () => this.zoom(-1)),
      tool("more", text("zoom_in"), () => this.zoom(1)),
      tool("whole", text("zoom_whole"), () => this.zoom(0)),
      parts.foldAll,
    ];
    if (!fill) parts.controls.append(parts.readout, ...parts.zooms);
    else parts.controls.hidden = true; // the player places them
    this.#read(null);
  }

  #buildScale() {
    const parts = this.#parts;
    parts.scale = make("span", "sp-scale");
    parts.scale.title = this.#scene.text("scale_title");
    parts.quietest = make("span");
    parts.loudest = make("span");
    parts.ramp = make("canvas");
    parts.scale.append(parts.quietest, parts.ramp, parts.loudest);
  }

  #lane(clip, place) {
    const lane = make("div", "sp-lane");
    lane.style.setProperty("--sp-own", colourOf(place));
    const title = make("div", "sp-title");
    title.append(make("span", "sp-badge", LETTERS[place]));
    lane.append(title);
    if (!clip) {
      lane.append(make("div", "sp-vacant", this.#scene.text("empty_place", { letter: LETTERS[place] })));
      return { lane };
    }
    const label = make("span", "sp-label", clip.label);
    label.title = clip.label;
    const gain = make("span", "sp-gain");
    const tools = this.#tools(place);
    const judges = this.#judges(place);
    tools.prepend(...judges);
    const fold = tool("fold", "", () => this.#fold([clip], !this.#folded.has(clip.id)));
    tools.append(fold);
    title.append(label, make("span", "sp-note", clip.note), gain, tools);
    title.addEventListener("click", (event) => event.target.closest("button") || this.#acts.hear(place));
    const [wave, mels] = [make("canvas", "sp-wave"), make("canvas", "sp-mels")];
    const pictures = this.#pictures(wave, mels);
    lane.append(pictures.element);
    return { lane, gain, fold, judges, wave, mels, place, ...pictures };
  }

  /** Hide or show the spectrograms of clips; their waveforms stay. */
  #fold(clips, hide) {
    for (const { id } of clips) this.#folded[hide ? "add" : "delete"](id);
    this.refresh();
    this.draw();
    this.#acts.folded();
  }

  get #allFolded() {
    return this.#scene.clips.every((clip) => !clip || this.#folded.has(clip.id));
  }

  /** What picks a clip or rejects it, where clips are judged. */
  #judges(place) {
    if (!this.#scene.judged) return [];
    const judge = (icon, words, verdict) =>
      tool(icon, this.#scene.text(words, { letter: LETTERS[place] }), () => this.#acts.judge(place, verdict));
    return [judge("pick", "pick", "chosen"), judge("reject", "reject", "rejected")];
  }

  /** What takes a clip out of the comparison, or moves it up. */
  #tools(place) {
    const tools = make("span", "sp-tools");
    const places = this.#scene.clips.map((_, index) => index);
    const above = place - 1;
    if (place > 0 && this.#scene.clips[above]) {
      const moved = places.map((index) => (index === place ? above : index === above ? place : index));
      tools.append(tool("up", this.#scene.text("move_up", { letter: LETTERS[place] }), () => this.#acts.arrange(moved)));
    }
    const left = places.map((index) => (index === place ? null : index));
    tools.append(tool("remove", this.#scene.text("remove", { letter: LETTERS[place] }), () => this.#acts.arrange(left)));
    return tools;
  }

  /** Pictures with the head, the region and the pointer's line over them. */
  #pictures(...canvases) {
    const element = make("div", "sp-pictures");
    const [region, pointer, head] = [make("div", "sp-region"), make("div", "sp-pointer"), make("div", "sp-head")];
    region.hidden = true;
    pointer.hidden = true;
    element.append(...canvases, region, pointer, head);
    return { element, region, pointer, head };
  }

  #differenceLane() {
    const lane = make("div", "sp-difference");
    const title = make("div", "sp-title");
    const what = make("span", "sp-what");
    const note = make("span", "sp-note");
    const scale = make("span", "sp-scale");
    const [ramp, one, other] = [make("canvas"), make("span"), make("span")];
    scale.append(one, ramp, other);
    title.append(what, note, scale);
    const [bands, lag, contours] = [make("canvas", "sp-bands"), make("canvas", "sp-lag"), make("canvas", "sp-contours")];
    const pictures = this.#pictures(bands, lag, contours);
    const message = make("div", "sp-vacant");
    lane.append(title, message, pictures.element);
    return { lane, what, note, message, ramp, scale, one, other, bands, lag, contours, ...pictures };
  }

  // -- the difference --

  #refreshDifference({ first, second, data, problem }) {
    const { what, note, message, scale, one, other, element } = this.#parts.difference;
    const { text } = this.#scene;
    const [a, b] = [LETTERS[first], LETTERS[second]];
    what.replaceChildren(this.#pairChoice(second, (chosen) => this.#acts.compare(first, chosen)), text("against"));
    what.append(this.#pairChoice(first, (chosen) => this.#acts.compare(chosen, second)));
    note.textContent = text("on_axis", { letter: a });
    one.textContent = text("louder", { letter: a });
    other.textContent = text("louder", { letter: b });
    scale.title = text("louder_title");
    message.textContent = problem ?? text("aligning");
    message.hidden = Boolean(data);
    element.hidden = scale.hidden = !data;
  }

  /** A letter, or, where there are more than two clips, a choice of letters. */
  #pairChoice(chosen, choose) {
    const { clips } = this.#scene;
    if (clips.filter(Boolean).length <= 2) return make("b", "", LETTERS[chosen]);
    const choice = make("select", "sp-pair");
    choice.setAttribute("aria-label", this.#scene.text("pair"));
    clips.forEach((clip, place) => {
      if (!clip) return;
      const option = make("option", "", LETTERS[place]);
      option.value = place;
      option.selected = place === chosen;
      choice.append(option);
    });
    choice.addEventListener("change", () => {
      choice.blur(); // so that the keys are the player's again
      choose(Number(choice.value));
    });
    return choice;
  }

  #drawDifference({ first, second, data }, frame) {
    const { bands, lag, contours } = this.#parts.difference;
    const { text } = this.#scene;
    drawDifference(bands, data, { ...frame, height: frame.bandsHeight });
    drawLag(lag, data, frame.colours[second], text("later", { letter: LETTERS[second] }), frame);
    const pitches = [first, second].map((place) => pitchOf(this.#scene.clips[place]));
    contours.hidden = !pitches.every(Boolean);
    if (!contours.hidden) drawContours(contours, data, pitches, [frame.colours[first], frame.colours[second]], text("both_f0"), frame);
  }

  /** What all pictures of one drawing share. */
  #frame(width) {
    const { clips, settings, theme } = this.#scene;
    const present = clips.filter(Boolean);
    const views = present.map((clip) => clip.sound.view);
    const gainsDb = present.map((clip) => this.#scene.gainOf(clip));
    const style = getComputedStyle(this.element);
    const read = (name) => style.getPropertyValue(name).trim();
    const { from, to } = this.#window;
    const loudest = views.map((view, index) => view.peak * 10 ** (gainsDb[index] / 20));
    const energies = views.map((view, index) => inDecibels(view.spectrogram, Math.max(...view.energy)) + gainsDb[index]);
    return {
      width,
      ...this.#heights(present.length),
      from,
      right: width - this.#margin,
      pixelsPerSecond: (width - this.#margin - GUTTER) / (to - from),
      settings,
      theme,
      range: commonRange(views, gainsDb, settings.range),
      loudest: Math.max(1e-4, ...loudest),
      loudestEnergy: Math.max(-60, ...energies),
      pitchRange: commonPitchRange(present.map(pitchOf)),
      panel: read("--sp-panel"),
      line: read("--sp-line"),
      muted: read("--sp-muted"),
      text: read("--sp-text"),
      colours: clips.map((_, place) => colourOf(place, read("--sp-l"), read("--sp-c"))),
    };
  }

  /** How high the pictures are, in pixels: fixed, or, where they fill the stage, what each lane has. */
  #heights(count) {
    const { fill, difference } = this.#scene;
    const [waveHeight, height] = HEIGHTS[count] ?? LEAST_HEIGHTS;
    if (!fill) return { waveHeight, height, foldedHeight: FOLDED_HEIGHT, bandsHeight: height };
    if (difference) {
      const { bottom } = this.#parts.lanes.getBoundingClientRect();
      const { top } = this.#parts.difference.element.getBoundingClientRect();
      return { waveHeight: PAIR_WAVE, height, foldedHeight: PAIR_WAVE, bandsHeight: Math.max(64, bottom - top - BELOW_BANDS - 12) };
    }
    const room = this.#laneHeight;
    const wave = Math.round(WAVE_SHARE * room);
    return { waveHeight: wave, height: room - wave - 4, foldedHeight: Math.max(LOWEST, room - 4), bandsHeight: height };
  }

  /** The pixels that each lane has for its pictures. */
  get #laneHeight() {
    const lanes = Math.max(1, this.#rows.length);
    return Math.floor(this.#parts.lanes.clientHeight / lanes) - (lanes > DENSE ? 22 : 28) - 6;
  }

  #onResize() {
    const { clientWidth } = this.#parts.lanes;
    const shown = clientWidth > 0;
    if (shown !== this.#visible) {
      this.#visible = shown;
      if (shown) this.#acts.shown();
    }
    if (shown && this.#scene.fill) this.refresh();
    this.drawSoon();
  }

  /** Everything with pictures: the lanes of clips, and that of the difference. */
  #pictured() {
    return [...this.#rows.filter((row) => row.head), this.#parts.difference];
  }

  // -- what the pointer does --

  #listen() {
    const { signal } = this.#life;
    const { lanes, timeline, overview } = this.#parts;
    for (const [element, begin] of [
      [lanes, (event) => this.#beginRegion(event)],
      [overview, (event) => this.#beginScroll(event)],
      [timeline, (event) => this.#beginPan(event)],
    ]) {
      element.addEventListener("pointerdown", (event) => event.button === 0 && begin(event), { signal });
    }
    for (const element of [lanes, timeline]) {
      element.addEventListener("pointermove", (event) => this.#onMove(event), { signal });
      element.addEventListener("pointerup", () => this.#onEnd(), { signal });
      element.addEventListener("pointercancel", () => (this.#drag = null), { signal });
      element.addEventListener("wheel", (event) => this.#onWheel(event), { signal, passive: false });
    }
    lanes.addEventListener("pointermove", (event) => this.#onHover(event), { signal });
    lanes.addEventListener("pointerleave", () => this.#hoverNothing(), { signal });
    timeline.addEventListener("dblclick", () => this.zoom(0), { signal });
  }

  #begin(event, drag) {
    if (!this.#scene.clips.some(Boolean)) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    this.#drag = { x: event.clientX, moved: false, end: () => {}, ...drag };
  }

  #onMove(event) {
    const drag = this.#drag;
    if (!drag) return;
    drag.moved ||= Math.abs(event.clientX - drag.x) > DRAG;
    if (drag.moved) drag.move(event);
  }

  #onEnd() {
    const drag = this.#drag;
    this.#drag = null;
    drag?.end(drag.moved);
  }

  /** On a picture: a click goes there, a drag selects what is looped. */
  #beginRegion(event) {
    if (!event.target.closest(".sp-pictures")) return;
    const start = this.#timeAt(event.clientX);
    const before = this.#scene.region;
    const inside = before && start >= before.from && start <= before.to;
    const move = (moved) => {
      const here = this.#timeAt(moved.clientX);
      this.#scene.region = { from: Math.min(start, here), to: Math.max(start, here) };
      this.#placeRegion();
    };
    const end = (moved) => {
      if (moved) return this.#acts.select(this.#scene.region);
      if (before && !inside) this.#acts.select(null);
      this.#acts.seek(start);
    };
    this.#begin(event, { move, end });
  }

  /** On the axis: a click goes there, a drag moves the window. */
  #beginPan(event) {
    if (this.#drag) return; // the overview has it
    const { from, to } = this.#window;
    const width = this.#breadth;
    const x = event.clientX;
    const move = (moved) => this.#show(from - ((moved.clientX - x) / width) * (to - from), to - from);
    this.#begin(event, { move, end: (moved) => moved || this.#acts.seek(this.#timeAt(x)) });
  }

  /** On the overview: a drag moves the window, a click brings it there. */
  #beginScroll(event) {
    const { from, to } = this.#window;
    const { left, width } = this.#parts.overview.getBoundingClientRect();
    const timeOf = (clientX) => ((clientX - left) / width) * this.#scene.duration;
    const held = event.target === this.#parts.thumb ? timeOf(event.clientX) - from : (to - from) / 2;
    const move = (moved) => this.#show(timeOf(moved.clientX) - held, to - from);
    this.#begin(event, { move });
    move(event);
  }

  #onWheel(event) {
    if (!this.#scene.clips.some(Boolean)) return;
    const unit = event.deltaMode === 1 ? 30 : 1; // lines to pixels
    const { from, to } = this.#window;
    if (event.ctrlKey || event.metaKey) {
      event.preventDefault();
      this.#zoomAt(this.#timeAt(event.clientX), Math.exp(event.deltaY * unit * WHEEL));
      return;
    }
    const across = event.shiftKey && !event.deltaX ? event.deltaY : event.deltaX;
    if (!this.#zoomed || Math.abs(across) <= Math.abs(event.shiftKey ? 0 : event.deltaY)) return;
    event.preventDefault();
    this.#show(from + ((across * unit) / this.#parts.lanes.clientWidth) * (to - from), to - from);
  }

  #onHover(event) {
    const pictures = event.target.closest?.(".sp-pictures");
    const row = this.#pictured().find(({ element }) => element === pictures);
    const seconds = this.#timeAt(event.clientX);
    if (!row || event.clientX < pictures.getBoundingClientRect().left + GUTTER) return this.#hoverNothing();
    for (const { pointer } of this.#pictured()) {
      pointer.hidden = false;
      shift(pointer, this.#x(seconds));
    }
    const canvas = [row.mels, row.bands].find((each) => each === event.target);
    const box = canvas?.getBoundingClientRect();
    const height = box ? 1 - (event.clientY - box.top) / box.height : null;
    const said = row.mels ? clipAt(this.#scene, row.place, seconds, height) : differenceAt(this.#scene, seconds, height);
    this.#read(said);
  }

  #hoverNothing() {
    for (const { pointer } of this.#pictured()) pointer.hidden = true;
    this.#read(null);
  }

  /** Say what is under the pointer; what the pointer can do, when it is elsewhere. */
  #read(said) {
    const { readout } = this.#parts;
    readout.classList.toggle("sp-hint", said === null);
    readout.textContent = said === null ? this.#scene.text("pointer_hint") : said.filter(Boolean).join(" · ");
  }
}

function showJudged(lane, [pick, reject], id, { chosen, rejected }) {
  const [picked, refused] = [id === chosen, rejected.includes(id)];
  lane.classList.toggle("sp-chosen", picked);
  lane.classList.toggle("sp-rejected", refused);
  pick.setAttribute("aria-pressed", String(picked));
  reject.setAttribute("aria-pressed", String(refused));
}

function nameButton(button, words) {
  button.title = words;
  button.setAttribute("aria-label", words);
}

function shift(element, x) {
  element.style.transform = `translateX(${x}px)`;
}
