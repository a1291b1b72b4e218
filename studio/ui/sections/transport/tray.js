// The tray: the clips A to H that are compared. A click hears one; a lock keeps A or B from being replaced.

import { comparedClip } from "../../static/page/compared_clips.js";
import { hear, playerMade, source } from "../../static/page/comparison_player.js";
import { LETTERS, MOST, add, clear, comparison, isLocked, lock, put, remove, restore, snapshot } from "../../static/page/comparison.js";
import { button, make } from "../../static/page/dom.js";
import { on } from "../../static/page/event_bus.js";
import { roving } from "../../static/page/roving.js";
import { tell } from "../../static/page/toast.js";
import { heard } from "../../static/page/transport.js";
import { t } from "../../static/page/words.js";
import { colourOf, icon } from "../../static/player/elements.js";

const LOCKS = 2; // A and B, where a new version enters

/** Make the tray; it follows the comparison. */
export function tray() {
  const chips = make("div", { class: "tray-clips" });
  const away = button(t("comparison.clear"), clearAll, { class: "small quiet", title: t("comparison.clear_title") });
  const bar = make("div", { class: "tray", role: "toolbar", "aria-label": t("comparison.tray"), title: t("comparison.rule") }, chips, away);
  let drawn = "";

  function show() {
    const { places, locked } = comparison;
    const labels = places.map((reference) => comparedClip(reference)?.label ?? "");
    const offered = heard()?.view()?.ref ?? null;
    const stamp = JSON.stringify([places, locked, labels, offered]);
    if (stamp !== drawn) {
      drawn = stamp;
      redraw(chips, places, offered);
      away.hidden = !places.some(Boolean);
    }
    const active = playerMade()?.state.active;
    const sounds = heard() === source;
    for (const chip of chips.querySelectorAll(".tray-clip[data-at]")) {
      const on = sounds && Number(chip.dataset.at) === active;
      chip.querySelector(".chip-hear").setAttribute("aria-pressed", String(on));
    }
  }

  roving(bar, { itemSelector: "button:not(:disabled)", across: true });
  for (const event of ["comparison", "compared-clips", "sound"]) on(event, show);
  show();
  return bar;
}

/** Draw the chips anew; what had the focus keeps it. */
function redraw(chips, places, offered) {
  const focused = chips.contains(document.activeElement) ? document.activeElement.dataset.key : null;
  const nodes = places.map((reference, place) => (reference ? chip(place, reference) : vacant(place, offered)));
  if (places.every(Boolean) && places.length < MOST) nodes.push(vacant(places.length, offered));
  chips.replaceChildren(...nodes);
  if (focused) (chips.querySelector(`[data-key="${focused}"]:not(:disabled)`) ?? chips.querySelector("button"))?.focus();
}

function chip(place, reference) {
  const letter = LETTERS[place];
  const found = comparedClip(reference);
  const label = found?.label ?? "…";
  const named = { letter, label };
  const face = [make("span", { class: "badge" }, letter), make("span", { class: "chip-label" }, label)];
  const title = [label, found?.description].filter(Boolean).join(" · ");
  const listen = make("button", { type: "button", class: "chip-hear", title, "data-key": `hear${place}`, "aria-label": t("comparison.hear", named) }, ...face);
  listen.addEventListener("click", () => hear(place, true));
  const node = make("div", { class: "tray-clip", "data-at": place }, listen);
  if (place < LOCKS) node.append(lockButton(place, named));
  node.append(tool("remove", `drop${place}`, t("comparison.remove", named), () => drop(reference, label)));
  node.style.setProperty("--own", colourOf(place));
  return node;
}

function lockButton(place, named) {
  const on = isLocked(place);
  const node = tool(on ? "locked" : "unlocked", `lock${place}`, t("comparison.lock", named), () => lock(place, !on));
  node.title = t(on ? "comparison.locked_title" : "comparison.lock_title", named);
  node.setAttribute("aria-pressed", String(on));
  return node;
}

/** An empty place takes what sounds, or sounded last. */
function vacant(place, reference) {
  const letter = LETTERS[place];
  const usable = reference && !comparison.places.includes(reference);
  const put_it = () => (place < comparison.places.length ? put(place, reference) : add(reference));
  const node = make("button", { type: "button", class: "chip-add", disabled: !usable, "data-key": `add${place}`, onclick: put_it }, `${letter} +`);
  node.title = t(usable ? "comparison.add_title" : "comparison.add_nothing", { letter });
  node.setAttribute("aria-label", t("comparison.add", { letter }));
  return make("div", { class: "tray-clip vacant" }, node);
}

function tool(shape, key, words, act) {
  const node = make("button", { type: "button", class: `chip-tool ${shape}`, title: words, "aria-label": words, "data-key": key, onclick: act });
  node.append(icon(shape));
  return node;
}

function drop(reference, label) {
  const before = snapshot();
  remove(reference);
  tell(t("comparison.removed", { label }), { undo: () => restore(before) });
}

function clearAll() {
  const before = snapshot();
  clear();
  tell(t("comparison.cleared"), { undo: () => restore(before) });
}
