// The row of one take: its progress, then a button to listen while it is made, its length once it is complete, and when
// it is stored the finished take in one line.

import { clip, liveClip } from "../../static/page/clip_button.js";
import { compareButtons } from "../../static/page/compare_buttons.js";
import { put } from "../../static/page/comparison.js";
import { button, make, readingText, seconds } from "../../static/page/dom.js";
import { emit } from "../../static/page/event_bus.js";
import { cardFigures } from "../../static/page/measurements.js";
import { decisions } from "../../static/page/ratings.js";
import { toggle } from "../../static/page/transport.js";
import { t } from "../../static/page/words.js";

/** What a take is called: "v7·3". */
export const labelOf = (version, slot) => {
  if (slot.take?.label) return slot.take.label;
  return version ? `v${version}·${slot.position + 1}` : t("takes.take", { n: slot.position + 1 });
};

/** Make an empty row; `fill` updates its `node`, and sets its `clip` once there is sound. */
export function makeRow() {
  return { node: make("li", { class: "take", tabindex: "-1" }), clip: null, made: null, measured: null };
}

/** Update the row of a take of an audition. */
export function fill(row, slot, audition) {
  if (row.made) return;
  const label = labelOf(audition.version, slot);
  if (slot.take) return finish(row, { ...slot.take, label }, audition);
  const running = !audition.over;
  row.node.className = running ? "take waiting" : "take missing";
  row.node.hidden = !running;
  if (!row.bar) begin(row, label);
  row.bar.style.width = `${100 * slot.fraction}%`;
  row.facts.textContent = slot.fraction === 1 ? seconds(slot.sounded) : progressText(slot);
  row.node.toggleAttribute("data-complete", slot.fraction === 1);
  row.node.dataset.seed = slot.seed;
  if (!running) row.clip?.button.remove();
  else if (slot.sounded > 0) offerListening(row, `/studio/live/${audition.id}/${slot.position}.pcm`, label);
}

function progressText({ repeated, reading, sounded }) {
  const facts = [repeated && t("takes.repeated"), typeof reading === "number" && readingText(reading), sounded > 0 && t("takes.so_far", { seconds: seconds(sounded) })];
  return facts.filter(Boolean).join(" · ");
}

function begin(row, label) {
  row.bar = make("div", { class: "bar" });
  row.facts = make("span", { class: "facts" });
  const pending = make("span", { class: "pending", "aria-hidden": "true" });
  row.node.append(pending, make("span", { class: "name" }, label), make("div", { class: "progress thin" }, row.bar), row.facts);
  addKeys(row);
}

function offerListening(row, address, label) {
  if (row.clip) return;
  row.clip = liveClip(address, label);
  row.clip.button.tabIndex = -1;
  row.node.firstChild.replaceWith(row.clip.button);
  row.bar.append(row.clip.heard);
}

function finish(row, take, audition) {
  row.made = take;
  if (!row.bar) addKeys(row);
  row.node.className = take.incomplete ? "take stopped" : "take";
  row.node.hidden = false;
  const focused = row.node.contains(document.activeElement) && document.activeElement !== row.node;
  row.clip = clip(take.audio, take.label, row.clip);
  const facts = make("span", { class: "facts", title: t("takes.seed", { seed: take.seed }) }, take.incomplete ? `${seconds(take.duration)}, ${t("takes.stopped_early")}` : seconds(take.duration));
  const { figures, flags, followed, measured } = cardFigures(take.ref);
  row.measured = measured;
  const { buttons, note, title } = decisions(row.node, take, rowKeys(row, take));
  if (take.incomplete) buttons.find((each) => each.matches(".keep")).disabled = true;
  const inspect = button("⋯", () => emit("inspect", { take, audition, open: true }), { class: "small icon inspect", "aria-label": t("takes.inspect", { label: take.label }), title: t("takes.inspect", { label: take.label }) });
  const tools = make("div", { class: "tools" }, ...compareButtons(take.ref, take.label), ...buttons, inspect);
  row.node.dataset.seed = take.seed;
  row.node.dataset.ref = take.ref;
  row.node.toggleAttribute("data-complete", true);
  row.node.replaceChildren(row.clip.button, make("span", { class: "name" }, take.label), row.clip.wave, facts, followed, figures, tools, title, flags, note);
  for (const each of row.node.querySelectorAll("button")) each.tabIndex = -1; // the list is one tab stop
  row.node.addEventListener("focusin", () => emit("inspect", { take, audition }));
  row.node.addEventListener("click", (event) => event.target.closest("button, textarea") || row.node.focus());
  if (focused) row.node.focus();
  if (document.activeElement === row.node) emit("inspect", { take, audition });
}

/** The keys of a row beyond those that decide: Enter plays it, Shift with A or B compares it; A alone is the transport's. */
function rowKeys(row, take) {
  return {
    enter: () => toggle(row.clip),
    "shift+a": () => put(0, take.ref),
    "shift+b": () => put(1, take.ref),
    i: () => emit("inspect", { take, audition: null, open: true }),
  };
}

/** The right and left arrows go through a row's buttons; Enter listens to a take that is being made. */
function addKeys(row) {
  row.node.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("textarea")) return;
    if (event.key === "Enter" && event.target === row.node && !row.made && row.clip) toggle(row.clip);
    else if (event.key === "Escape" && event.target !== row.node) row.node.focus();
    else if (event.key === "ArrowRight" || event.key === "ArrowLeft") across(row.node, event);
    else return;
    event.preventDefault();
  });
}

/** Move the focus along a row and its buttons. */
export function across(node, event) {
  const stops = [node, ...node.querySelectorAll("button:not([hidden], :disabled)")].filter((each) => each.offsetParent);
  const at = stops.indexOf(document.activeElement);
  stops[at + (event.key === "ArrowRight" ? 1 : -1)]?.focus();
}
