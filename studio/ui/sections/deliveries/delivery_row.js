// A row of a list: a delivery, or a take that may become one, with what is known of its speaker, and beside the neutral
// voice in the comparison.

import { clip } from "../../static/page/clip_button.js";
import { compare } from "../../static/page/comparison.js";
import { button, make, seconds } from "../../static/page/dom.js";
import { rowKeys } from "../../static/page/row.js";
import { tell } from "../../static/page/toast.js";
import { toggle } from "../../static/page/transport.js";
import { decimal, t } from "../../static/page/words.js";
import { go } from "../../static/page/workspace.js";
import { begin } from "../blind/blind_tests.js";
import { limits, removeDelivery } from "./delivery_store.js";

const TRIALS = 8; // of a blind test

/** The row of a delivery of a preset. */
export function deliveryRow(preset, delivery) {
  const { ref, label, name } = delivery;
  const speak = () => go("speak", { ref, name: label, clones: preset.clones });
  const acts = [button(t("presets.speak"), speak, { class: "small quiet", "aria-label": t("presets.speak_as", { name: label }) })];
  if (!preset.starter) acts.push(button(t("deliveries.remove"), () => removeDelivery(preset, delivery), { class: "small quiet", "aria-label": t("deliveries.remove_named", { label }) }));
  const keys = preset.starter ? { s: speak } : { s: speak, Delete: () => removeDelivery(preset, delivery) };
  return row({ preset, sound: delivery, name, label, similarity: delivery, acts, keys, named: { "data-delivery": name } });
}

/** The row of a take of a proposal; `acts` are its buttons. */
export function proposedRow(preset, proposed, acts) {
  const { take } = proposed;
  const name = t("deliveries.take", { n: take.position + 1 });
  return row({ preset, sound: take, name, label: take.label, similarity: proposed, acts, keys: {}, named: { "data-take": take.id } });
}

function row({ preset, sound, name, label, similarity, acts, keys, named }) {
  const heard = clip(sound.audio, label, null, sound.description ?? "");
  const beside = () => compare([preset.ref, sound.ref]);
  const show = () => (beside(), tell(t("deliveries.compared", { neutral: preset.name, label })));
  const tools = [
    button(t("deliveries.beside"), show, { "aria-label": t("deliveries.beside_named", { label }), title: t("deliveries.beside_about") }),
    button(t("deliveries.blind"), () => blind(beside), { class: "small quiet", "aria-label": t("deliveries.blind_named", { label }) }),
    ...acts,
  ];
  const head = make("div", { class: "delivery-head" }, heard.button, make("span", { class: "name" }, name), heard.wave, make("span", { class: "facts" }, seconds(sound.duration)));
  const node = make("li", { "aria-label": `${label}, ${speakerText(similarity)}`, ...named }, head, speaker(similarity), make("div", { class: "tools" }, ...tools));
  return rowKeys(node, { Enter: () => toggle(heard), p: () => toggle(heard), ...keys });
}

async function blind(beside) {
  beside();
  const problem = await begin("preference", TRIALS);
  if (problem) tell(`${problem.what} ${problem.next_step}`);
}

/** What is known of the speaker: the band in words, the figure where there is one, and how both are meant. */
function speaker({ similarity, band }) {
  const { same, other } = limits();
  const about = similarity !== null ? "band_about" : band === "other" ? "other_numbers_about" : "construction_about";
  const title = band ? t(`deliveries.${about}`, { same: decimal(same, 2), other: decimal(other, 2) }) : "";
  return make("span", { class: "speaker", "data-band": band ?? "", title }, speakerText({ similarity, band }));
}

function speakerText({ similarity, band }) {
  if (similarity === null) return t(`deliveries.${{ same: "construction", other: "other_numbers" }[band] ?? "unmeasured"}`);
  return t(`deliveries.${band}`, { value: decimal(similarity, 3) });
}
