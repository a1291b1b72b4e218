/** One clip; of an audition, a take while it is made, which then becomes the finished clip. */

import { LiveSound, samplesOf } from "../../ui/static/player/live_sound.js";
import { receiveSounds } from "./clip_sounds.js";
import { ClipView } from "./clip_view.js";
import { LiveView } from "./live_view.js";
import { wakeMarimo } from "./panel.js";
import { Traits } from "./traits.js";

const sounds = new Map(); // a widget's key → the sound of its take, which all its views share

/** Receive the sound from the beginning, whether or not a view is there. */
function initialize(model) {
  const leaveClips = receiveSounds(model);
  if (!model.get("_live")) return leaveClips;
  const key = model.get("_key");
  const sound = new LiveSound(() => model.send({ kind: "listening" }));
  const receive = (message, buffers) => message.kind === "samples" && take(model, sound, message, buffers[0]);
  sounds.set(key, sound);
  model.on("msg:custom", receive);
  model.send({ kind: "from", attempt: 0, start: 0 }); // what was sent before this page was there
  return () => {
    leaveClips();
    sounds.delete(key);
    model.off("msg:custom", receive);
    sound.pause();
  };
}

function take(model, sound, { attempt, start, rate, end }, content) {
  if (sound.end || attempt < sound.attempt) return;
  if (rate) sound.rate = rate;
  if (attempt > sound.attempt) sound.repeat(attempt);
  if (start > sound.length) return model.send({ kind: "from", attempt, start: sound.length }); // something was missed
  const samples = samplesOf(new Uint8Array(content.buffer, content.byteOffset, content.byteLength));
  sound.add(samples.subarray(sound.length - start));
  if (end) sound.finish(end);
}

function render(model, el) {
  const sound = sounds.get(model.get("_key"));
  if (!sound || model.get("_clips").length) return renderClip(model, el);
  return renderLive(model, el, sound);
}

function renderClip(model, el) {
  const view = new ClipView(model, el, { alone: true });
  return () => view.dispose();
}

/** Show the take that is made, and the clip once it is there. */
function renderLive(model, el, sound) {
  let view = new LiveView(model, el, sound);
  const finish = async () => {
    if (!model.get("_clips").length) return;
    model.off("change:_clips", finish);
    const live = view;
    const box = document.createElement("div");
    box.hidden = true;
    el.append(box);
    view = new ClipView(model, box, { alone: true, follows: live });
    await view.takeOver();
  };
  model.on("change:_clips", finish);
  const traits = new Traits(model, { phase: (phase) => ["queued", "working"].includes(phase) || wakeMarimo(traits) });
  return () => {
    model.off("change:_clips", finish);
    traits.dispose();
    view.dispose();
  };
}

export const player = { initialize, render };
