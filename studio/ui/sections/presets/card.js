// The card of a voice: its picture, name, tags and deliveries, and what can be done with it. Every card is as high.

import { pictureClip, textClip } from "../../static/page/clip_button.js";
import { compareButtons } from "../../static/page/compare_buttons.js";
import { put } from "../../static/page/comparison.js";
import { button, make, seconds, setText } from "../../static/page/dom.js";
import { heard, play, toggle } from "../../static/page/transport.js";
import { decimal, t } from "../../static/page/words.js";
import { go } from "../../static/page/workspace.js";

// On a card of the least width, in characters of the names of deliveries: all room, and what the frame of one takes.
const ROOM = 20;
const FRAME = 3;
const sounds = new WeakMap(); // a card → its clip
const manners = new WeakMap(); // a card → the clips of its deliveries

/** What a card plays, or null for a row of something else. */
export const soundOf = (card) => sounds.get(card) ?? null;

/** Make the card of a preset, a row of the grid. */
export function presetCard(preset) {
  const { name, duration, description, ref, slug } = preset;
  const sound = pictureClip(preset.audio, name, description, preset.picture);
  const pick = make("input", { type: "checkbox", class: "pick", tabindex: -1, "aria-label": t("presets.pick", { name }) });
  const delivered = (preset.deliveries ?? []).map((each) => textClip(each.audio, each.label, each.description, each.name));
  const chips = make("div", { class: "manners" }, ...chipsOf(delivered));
  sound.picture.append(sound.button, make("span", { class: "length" }), pick, chips);
  const cell = make(
    "div",
    { class: "cell", role: "gridcell" },
    sound.picture,
    make("div", { class: "name", title: name }, name),
    make("div", { class: "tags", title: description }, ...labels(preset)),
    make("div", { class: "tools" }, ...compareButtons(ref, name), speakButton(preset)),
  );
  const spoken = [name, seconds(duration), ...preset.tags].join(", ");
  const card = make("div", { class: "preset card", role: "row", tabindex: -1, "aria-label": spoken, "data-slug": slug, "data-ref": ref }, cell);
  for (const each of card.querySelectorAll("button")) each.tabIndex = -1; // the grid is one stop of the Tab key
  sounds.set(card, sound);
  manners.set(card, delivered);
  return card;
}

/** Show on a card how long a voice's reference is, and its pitch and pace, where they are known. */
export function showFacts(card, { duration }, { pitch, pace }) {
  const facts = [pitch && `${Math.round(pitch)} Hz`, pace && `${decimal(pace, 1)} ${t("takes.pace_unit")}`, seconds(duration)];
  setText(card.querySelector(".length"), facts.filter(Boolean).join(" · "));
}

/** The first deliveries as buttons that play, and how many more there are; the detail beside the grid has all. */
function chipsOf(delivered) {
  const shown = fitting(delivered);
  const more = delivered.slice(shown).map(({ label }) => label);
  const rest = more.length ? [make("span", { class: "more-manners", title: more.join(", ") }, `+${more.length}`)] : [];
  return [...delivered.slice(0, shown).map(({ button }) => button), ...rest];
}

/** How many deliveries fit with their whole names; the first one is shown, shortened if need be. */
function fitting(delivered) {
  let room = ROOM;
  const full = delivered.findIndex(({ button }) => (room -= button.textContent.length + FRAME) < 0);
  return full < 0 ? delivered.length : Math.max(1, full);
}

/** Hear the next of a voice's deliveries; the voice itself follows the last one. */
function nextManner(card) {
  const all = [soundOf(card), ...manners.get(card)];
  const at = all.findIndex(({ ref }) => ref === heard()?.view()?.ref);
  play(all[(at + 1) % all.length]);
}

/** The tags of a voice; its description where it has none. */
function labels({ tags, description, starter }) {
  const mark = starter ? [make("span", { class: "tag starter" }, t("presets.starter"))] : [];
  if (!tags.length) return [...mark, make("span", { class: "words hint" }, description)];
  return [...mark, ...tags.map((tag) => make("span", { class: "tag" }, tag))];
}

function speakButton(preset) {
  return button(t("presets.speak"), () => speakAs(preset), { class: "small quiet", "aria-label": t("presets.speak_as", { name: preset.name }) });
}

/** Speak in the voice of a preset. */
export function speakAs({ ref, name, clones }) {
  go("speak", { ref, name, clones });
}

/** What the keys do on a card. */
export const cardKeys = (card, preset) => ({
  Enter: () => toggle(soundOf(card)),
  p: () => toggle(soundOf(card)),
  v: () => nextManner(card),
  s: () => speakAs(preset),
  "Shift+A": () => put(0, preset.ref),
  "Shift+B": () => put(1, preset.ref),
});
