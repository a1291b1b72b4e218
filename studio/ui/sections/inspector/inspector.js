// The take that has the focus: its numbers and flags, a note, downloads, and the way to a preset.

import { button, make, seconds } from "../../static/page/dom.js";
import { drawer } from "../../static/page/drawer.js";
import { on } from "../../static/page/event_bus.js";
import { followCard } from "../../static/page/followed.js";
import { fetchMeasurements, flagNode, isPlausiblePace } from "../../static/page/measurements.js";
import { rememberedDetails } from "../../static/page/remembered_details.js";
import { fetchRatings, keepIt, ownWords } from "../../static/page/ratings.js";
import { t } from "../../static/page/words.js";
import { go } from "../../static/page/workspace.js";
import { moreLike } from "../versions/more_like.js";

const FORMATS = ["wav", "flac", "mp3"];
const FIRST = new Set(["pitch", "pitch_range", "syllable_rate", "pauses", "loudness", "centroid", "harmonicity"]); // the others are unfolded
const ALL_SHOWN = "voice-studio-all-numbers";

export function mount(element) {
  const panel = make("section", { class: "inspector", "aria-label": t("inspector.heading") }, make("p", { class: "hint" }, t("inspector.nothing")));
  element.append(panel);
  const column = drawer("design");
  let shown = null; // the take

  on("inspect", ({ take, open = false }) => {
    if (take.id !== shown?.id) draw(take);
    if (open) column.open();
  });

  function draw(take) {
    shown = take;
    const facts = [seconds(take.duration), take.incomplete && t("takes.stopped_early"), t("takes.seed", { seed: take.seed }), take.backend];
    const head = make("header", { class: "section-head" }, make("h2", {}, take.label), make("span", { class: "facts" }, facts.filter(Boolean).join(" · ")), column.closing);
    const flags = make("div", { class: "flags" });
    const followed = make("section", { class: "follow-card", "aria-label": t("follow.heading"), hidden: true });
    const numbers = make("div");
    panel.replaceChildren(head, actions(take), flags, followed, numbers, ...ownWords(panel, take));
    fetchRatings([take.id]);
    measure(take, { flags, followed, numbers }, () => shown === take);
  }
}

function actions(take) {
  const { ref, label, clones } = take;
  const keep = button(t("inspector.keep"), () => keepIt(take), { class: "small keep", disabled: take.incomplete, "aria-label": t("inspector.keep_of", { label }) });
  const speak = button(t("inspector.speak"), () => go("speak", { ref, name: label, clones }), { disabled: take.incomplete, "aria-label": t("inspector.speak_of", { label }), title: t("inspector.speak_about") });
  const links = FORMATS.map((format) => {
    const shown = format.toUpperCase();
    return make("a", { class: "small", href: `/studio/takes/${take.id}.${format}`, download: true, "aria-label": t("inspector.download", { format: shown, label }) }, shown);
  });
  const downloads = make("span", { class: "downloads" }, make("span", { class: "facts", "aria-hidden": "true" }, "⤓"), ...links);
  const more = button(t("versions.more"), () => moreLike(take.id), { "aria-label": t("versions.more_of", { version: label }), title: t("versions.more_about") });
  return make("div", { class: "tools" }, keep, speak, more, downloads);
}

/** Show a take's measurements once they are there. */
async function measure(take, { flags, followed, numbers }, isShown) {
  const { methods, clips } = await fetchMeasurements([take.ref]).catch(() => ({ methods: [], clips: [] }));
  const [clip] = clips;
  if (!clip || !isShown()) return;
  flags.replaceChildren(...clip.flags.map(flagNode));
  followed.replaceChildren(...followCard(clip));
  followed.hidden = !clip.follow.length;
  const rows = methods.map(({ name, label, unit, how }) => {
    const counted = name !== "syllable_rate" || isPlausiblePace(clip.measurements.syllable_rate);
    const value = counted && clip.shown[name] !== "–" ? `${clip.shown[name]} ${unit}`.trim() : "–";
    return { name, node: make("div", { title: how }, make("dt", {}, label), make("dd", {}, value)) };
  });
  const [first, others] = [true, false].map((isFirst) => make("dl", { class: "take-numbers" }, ...rows.filter((row) => FIRST.has(row.name) === isFirst).map((row) => row.node)));
  numbers.replaceChildren(first, rememberedDetails(ALL_SHOWN, t("inspector.more_numbers"), others));
}
