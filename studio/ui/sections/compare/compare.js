// The player and what is compared in it.

import { clear as clearAll, compare, comparison, hear, tell } from "../../static/page/event_bus.js";
import { getJson, make, section } from "../../static/page/dom.js";
import { numbers } from "./comparison_numbers.js";
import { createPlayer } from "../../static/player/player.js";

const AWAY = 1500; // milliseconds until the studio is asked again after it did not answer

export function mount(element) {
  const clear = make("button", { type: "button", class: "small quiet", hidden: true }, "clear");
  const panel = section("Compare", clear);
  const host = make("div", { class: "player-host" });
  panel.append(host, numbers());
  element.append(panel);
  const player = createPlayer(host, { keys: "document", ask });

  let asked = 0;
  async function fill() {
    const turn = ++asked;
    const { places } = comparison;
    clear.hidden = !places.some(Boolean);
    if (clear.hidden) return player.clear();
    const clips = await getJson(`/studio/clips.json?${query(places)}`).catch(({ status }) => {
      if (!status) setTimeout(() => turn === asked && fill(), AWAY); // no answer; the engine's line says so
      return null;
    });
    if (turn !== asked || clips === null) return;
    if (forgetMissing(clips)) return;
    await player.load(places.map((reference) => clips.find((clip) => clip.id === reference) ?? null));
  }

  clear.addEventListener("click", clearAll);
  host.addEventListener("studio:arrange", (event) => {
    event.preventDefault();
    compare(event.detail.ids);
  });
  host.addEventListener("studio:play", () => tell("hush"));
  hear("playing", () => player.pause());
  hear("comparison", fill);
  fill();
}

/** Get what the player shows on demand. */
async function ask(kind, references, signal) {
  const answer = await fetch(`/studio/views/${kind}.json?${query(references)}`, { signal });
  if (!answer.ok) throw new Error(`${kind}: ${answer.status}`);
  return answer.json();
}

function query(places) {
  return new URLSearchParams(places.filter(Boolean).map((reference) => ["ref", reference]));
}

/** Empty the places whose take or preset is no longer there. */
function forgetMissing(clips) {
  const there = new Set(clips.map((clip) => clip.id));
  const left = comparison.places.map((reference) => (there.has(reference) ? reference : null));
  const changed = left.some((reference, place) => reference !== comparison.places[place]);
  if (changed) compare(left);
  return changed;
}
