// The last column of a workspace as a drawer on narrow screens: opened by a click on a row, closed by Escape.

import { button } from "./dom.js";
import { opened } from "./escape.js";
import { t } from "./words.js";

const NARROW = matchMedia("(max-width: 1100px)");

/** Make the drawer of a workspace: `open()` where the screen is narrow, `close()`, and `closing`, a button for its top. */
export function drawer(workspace) {
  let forget = null;
  let before = null; // what had the focus

  function close() {
    mark(false);
    forget?.();
    forget = null;
    if (before?.isConnected) before.focus();
  }

  function open() {
    if (!NARROW.matches || forget) return;
    before = document.activeElement;
    mark(true);
    forget = opened(close);
  }

  const mark = (shown) => {
    const names = new Set((document.body.dataset.drawer ?? "").split(" ").filter(Boolean));
    names[shown ? "add" : "delete"](workspace);
    document.body.dataset.drawer = [...names].join(" ");
  };
  NARROW.addEventListener("change", () => forget && close());
  return { open, close, closing: button(t("keys.close"), close, { class: "small quiet drawer-close" }) };
}
