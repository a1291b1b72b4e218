// A new version enters the comparison: its take goes to B, and the one it was made from to A (`comparison.js`).

import { enter } from "../../static/page/comparison.js";
import { getJson } from "../../static/page/dom.js";
import { parentOf } from "./version_store.js";

/** Let the takes of a version that was just finished enter; the first has the pinned seed, where one is pinned. */
export async function enterComparison({ version, references }) {
  const takes = references();
  if (!takes.length) return;
  const parent = await parentOf(version).catch(() => null);
  enter({ takes, parents: parent ? await takesOf(parent.id) : [] });
}

async function takesOf(id) {
  const audition = await getJson(`/studio/audition.json?${new URLSearchParams({ id })}`).catch(() => null);
  return audition?.id === id ? audition.takes.map(({ take }) => take?.ref ?? null) : [];
}
