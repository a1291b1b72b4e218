// The orders of the grid. To add one: a line here, and its words, `presets.by_NAME`.

import { figuresOf } from "./figures.js";

/** A comparison by the name of each order. Of the newest, the user's own come first. */
export const ORDERS = {
  newest: (a, b) => Number(a.starter ?? false) - Number(b.starter ?? false) || b.created.localeCompare(a.created),
  name: (a, b) => a.name.localeCompare(b.name),
  pitch: byFigure("pitch"),
  pace: byFigure("pace"),
  longest: (a, b) => b.duration - a.duration,
};

/** The orders that need measurements. */
export const MEASURED = ["pitch", "pace"];

/** The lowest first; what has no such figure comes last. */
function byFigure(name) {
  const figure = (preset) => figuresOf(preset)[name] ?? Infinity;
  return (a, b) => (figure(a) === figure(b) ? a.name.localeCompare(b.name) : figure(a) - figure(b));
}
