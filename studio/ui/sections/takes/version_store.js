// The versions that this page knows: every audition of a described voice, the newest first, loaded as they are needed.

import { getJson } from "../../static/page/dom.js";

const PAGE = 20; // versions loaded at once

const versions = new Map(); // an audition's id → { id, version, description, text, language, seed, takes, kept … }
let oldest = null; // the last one of the pages so far
let complete = false;
let loading = Promise.resolve();
let newest = null; // Promise of `newestEnded`

export const versionOf = (id) => versions.get(id) ?? null;

/** All that are known, the newest first. */
export const known = () => [...versions.values()].sort((a, b) => (b.version ?? Infinity) - (a.version ?? Infinity));

/** Add a version, or what is known better of one. */
export function learn(version) {
  versions.set(version.id, { ...versions.get(version.id), ...version });
  return versions.get(version.id);
}

/** Load older versions, one page after the other. Resolves to them; to none where there are no more. */
export function loadOlder() {
  const page = loading.then(fetchPage);
  loading = page.catch(() => {});
  return page;
}

async function fetchPage() {
  if (complete) return [];
  const query = new URLSearchParams({ limit: PAGE, ...(oldest ? { before: oldest } : {}) });
  const page = await getJson(`/studio/versions.json?${query}`);
  complete = page.length < PAGE;
  oldest = page.at(-1)?.id ?? oldest;
  return page.map(learn);
}

/** Load one version by its audition's id; null where the studio has none. */
export async function fetchVersion(id) {
  const there = versions.get(id);
  if (there?.seed !== undefined) return there;
  const found = await getJson(`/studio/version.json?${new URLSearchParams({ id })}`).catch(() => null);
  return found ? learn(found) : (there ?? null);
}

/** The newest version of the library that no tab is generating; null where there is none. */
export function newestEnded() {
  newest ??= Promise.all([loadOlder(), getJson("/studio/auditions.json")]).then(([page, { others }]) => {
    const running = new Set(others.map(({ id }) => id));
    return page.find(({ id }) => !running.has(id)) ?? null;
  });
  return newest;
}

/** The tree that a version is in, `{ rows, hidden }`, at most so many rows of it; null where it is in none. */
export function fetchTree(id, most = 24) {
  return getJson(`/studio/tree.json?${new URLSearchParams({ id, most })}`).catch(() => null);
}

/** The version that another one was made from, or null. */
export async function parentOf({ id }) {
  const row = (await fetchTree(id, 2))?.rows.find((each) => each.id === id);
  return row?.parent ? fetchVersion(row.parent) : null;
}
