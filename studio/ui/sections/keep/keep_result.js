// What came of saving a preset: done, or what is wrong, and whether to replace the one that has the name.

import { hear, tell } from "../../static/page/event_bus.js";
import { make } from "../../static/page/dom.js";
import { answerOf, problemsIn, told } from "../../static/page/problems.js";

export function mount(element, { props, server, trigger, watch }) {
  const notice = make("div", { class: "notice", role: "status" });
  element.append(notice);
  const show = problemsIn(notice);
  const block = element.closest("#answer");
  block.toggleAttribute("data-empty", true);
  hear("keep", forget);
  hear("asked", forget);

  function forget() {
    show(null);
    notice.replaceChildren();
    block.toggleAttribute("data-empty", true);
  }

  /** What keeps the voice from being copied well, and the way out. */
  function warning(fault, slug) {
    const line = make("div", { class: "problem" }, ...told(fault));
    const longer = make("button", { type: "button", class: "small" }, "Hear a longer text and choose again");
    longer.addEventListener("click", async () => {
      const client = sessionStorage.getItem("voice-studio-client") ?? "";
      const answer = await answerOf(server.lengthen({ ref: `preset:${slug}`, client }));
      if (answer.id) tell("follow", answer.id);
      else show(answer.problem);
    });
    line.append(make("div", { class: "confirm" }, longer));
    return line;
  }

  watch("value", () => {
    const { saved, slug, fault, problem, replaceable } = props.value ?? {};
    forget();
    const line = show(problem ?? null);
    if (replaceable) line.append(confirm(() => trigger("replace"), forget));
    block.toggleAttribute("data-empty", !notice.hasChildNodes());
    if (saved === undefined) return;
    notice.append(make("p", { class: "done" }, "Saved ", make("strong", {}, saved), ". It is among the presets below, and can speak."));
    if (fault) notice.append(warning(fault, slug));
    block.toggleAttribute("data-empty", false);
    tell("saved");
  });
}

function confirm(yes, no) {
  const replace = make("button", { type: "button", class: "small danger", onclick: yes }, "Replace it");
  return make("div", { class: "confirm" }, replace, make("button", { type: "button", class: "small", onclick: no }, "Leave it"));
}
