// The card of one take: its progress, then a button to listen while it is made, then the finished take.

import { clip, liveClip } from "../../static/page/clip_button.js";
import { compareButtons } from "../../static/page/compare_buttons.js";
import { make, readingText, seconds } from "../../static/page/dom.js";
import { emit } from "../../static/page/event_bus.js";
import { cardFigures } from "../../static/page/measurements.js";
import { decisions, fetchRatings } from "../../static/page/ratings.js";

/** Make an empty card; `fill` updates its `node`, and sets its `clip` once there is sound. */
export function makeCard() {
  return { node: make("li", { class: "take" }), clip: null, made: null };
}

/** Update the card of a take of an audition. */
export function fill(card, slot, audition, running) {
  const label = `Take ${slot.position + 1}`;
  if (card.made) return;
  if (slot.take) return finish(card, { ...slot.take, label });
  card.node.className = running ? "take waiting" : "take missing";
  card.node.hidden = !running;
  if (!card.bar) begin(card, label);
  card.bar.style.width = `${100 * slot.fraction}%`;
  const facts = [slot.repeated && "made once more", typeof slot.reading === "number" && readingText(slot.reading), slot.sounded > 0 && `${seconds(slot.sounded)} so far`, `seed ${slot.seed}`];
  card.facts.textContent = facts.filter(Boolean).join(" · ");
  if (!running) card.clip?.button.remove();
  else if (slot.sounded > 0) offerListening(card, `/studio/live/${audition}/${slot.position}.pcm`, label);
}

function begin(card, label) {
  card.bar = make("div", { class: "bar" });
  card.facts = make("span", { class: "facts" });
  const title = make("div", { class: "title" }, make("span", { class: "name" }, label), card.facts);
  card.node.append(make("span", { class: "pending", "aria-hidden": "true" }), title);
  card.node.append(make("div", { class: "progress thin" }, card.bar));
}

function offerListening(card, address, label) {
  if (card.clip) return;
  card.clip = liveClip(address, label);
  card.node.firstChild.replaceWith(card.clip.button);
  card.bar.append(card.clip.heard);
}

function finish(card, take) {
  card.made = take;
  card.node.className = "take";
  card.node.hidden = false;
  const focused = card.clip && document.activeElement === card.clip.button;
  card.clip = clip(take.audio, take.label, card.clip);
  const { button, wave } = card.clip;
  const facts = make("span", { class: "facts" }, `${seconds(take.duration)} · seed ${take.seed}`);
  const { figures, flags } = cardFigures(take.ref);
  const { buttons, note } = decisions(card.node, take);
  card.node.replaceChildren(
    button,
    make("div", { class: "title" }, make("span", { class: "name" }, take.label), facts, figures),
    wave,
    make("div", { class: "tools" }, ...compareButtons(take.ref, take.label), ...buttons),
    flags,
    note,
  );
  if (focused) button.focus();
  fetchRatings([take.id]);
  emit("drawn");
}
