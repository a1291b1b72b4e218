// The page's only transport: it owns what sounds. At most one source sounds at a time: a clip of a list, the comparison,
// or a blind test. Clips sound here, through one audio element or, while they are made, through their live sound.
//
// A source is any object with `pause()`. One that the bar at the bottom can show also has `view()`, `toggle()`,
// `seek(seconds)`, `loop(on)` and `setSpeed(speed)`; `view()` returns { label, words, letter, place, playing, live,
// time, duration, peaks, span, looping, speed, ref }, or null when there is nothing to show.

import { emit } from "./event_bus.js";

const audio = new Audio();
let source = null; // what sounded last
let shown = null; // what the bar shows: the last source that it can show
let current = null; // the clip that sounds or sounded last
let sound = audio; // what it sounds through
let speed = 1; // of clips

const clips = {
  pause: () => sound.pause(),
  toggle: () => current && toggle(current),
  seek: (seconds) => current && sound === audio && seek(seconds / audio.duration),
  loop: (on) => ((audio.loop = on), emit("sound")),
  setSpeed(wanted) {
    speed = wanted;
    audio.defaultPlaybackRate = audio.playbackRate = wanted;
    emit("sound");
  },
  view: () => current && viewOf(current),
};

/** What the bar shows: the source that sounds or sounded last, or null. */
export const heard = () => shown;

/** Pause whatever else sounds: `next`, an object with `pause()`, is about to. */
export function claim(next) {
  if (source !== next) source?.pause();
  source = next;
  if (next.view) shown = next;
  emit("sound");
}

/** Forget a source that will not sound again. */
export function release(gone) {
  if (source === gone) source = null;
}

/**
 * Play or pause a clip; from a fraction of its length, where one is given.
 *
 * A clip is `{ address, ref, label, words, peaks, live, fraction, show(sounding), draw(), successor() }`: `live` is its
 * sound while it is made, and `successor()` returns the clip that stands for it: itself, or one that is on the page in
 * its stead, or what is left of it.
 */
export function toggle(clip, from = null) {
  const next = from === null && clip.live ? clip.live : audio;
  if (current === clip && sound === next && !sound.paused && from === null) return sound.pause();
  if (current !== clip || sound !== next) change(clip, next);
  claim(clips);
  if (from !== null) seek(from);
  sound.play().catch(() => clip.show(false));
}

/** Play a clip from where it stands, unless it sounds already. */
export function play(clip) {
  if (current !== clip || sound.paused) toggle(clip);
}

/** Pause a clip, where it sounds. */
export function stop(clip) {
  if (current?.address === clip.address && !sound.paused) sound.pause();
}

/** Let a clip take the place of another, whose sound goes on. */
export function replace(old, clip) {
  if (current !== old) return;
  current = clip;
  clip.show(!sound.paused);
  emit("sound");
}

/** Show on the current clip what a sound does. */
export function attend(attended) {
  const listen = (event, act) =>
    attended.addEventListener(event, () => {
      if (attended !== sound || !current) return;
      act();
      emit("sound");
    });
  listen("play", () => (current.show(true), follow()));
  listen("pause", () => current.show(false));
  listen("ended", () => {
    current.fraction = 0;
    current.live = null; // from here on, the finished file
    if (sound !== audio && current.address) audio.src = current.address;
    sound = audio;
    current.show(false);
  });
}

attend(audio);
for (const event of ["loadedmetadata", "seeked"]) audio.addEventListener(event, () => emit("sound"));

function change(clip, next) {
  sound.pause();
  const before = current;
  [current, sound] = [clip, next];
  if (before && before !== clip) {
    before.fraction = 0;
    before.show(false);
  }
  if (next !== audio) return;
  clip.live = null;
  clip.fraction = 0;
  audio.src = clip.address;
}

function seek(fraction) {
  const go = () => (audio.currentTime = fraction * audio.duration);
  if (audio.readyState > 0) go();
  else audio.addEventListener("loadedmetadata", go, { once: true });
}

function follow() {
  if (!current || sound.paused) return;
  const clip = current.successor();
  if (clip !== current) (current = clip).show(true);
  current.fraction = sound.currentTime / sound.duration || 0;
  current.draw();
  requestAnimationFrame(follow);
}

function viewOf(clip) {
  const { currentTime: time, duration, paused } = sound;
  return {
    label: clip.label,
    words: clip.words ?? "",
    ref: clip.ref ?? null,
    letter: "",
    place: null,
    playing: !paused,
    live: sound !== audio,
    time,
    duration: Number.isFinite(duration) ? duration : 0,
    peaks: clip.peaks,
    span: 1,
    looping: sound === audio && audio.loop,
    speed,
  };
}
