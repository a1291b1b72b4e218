/** Rows of clips: play, where it is, what it is called, and what can be done with it. */

import { button, make, setText } from "./panel.js";

/** One row: `{ node, show(clip), move(heard, playing) }`; `act.play()`, `act.seek(part)`; `tools` are nodes at its end. */
export function clipRow(act, ...tools) {
  const icon = make("span", { "aria-hidden": "true" }, "▶");
  const play = button(icon, () => act.play(), { class: "play" });
  const name = make("span", { class: "clip-name" });
  const facts = make("span", { class: "hint" });
  const fill = make("div", {});
  const line = make("div", { class: "line", onclick: (event) => act.seek((event.clientX - line.getBoundingClientRect().left) / line.clientWidth) }, fill);
  const about = make("div", { class: "about" }, make("div", { class: "names" }, name, " ", facts), line);
  const node = make("li", { class: "clip-row" }, play, about, ...tools);
  let made = 0;
  let isPlaying = null;
  return {
    node,
    /** `{ name, facts, playable, fraction }`; until it is playable, the line shows the fraction that is made. */
    show(clip) {
      setText(name, clip.name);
      setText(facts, clip.facts);
      play.disabled = !clip.playable;
      play.title = clip.playable ? "" : "It is not finished.";
      made = clip.playable ? null : clip.fraction;
      node.toggleAttribute("data-made", clip.playable);
      this.move(0, false);
    },
    move(part, playing) {
      fill.style.width = `${100 * (made ?? part)}%`;
      if (playing === isPlaying && play.getAttribute("aria-label")) return;
      isPlaying = playing;
      setText(icon, playing ? "❚❚" : "▶");
      play.setAttribute("aria-label", `${playing ? "Pause" : "Play"} ${name.textContent}`);
    },
  };
}
