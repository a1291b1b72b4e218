/** A small form that asks for a name, and keeps a take under it. */

import { button, focusedIn, hasFocus, make, setText } from "./panel.js";

/** The form: `{ node, open(name), close() }`; `keep(name, overwrite)` resolves once it is kept, `opener` has the focus before. */
export function keepForm({ keep, opener }) {
  const name = make("input", { type: "text", "aria-label": "Name of the voice", placeholder: "Name of the voice", maxlength: 64 });
  const save = make("button", { type: "submit", class: "primary" }, "Keep");
  const replace = button("Replace it", () => send(true), { hidden: true });
  const leave = button("Cancel", () => close(true), { class: "quiet" });
  const problem = make("p", { class: "problem", role: "alert" });
  const node = make("form", { class: "keep-form", hidden: true }, make("div", { class: "row" }, name, save, replace, leave), problem);
  node.addEventListener("submit", (event) => (event.preventDefault(), send(false)));
  node.addEventListener("keydown", (event) => event.key === "Escape" && close(true));

  async function send(overwrite) {
    setText(problem, "");
    replace.hidden = true;
    try {
      await keep(name.value, overwrite);
      close(true);
    } catch (error) {
      setText(problem, error.message);
      replace.hidden = error.code !== "already-exists";
      if (isHere()) (replace.hidden ? name : replace).focus();
    }
  }

  /** Hide it. `goesBack` to where it was opened, unless somebody went on to something else while the take was kept. */
  function close(goesBack = false) {
    if (node.hidden) return;
    const goes = goesBack && isHere();
    node.hidden = true;
    if (goes) opener.focus();
  }

  function isHere() {
    return hasFocus(node) || focusedIn(node) === document.body;
  }

  return {
    node,
    open(before = "") {
      node.hidden = false;
      setText(problem, "");
      replace.hidden = true;
      name.value = before || name.value;
      name.focus();
      name.select();
    },
    close,
  };
}
