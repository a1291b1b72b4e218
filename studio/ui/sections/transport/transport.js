// The bar at the bottom: what sounds or sounded last, the tray of what is compared, how it is played, and their keys.

import { askAbout, comparedClip } from "../../static/page/compared_clips.js";
import { hear, playerMade, comparisonPlayer, source } from "../../static/page/comparison_player.js";
import { LETTERS, comparison } from "../../static/page/comparison.js";
import { make, setText } from "../../static/page/dom.js";
import { on } from "../../static/page/event_bus.js";
import { claim, heard } from "../../static/page/transport.js";
import { drawWave } from "../../static/page/wave.js";
import { t } from "../../static/page/words.js";
import { isShown } from "../../static/page/workspace.js";
import { clock, colourOf } from "../../static/player/elements.js";
import { Keys } from "../../static/player/keys.js";
import { playbackControls } from "../../static/player/playback_controls.js";
import { readSettings } from "../../static/player/settings.js";
import { tray } from "./tray.js";

const STEP = 5; // seconds an arrow key moves on the waveform
const ROWS = "li, tr, [role=row], [role=option], [role=listitem]";

export function mount(element) {
  const play = make("button", { type: "button", class: "play", onclick: toggleHeard });
  const badge = make("span", { class: "badge", hidden: true });
  const label = make("b", { class: "now-label" });
  const words = make("span", { class: "now-words" });
  const wave = make("canvas", { class: "now-wave", role: "slider", tabindex: 0, "aria-label": t("transport.position"), "aria-valuemin": 0 });
  const time = make("span", { class: "now-time" });
  const now = make("div", { class: "now" }, play, make("div", { class: "now-text" }, badge, label, words), wave, time);
  const controls = playbackControls((key) => t(`player.${key}`), { loop, restart, match, setSpeed });
  const how = make("div", { class: "how" }, controls.loop, controls.restart, controls.match, controls.speed);
  element.append(make("section", { class: "transport", "aria-label": t("transport.title") }, now, tray(), how));

  let frame = 0;

  function show() {
    const view = heard()?.view() ?? null;
    const about = view?.words || comparedClip(view?.ref)?.words;
    if (view?.playing) prepare(view.ref);
    const empty = !view && !comparison.places.some(Boolean);
    play.disabled = empty;
    play.classList.toggle("sounding", Boolean(view?.playing));
    const name = view ? { label: view.label } : null;
    play.setAttribute("aria-label", name ? t(view.playing ? "transport.pause_clip" : "transport.play_clip", name) : t("player.play"));
    badge.hidden = view?.place == null;
    setText(badge, view?.letter ?? "");
    if (!badge.hidden) badge.style.setProperty("--own", colourOf(view.place));
    const next = comparison.places.find(Boolean); // what Space plays
    setText(label, view?.label ?? (empty ? t("transport.nothing") : (comparedClip(next)?.label ?? "")));
    setText(words, about ? t("shell.quoted", { words: about }) : "");
    label.parentElement.title = [view?.label, about].filter(Boolean).join(" · ");
    wave.toggleAttribute("hidden", !view?.peaks);
    move(view);
    const player = playerMade()?.state;
    const { restart: restarts } = readSettings();
    const comparing = { restart: player?.restart ?? restarts, matched: player?.matched ?? true, stretching: player?.stretching ?? false };
    controls.show({ looping: view?.looping ?? false, wantedSpeed: view?.speed ?? 1, ...comparing });
    cancelAnimationFrame(frame);
    if (view?.playing) frame = requestAnimationFrame(follow);
  }

  function move(view) {
    const { time: at = 0, duration = 0 } = view ?? {};
    setText(time, !view ? "" : view.live ? t("transport.so_far", { now: clock(at), made: clock(duration) }) : `${clock(at)} / ${clock(duration)}`);
    if (wave.hidden) return;
    drawWave(wave, view.peaks, duration ? at / duration : 0, view.span);
    wave.setAttribute("aria-valuemax", duration.toFixed(1));
    wave.setAttribute("aria-valuenow", at.toFixed(1));
    wave.setAttribute("aria-valuetext", t("player.position_value", { seconds: at.toFixed(1) }));
  }

  function follow() {
    const view = heard()?.view() ?? null;
    move(view);
    if (view?.playing) frame = requestAnimationFrame(follow);
  }

  wave.addEventListener("click", (event) => seekTo((event.offsetX / wave.clientWidth) * (heard()?.view()?.duration ?? 0)));
  wave.addEventListener("keydown", (event) => {
    const step = { ArrowLeft: -STEP, ArrowRight: STEP }[event.key];
    if (!step || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    seekTo(heard()?.view()?.time + step);
  });
  new ResizeObserver(() => move(heard()?.view() ?? null)).observe(wave);
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => requestAnimationFrame(show));
  new Keys(document, (slider) => slider === playerMade()?.slider, actionOf);
  for (const event of ["sound", "comparison", "compared-clips"]) on(event, show);
  on("workspace", (workspace) => workspace === "compare" && showComparison());
  show();
}

/** Once somebody listens, the comparison is loaded too, so that its keys answer at once. */
function prepare(reference) {
  askAbout(reference);
  if (comparison.places.some(Boolean)) comparisonPlayer();
}

/** In Compare, Space plays what is compared, unless something sounds. */
function showComparison() {
  if (comparison.places.some(Boolean) && !heard()?.view()?.playing) claim(source);
}

function toggleHeard() {
  const sounding = heard();
  if (sounding?.view()) sounding.toggle();
  else if (comparison.places.some(Boolean)) hear(comparison.places.findIndex(Boolean), true);
}

function seekTo(seconds) {
  if (Number.isFinite(seconds)) heard()?.seek(Math.max(0, seconds));
}

function loop() {
  const sounding = heard();
  if (sounding) sounding.loop(!sounding.view()?.looping);
}

function setSpeed(speed) {
  heard()?.setSpeed(speed);
}

async function restart() {
  const player = await comparisonPlayer();
  player.restart(!player.state.restart);
}

async function match() {
  const player = await comparisonPlayer();
  player.match(!player.state.matched);
}

/** What a key does; fields and controls that need it have been asked before. */
function actionOf(key) {
  if (document.querySelector("dialog[open]")) return null;
  if (key === " ") return toggleHeard;
  if (key === "Enter") return playFocusedRow();
  const place = key.length === 1 ? LETTERS.indexOf(key.toUpperCase()) : -1;
  if (place >= 0) return comparison.places[place] ? () => switchTo(place) : null;
  if (key.toLowerCase() === "x") return comparison.places.some(Boolean) ? switchOn : null;
  return isShown("compare") ? (playerMade()?.action(key) ?? null) : null;
}

/** Switch to a clip of the comparison; where a clip of a list sounded, the comparison sounds in its stead. */
function switchTo(place) {
  hear(place, heard() !== source && Boolean(heard()?.view()?.playing));
}

function switchOn() {
  const { places } = comparison;
  const active = playerMade()?.state.active ?? -1;
  const order = places.map((_, step) => (active + 1 + step) % places.length);
  switchTo(order.find((place) => places[place]));
}

/** The row of a list that has the focus is heard. */
function playFocusedRow() {
  const row = document.activeElement;
  const button = row?.matches(ROWS) ? row.querySelector("button.play") : null;
  return button ? () => button.click() : null;
}
