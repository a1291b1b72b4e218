// The presets as the page knows them: fetched when a workspace that shows them is opened, and after each change.

import { call } from "../../static/page/actions.js";
import { forget, restore, snapshot } from "../../static/page/comparison.js";
import { getJson } from "../../static/page/dom.js";
import { on } from "../../static/page/event_bus.js";
import { poll } from "../../static/page/polling.js";
import { tell } from "../../static/page/toast.js";
import { counted, inPageLanguage, t } from "../../static/page/words.js";

const ADDRESSES = ["/studio/presets.json", "/studio/presets-unreadable.json", "/studio/presets-bin.json"];
const watchers = new Set();
let fetched = null; // { all, unreadable, bin }
let stamp = "";

/** Call `show` with the presets, at once where they are known, and after each change. */
export function watchPresets(show) {
  watchers.add(show);
  if (fetched) show(fetched);
}

/** Fetch the presets again. */
export const refreshPresets = poll(async () => {
  const answers = await Promise.all(ADDRESSES.map((address) => getJson(address))).catch(() => null);
  if (!answers) return 2000;
  const now = JSON.stringify(answers);
  if (now === stamp) return null;
  stamp = now;
  const [all, unreadable, bin] = answers;
  for (const each of unreadable) each.reason = await inPageLanguage(each.reason);
  fetched = { all, unreadable, bin };
  for (const show of watchers) show(fetched);
  return null;
});

on("saved", refreshPresets);
on("workspace", (workspace) => ["voices", "speak"].includes(workspace) && refreshPresets());

/** The preset of a reference, "preset:SLUG", or null. */
export const presetOf = (reference) => fetched?.all.find((preset) => preset.ref === reference) ?? null;

/** Call an action that changes presets, and fetch them; resolves to its answer, after telling what went wrong. */
async function change(action, request) {
  const answer = await call(`presets.${action}`, request);
  if (answer.problem && !answer.problem.field) tell(sentence(answer.problem));
  refreshPresets();
  return answer;
}

/**
 * Call an action on several presets, and tell what was done, which `undo` takes back, and why some were refused;
 * resolves to what came of those that were done.
 */
async function changeEach(action, request, { told, undo = null }) {
  const { done = [], refused = [] } = await change(action, request);
  const sentences = [...(done.length ? [told(done)] : []), ...refused.slice(0, 1).map(sentence)];
  if (sentences.length) tell(sentences.join(" "), { undo: done.length && undo ? () => undo(done) : null });
  return done;
}

const sentence = ({ what, next_step }) => `${what} ${next_step}`;

/** Move presets to the bin, and out of the comparison; the page offers to undo both. */
export async function binPresets(presets) {
  const before = snapshot();
  let compared = false;
  const undo = async (ids) => {
    await change("restore", ids);
    if (compared) restore(before);
  };
  const told = (done) => counted("presets.binned", done.length, { name: presets[0].name });
  const done = await changeEach("remove", presets.map(({ slug }) => slug), { told, undo });
  if (done.length) compared = forget(presets.map(({ ref }) => ref)).length > 0;
}

/** Take back presets that were just added, without a word. */
export const withdrawPresets = (presets) => change("remove", presets.map(({ slug }) => slug));

/** Move a preset back from the bin, by its id there. */
export async function restorePreset(id) {
  await changeEach("restore", [id], { told: ([name]) => t("presets.restored", { name }) });
}

/** Copy a preset; resolves to the copy's slug, or null. */
export async function duplicatePreset(preset) {
  const { slug, problem } = await change("duplicate", preset.slug);
  return problem ? null : slug;
}

/** Change a preset's `{ name, tags, notes }`, which can be undone; resolves to the problem, or null. */
export async function changePreset(preset, fields) {
  const { problem } = await change("change", { slug: preset.slug, ...fields });
  if (problem) return problem;
  const before = Object.fromEntries(Object.keys(fields).map((name) => [name, preset[name]]));
  tell(t("presets.changed", { name: fields.name ?? preset.name }), { undo: () => change("change", { slug: preset.slug, ...before }) });
  return null;
}

/** Give presets their new tags, `{ slug, tags, after }`, which can be undone. */
export async function retagPresets(presets) {
  const tags = (key) => ({ tags: Object.fromEntries(presets.map((preset) => [preset.slug, preset[key]])) });
  if (presets.length) await changeEach("retag", tags("after"), { told: (done) => counted("presets.retagged", done.length), undo: () => change("retag", tags("tags")) });
}
