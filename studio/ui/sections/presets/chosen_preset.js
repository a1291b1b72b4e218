// Which preset the list and the detail show.

const watchers = new Set();
let chosen = null;

/** Call `show` with the chosen preset or null: now, and when another one is chosen. */
export function watchChosen(show) {
  watchers.add(show);
  show(chosen);
}

/** Choose a preset; null chooses none. */
export function choose(preset) {
  if (JSON.stringify(preset) === JSON.stringify(chosen)) return;
  chosen = preset;
  for (const show of watchers) show(chosen);
}

export const chosenPreset = () => chosen;
