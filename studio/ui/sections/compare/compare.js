// The player, and what is compared in it.

import { clear as clearAll, compare, comparison, queryOf } from "../../static/page/comparison.js";
import { button, getJson, make, foldingPanel } from "../../static/page/dom.js";
import { on } from "../../static/page/event_bus.js";
import { AWAY, poll } from "../../static/page/polling.js";
import { claim } from "../../static/page/transport.js";
import { createPlayer } from "../../static/player/player.js";
import { comparisonNumbers } from "./comparison_numbers.js";

export function mount(element) {
  const clear = button("clear", clearAll, { class: "small quiet", hidden: true });
  const panel = foldingPanel("Compare", clear);
  const host = make("div", { class: "player-host" });
  panel.append(host, comparisonNumbers());
  element.append(panel);
  const player = createPlayer(host, { keys: "document", ask: fetchView });

  let shown = null; // the places that the player shows, or tried to
  const fill = poll(async () => {
    const { places } = comparison;
    if (places === shown) return null;
    clear.hidden = !places.some(Boolean);
    if (clear.hidden) return (shown = places), player.clear(), null;
    try {
      const clips = await getJson(`/studio/clips.json?${queryOf(places)}`);
      if (places !== comparison.places) return 0;
      shown = places;
      if (!dropMissing(clips)) player.load(places.map((reference) => clips.find((clip) => clip.id === reference) ?? null));
    } catch ({ status }) {
      if (!status) return AWAY; // no answer; the engine line says so
      shown = places;
    }
    return null;
  });

  host.addEventListener("studio:arrange", (event) => {
    event.preventDefault();
    compare(event.detail.ids);
  });
  host.addEventListener("studio:play", () => claim(player));
  on("comparison", fill);
}

/** Fetch what the player shows on demand. */
async function fetchView(kind, references, signal) {
  const answer = await fetch(`/studio/views/${kind}.json?${queryOf(references)}`, { signal });
  if (!answer.ok) throw new Error(`${kind}: ${answer.status}`);
  return answer.json();
}

/** Empty the places whose take or preset is gone. */
function dropMissing(clips) {
  const there = new Set(clips.map((clip) => clip.id));
  const left = comparison.places.map((reference) => (there.has(reference) ? reference : null));
  const changed = left.some((reference, place) => reference !== comparison.places[place]);
  if (changed) compare(left);
  return changed;
}
