// A box that a button opens below itself: Escape or a click elsewhere closes it, and the button gets the focus back.

import { button, make } from "../../static/page/dom.js";
import { opened } from "../../static/page/escape.js";

/** Make the button of a box; `fill(box, close)` fills the box each time it opens, and gives something in it the focus. */
export function popover(text, label, fill, attributes = {}) {
  const opener = button(text, open, { "aria-haspopup": "dialog", "aria-expanded": "false", ...attributes });
  let box = null; // not before it is asked for
  let forget = null;

  function open() {
    box ??= draw();
    box.replaceChildren();
    fill(box, close);
    box.showPopover();
    place();
    (box.querySelector("[autofocus]") ?? box.querySelector("button, input"))?.focus();
  }

  function draw() {
    const node = make("div", { class: "menu-box part", popover: "auto", role: "dialog", "aria-label": label });
    document.querySelector(".gradio-container").append(node);
    new ResizeObserver(() => node.matches(":popover-open") && place()).observe(node); // some is filled in later
    node.addEventListener("toggle", ({ newState }) => {
      opener.setAttribute("aria-expanded", newState === "open");
      if (newState === "open") return void (forget = opened(close));
      forget?.();
      forget = null;
    });
    return node;
  }

  function close() {
    box.hidePopover();
    opener.focus();
  }

  function place() {
    const { bottom, left } = opener.getBoundingClientRect();
    const { width, height } = box.getBoundingClientRect();
    box.style.left = `${Math.max(8, Math.min(left, innerWidth - width - 8))}px`;
    box.style.top = `${Math.max(8, Math.min(bottom + 4, innerHeight - height - 8))}px`;
  }

  return opener;
}
