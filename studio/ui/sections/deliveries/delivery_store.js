// What the page knows of deliveries beside those of the presets, and what it changes: each change can be undone.

import { call } from "../../static/page/actions.js";
import { forget, restore, snapshot } from "../../static/page/comparison.js";
import { getJson } from "../../static/page/dom.js";
import { tell } from "../../static/page/toast.js";
import { language, t } from "../../static/page/words.js";
import { refreshPresets } from "../presets/preset_shelf.js";

const LANGUAGES = { en: "english", fr: "french" };
let known = { named: [], same: 0.96, other: 0.92 };

/** The limits between one speaker and two. */
export const limits = () => known;

/** Fetch the deliveries with names of their own; resolves to their names in the page's language. */
export async function fetchNames() {
  known = (await getJson("/studio/delivery-names.json").catch(() => null)) ?? known;
  return known.named.map(({ names }) => names[LANGUAGES[language]] ?? names.english);
}

/** Keep a take as a delivery; resolves to the problem, or null. */
export async function keepDelivery(preset, name, take, { replace = false } = {}) {
  const answer = await call("deliveries.keep", { slug: preset.slug, name, take: take.id, replace });
  if (answer.problem) return answer.problem;
  refreshPresets();
  const undo = replace ? null : () => remove(preset, answer.name);
  tell(t("deliveries.kept", { voice: `${preset.name}/${answer.name}` }), { undo });
  return null;
}

/** Remove a delivery, also from the comparison; the page offers to undo both. */
export async function removeDelivery(preset, delivery) {
  const before = snapshot();
  const id = await remove(preset, delivery.name);
  if (!id) return;
  const compared = forget([delivery.ref]).length > 0;
  const undo = async () => {
    const { problem } = await call("deliveries.restore", { id });
    if (problem) return tell(`${problem.what} ${problem.next_step}`);
    if (compared) restore(before);
    refreshPresets();
  };
  tell(t("deliveries.removed", { label: delivery.label }), { undo });
}

async function remove(preset, name) {
  const { id, problem } = await call("deliveries.remove", { slug: preset.slug, name });
  if (problem) tell(`${problem.what} ${problem.next_step}`);
  refreshPresets();
  return id ?? null;
}
