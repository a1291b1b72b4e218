/** How clips are played: loop, from the start at each switch, level match, speed. Shown in the player, or beside it. */

import { choice, toggleButton } from "./elements.js";

const SPEEDS = [0.5, 0.6, 0.7, 0.8, 0.9, 1, 1.1, 1.25, 1.5];

/**
 * Make the controls of what plays: `{ loop, restart, match, speed, show(state) }`, four elements and a function that
 * brings them up to date with `{ looping, restart, matched, wantedSpeed, stretching }`.
 *
 * `acts` are loop(), restart(), match() and setSpeed(number); `text` returns the player's texts (`words.js`).
 */
export function playbackControls(text, acts) {
  const loop = toggleButton(text("loop"), text("loop_title"), acts.loop);
  const restart = toggleButton(text("restart"), text("restart_title"), acts.restart, "restart");
  const match = toggleButton(text("match"), text("match_title"), acts.match, "match");
  const speeds = SPEEDS.map((speed) => [speed, `${speed}×`]);
  const speed = choice(text("speed"), speeds, 1, (chosen) => acts.setSpeed(Number(chosen)));
  speed.title = text("speed_title");
  const show = (state) => {
    for (const [button, on] of [[loop, state.looping], [restart, state.restart], [match, state.matched]]) {
      button.setAttribute("aria-pressed", String(on));
    }
    speed.value = state.wantedSpeed;
    speed.classList.toggle("sp-working", state.stretching);
  };
  return { loop, restart, match, speed, show };
}
