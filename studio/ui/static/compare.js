// The A/B player and what is in it.

import { clearSlots, hear, slots, tell, toSlot } from "./desk.js";
import { getJson, make, section } from "./dom.js";
import { createPlayer } from "./player.js";

export function mount(element) {
  const clear = make("button", { type: "button", class: "small quiet", hidden: true }, "clear");
  const panel = section("Compare", clear);
  const host = make("div", { class: "player-host" });
  panel.append(host);
  element.append(panel);
  const player = createPlayer(host, { keys: "document" });

  let asked = 0;
  async function fill() {
    mark();
    const turn = ++asked;
    const places = [slots.a, slots.b];
    clear.hidden = !places.some(Boolean);
    if (clear.hidden) return player.clear();
    const clips = await getJson(`/studio/clips.json?${new URLSearchParams(query(places))}`).catch(() => null);
    if (turn !== asked || clips === null) return;
    if (forgetMissing(clips)) return;
    await player.load(places.map((reference) => clips.find((clip) => clip?.id === reference) ?? null));
  }

  /** Empty the slots whose take or preset is no longer there. */
  function forgetMissing(clips) {
    const there = new Set(clips.map((clip) => clip?.id));
    const gone = ["a", "b"].filter((slot) => slots[slot] && !there.has(slots[slot]));
    gone.forEach((slot) => toSlot(slot, null));
    return gone.length > 0;
  }

  clear.addEventListener("click", clearSlots);
  host.addEventListener("studio:play", () => tell("hush"));
  hear("playing", () => player.pause());
  hear("slots", fill);
  hear("drawn", mark);
  fill();
}

function query(places) {
  return places.filter(Boolean).map((reference) => ["ref", reference]);
}

/** Show on every "to A" and "to B" whether its clip is there. */
function mark() {
  for (const button of document.querySelectorAll("[data-slot]")) {
    button.setAttribute("aria-pressed", slots[button.dataset.slot] === button.dataset.ref);
  }
}
