// What is known of the clips that are compared: label, first words, description, length.

import { comparison, forget, queryOf } from "./comparison.js";
import { getJson } from "./dom.js";
import { emit, on } from "./event_bus.js";
import { AWAY, poll } from "./polling.js";
import { tell } from "./toast.js";
import { t } from "./words.js";

const known = new Map(); // a reference → { ref, label, words, description, seconds }, also of what is gone

/** What is known of a reference, or null. */
export const comparedClip = (reference) => known.get(reference) ?? null;

/** Ask about a clip that sounds, unless it is known; "compared-clips" tells when it is. */
export async function askAbout(reference) {
  if (!reference || known.has(reference)) return;
  known.set(reference, null);
  const [clip] = await getJson(`/studio/tray.json?${queryOf([reference])}`).catch(() => []);
  if (!clip) return void known.delete(reference);
  known.set(reference, clip);
  emit("compared-clips");
}

/** Take clips that are gone, such as a preset that was deleted, out of the comparison, with a word. */
export function leave(references) {
  const names = forget(references).map((reference) => known.get(reference)?.label ?? t("comparison.unnamed"));
  if (names.length) tell(t("comparison.left", { names: names.join(", ") }));
}

/** Ask the studio about what is compared: when that changes, and when something may have been deleted. */
const look = poll(async () => {
  const references = comparison.places.filter(Boolean);
  if (!references.length) return null;
  try {
    const clips = await getJson(`/studio/tray.json?${queryOf(references)}`);
    for (const clip of clips) known.set(clip.ref, clip);
    const there = new Set(clips.map(({ ref }) => ref));
    leave(references.filter((reference) => !there.has(reference)));
    emit("compared-clips");
  } catch ({ status }) {
    return status ? null : AWAY;
  }
  return null;
});

for (const event of ["comparison", "workspace", "deleted", "saved"]) on(event, look);
