/** Up to eight clips side by side, which are picked and rejected. */

import { receiveSounds } from "./clip_sounds.js";
import { ClipView } from "./clip_view.js";

function render(model, el) {
  const view = new ClipView(model, el, { judge: true });
  return () => view.dispose();
}

export const comparison = { initialize: receiveSounds, render };
