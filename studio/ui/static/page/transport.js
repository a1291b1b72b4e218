// The page's only transport: it owns what sounds. At most one source sounds at a time: a clip of a list, the player, or
// a blind test. Clips sound here, through one audio element or, while they are made, through their live sound.

const audio = new Audio();
let source = null; // what sounded last: `clips`, or any object with `pause()`
let current = null; // the clip that sounds or sounded last
let sound = audio; // what it sounds through

const clips = { pause: () => sound.pause() };

/** Pause whatever else sounds: `next`, an object with `pause()`, is about to. */
export function claim(next) {
  if (source === next) return;
  source?.pause();
  source = next;
}

/** Forget a source that will not sound again. */
export function release(gone) {
  if (source === gone) source = null;
}

/**
 * Play or pause a clip; from a fraction of its length, where one is given.
 *
 * A clip is `{ address, live, fraction, show(sounding), draw(), successor() }`: `live` is its sound while it is made,
 * and `successor()` returns the clip that stands for it after its own nodes have left the page, or itself, or null.
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

/** Let a clip take the place of another, whose sound goes on. */
export function replace(old, clip) {
  if (current !== old) return;
  current = clip;
  clip.show(!sound.paused);
}

/** Show on the current clip what a sound does. */
export function attend(attended) {
  const listen = (event, act) => attended.addEventListener(event, () => attended === sound && current && act());
  listen("play", () => (current.show(true), follow()));
  listen("pause", () => current.show(false));
  listen("ended", () => {
    current.fraction = 0;
    current.live = null; // from here on, the finished file
    sound = audio;
    current.show(false);
  });
}

attend(audio);

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
  if (!clip) {
    sound.pause();
    current = null;
    return;
  }
  if (clip !== current) (current = clip).show(true);
  current.fraction = sound.currentTime / sound.duration || 0;
  current.draw();
  requestAnimationFrame(follow);
}
