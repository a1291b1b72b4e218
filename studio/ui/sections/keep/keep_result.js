// The result of saving a preset: saved, or what is wrong, and whether to replace the preset that has the name.

import { button, make } from "../../static/page/dom.js";
import { emit, on } from "../../static/page/event_bus.js";
import { problemNodes, problemsIn } from "../../static/page/problems.js";
import { longerTextButton } from "../speak/longer_text.js";

export function mount(element, { props, trigger, watch }) {
  const notice = make("div", { class: "notice", role: "status" });
  element.append(notice);
  const show = problemsIn(notice);
  const block = element.closest("#answer");
  on("keep", clear);
  on("asked", clear);
  clear();

  function clear() {
    show(null);
    notice.replaceChildren();
    block.toggleAttribute("data-empty", true);
  }

  /** What keeps the voice from being copied well, and the way out. */
  function warning(fault, ref) {
    return make("div", { class: "problem" }, ...problemNodes(fault), longerTextButton(ref, show));
  }

  watch("value", () => {
    const { saved, ref, fault, problem, replaceable } = props.value ?? {};
    clear();
    const line = show(problem ?? null);
    if (replaceable) line.append(confirm(() => trigger("replace"), clear));
    block.toggleAttribute("data-empty", !notice.hasChildNodes());
    if (saved === undefined) return;
    notice.append(make("p", { class: "done" }, "Saved ", make("strong", {}, saved), ". It is among the presets below, and can speak."));
    if (fault) notice.append(warning(fault, ref));
    block.toggleAttribute("data-empty", false);
    emit("saved");
  });
}

function confirm(yes, no) {
  const replace = button("Replace it", yes, { class: "small danger" });
  return make("div", { class: "confirm" }, replace, button("Leave it", no));
}
