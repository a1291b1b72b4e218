// The versions that this page knows: every audition of a described voice, the newest first, loaded as they are needed.

import { getJson } from "../../static/page/dom.js";

const PAGE = 20; // versions loaded at once
const PARENTS = "voice-studio-parents"; // which version the editor held when another one was asked for
const MOST_PARENTS = 500;

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

/** Remember which version another one was made from. */
export function noteParent(child, parent) {
  const pairs = [...Object.entries(parents()).filter(([id]) => id !== child), [child, parent]];
  localStorage.setItem(PARENTS, JSON.stringify(Object.fromEntries(pairs.slice(-MOST_PARENTS))));
}

/** The version that another one was made from, as far as this browser knows; else the one before it. */
export async function parentOf(version) {
  const noted = parents()[version.id];
  if (noted) return fetchVersion(noted);
  const before = () => known().find((each) => each.version !== null && each.version < version.version) ?? null;
  while (version.version && !before() && (await loadOlder()).length);
  return version.version ? before() : null;
}

function parents() {
  try {
    return JSON.parse(localStorage.getItem(PARENTS)) ?? {};
  } catch {
    return {};
  }
}
