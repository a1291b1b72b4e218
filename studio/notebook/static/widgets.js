/**
 * The widgets, by the name that the kernel's side has in the trait `_draws`. To add one, write a module that exports
 * `{ render(model, el), initialize(model)? }` and register it here. Both return a function that releases what they hold,
 * or nothing; `el` is empty, and removed by the notebook.
 */

import { blindTest } from "./blind_test.js";
import { comparison } from "./comparison.js";
import { designer } from "./designer.js";
import { player } from "./player.js";
import { progress } from "./progress.js";
import { StandaloneModel } from "./standalone.js";
import { hideStill, isExported, showStill } from "./still.js";
import { voices } from "./voices.js";

const WIDGETS = { blind_test: blindTest, comparison, designer, player, progress, voices };

/** What a widget calls that has this module as its own, in marimo. */
export default {
  initialize: ({ model }) => initialize(model),
  render: ({ model, el }) => render(model, el),
};

/** Draw a widget on a page of its own (`studio.notebook.standalone`). */
export function openStandalone(el, page) {
  return render(new StandaloneModel(page), el);
}

export function initialize(model) {
  return WIDGETS[model.get("_draws")].initialize?.(model);
}

export function render(model, el) {
  if (isExported()) return showStill(model, el);
  const view = crypto.randomUUID?.() ?? String(Math.random()); // only secure pages have the first
  const showAgain = hideStill(model.get("_key"));
  el.classList.add("voice-studio-widget");
  const release = WIDGETS[model.get("_draws")].render(model, el);
  model.send({ kind: "shown", view });
  return () => {
    release?.();
    showAgain();
    model.send({ kind: "left", view });
  };
}
