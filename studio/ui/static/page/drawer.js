// The last column of a workspace as a drawer on narrow screens: opened by a click on a row, closed by Escape.

import { button } from "./dom.js";
import { opened } from "./escape.js";
import { t } from "./words.js";

const NARROW = matchMedia("(max-width: 1100px)");
const drawers = new Map(); // a workspace → its drawer

/** The drawer of a workspace: `open()` where the screen is narrow, `close()`, and `closing`, a button for its top. */
export function drawer(workspace) {
  if (!drawers.has(workspace)) drawers.set(workspace, makeDrawer(workspace));
  return drawers.get(workspace);
}

function makeDrawer(workspace) {
  const panel = document.getElementById(`workspace-${workspace}`); // Gradio limits the page's styles to what is inside it
  let forget = null; // no longer lets Escape close it
  let before = null; // what had the focus

  function close() {
    delete panel.dataset.drawer;
    forget?.();
    forget = null;
    if (before?.isConnected) before.focus();
  }

  function open() {
    if (!NARROW.matches || forget) return;
    before = document.activeElement;
    panel.dataset.drawer = workspace;
    forget = opened(close);
  }

  NARROW.addEventListener("change", () => forget && close());
  return { open, close, closing: button(t("keys.close"), close, { class: "small quiet drawer-close" }) };
}
