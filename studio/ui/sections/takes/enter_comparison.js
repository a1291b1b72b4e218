// A new version enters the comparison: its take goes to B, and the one it was made from to A (`comparison.js`).

import { comparison, enter } from "../../static/page/comparison.js";
import { getJson } from "../../static/page/dom.js";
import { parentOf } from "./version_store.js";

let entered = null; // the places as the last version that entered left them

/**
 * Let the takes of a version that was just finished enter; the first has the pinned seed, where one is pinned.
 *
 * What the user puts into the comparison while the parent is asked for stays.
 */
export async function enterComparison({ version, references }) {
  const takes = references();
  if (!takes.length) return;
  const before = comparison.places;
  const parent = await parentOf(version).catch(() => null);
  const parents = parent ? await takesOf(parent.id) : [];
  if (comparison.places !== before && comparison.places !== entered) return;
  enter({ takes, parents });
  entered = comparison.places;
}

async function takesOf(id) {
  const audition = await getJson(`/studio/audition.json?${new URLSearchParams({ id })}`).catch(() => null);
  return audition?.id === id ? audition.takes.map(({ take }) => take?.ref ?? null) : [];
}
