/** Up to eight clips side by side: the page's player, with the widget's traits. */

import { createPlayer } from "../../ui/static/player/player.js";
import { pauseForOthers } from "./one_sounds.js";
import { Questions } from "./questions.js";

function render(model, el) {
  const questions = new Questions(model);
  const ask = async (look, ids) => (await questions.ask("look", { look, ids })).message.wire;
  const player = createPlayer(el, { keys: "root", ask, slots: 1 });
  const life = new AbortController();
  pauseForOthers(player.element, () => player.pause(), life.signal);
  const sounds = model.get("_sounds");
  player.load(model.get("_clips").map((clip, place) => ({ ...clip, audio: sounds[place] })));
  return () => {
    life.abort();
    questions.dispose();
    player.dispose();
  };
}

export const comparison = { render };
