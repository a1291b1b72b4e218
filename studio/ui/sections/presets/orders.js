// The orders of the grid. To add one: a line here, and its words, `presets.by_NAME`.

/** A comparison by the name of each order. Of the newest, the user's own come first. */
export const ORDERS = {
  newest: (a, b) => Number(a.starter ?? false) - Number(b.starter ?? false) || b.created.localeCompare(a.created),
  name: (a, b) => a.name.localeCompare(b.name),
  longest: (a, b) => b.duration - a.duration,
};
