// A take in a row of the history: a play button only. Its waveform would need its whole file, for thousands of takes.

import { shapeOf } from "../../static/page/clip_button.js";
import { make } from "../../static/page/dom.js";
import { toggle } from "../../static/page/transport.js";
import { t } from "../../static/page/words.js";

const clips = new Map(); // a take's id → its clip, which outlives the row: what sounds goes on while the list scrolls

/** Make a take's play button, with `content` on it; `about` is added to its name, `words` are what it says. */
export function playButton(take, content, about, words) {
  const self = clips.get(take.id) ?? newClip(take);
  Object.assign(self, { label: take.label, words });
  self.name = [take.label, about].filter(Boolean).join(", ");
  self.button = make("button", { type: "button", class: "small take-play", "data-take-id": take.id, onclick: () => toggle(self) }, ...content);
  self.show(self.sounding);
  return self.button;
}

function newClip({ id, ref, audio }) {
  const self = { address: audio, ref, peaks: null, fraction: 0, live: null, sounding: false };
  self.draw = () => {};
  self.successor = () => self;
  self.show = (sounding) => {
    self.sounding = sounding;
    if (sounding && !self.peaks) shapeOf(audio).then((peaks) => (self.peaks = peaks)); // for the transport's bar
    self.button.classList.toggle("sounding", sounding);
    self.button.setAttribute("aria-label", t(sounding ? "history.pause" : "history.play", { label: self.name }));
  };
  clips.set(id, self);
  return self;
}
