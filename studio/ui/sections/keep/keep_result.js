// The result of saving a preset: saved, or what is wrong, and whether to replace the preset that has the name.

import { button, make } from "../../static/page/dom.js";
import { emit, on } from "../../static/page/event_bus.js";
import { problemNodes, problemsIn } from "../../static/page/problems.js";
import { t, translated } from "../../static/page/words.js";
import { go } from "../../static/page/workspace.js";
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

  watch("value", async () => {
    const { number, saved, take, replaceable, ...told } = props.value ?? {};
    clear();
    const { fault, problem } = await translated({ fault: told.fault && { ...told.fault }, problem: told.problem && { ...told.problem } });
    if (props.value?.number !== number) return;
    const line = show(problem ?? null);
    if (replaceable) line.append(confirm(() => trigger("replace"), clear));
    block.toggleAttribute("data-empty", !notice.hasChildNodes());
    if (saved === undefined) return;
    notice.append(make("div", { class: "done" }, t("keep.saved"), " ", make("strong", {}, saved), ". ", ...next(props.value)));
    if (fault) notice.append(warning(fault, props.value.ref));
    block.toggleAttribute("data-empty", false);
    emit("saved", take);
  });
}

/** What to do with a saved voice: see it, let it speak, or get the model that it needs for that. */
function next({ saved, slug, ref, clones, speaks }) {
  const open = button(t("keep.open"), () => go("voices", { slug }), { "aria-label": t("keep.open_named", { name: saved }) });
  const speak = button(t("keep.speak"), () => go("speak", { ref, name: saved, clones }), { "aria-label": t("keep.speak_named", { name: saved }) });
  const models = button(t("keep.get_model"), () => emit("models"), { title: t("keep.get_model_about") });
  return [make("span", { class: "tools" }, open, speaks ? speak : models)];
}

function confirm(yes, no) {
  const replace = button(t("keep.replace"), yes, { class: "small danger" });
  const leave = () => {
    no();
    document.querySelector("#field-name textarea, #field-name input")?.focus();
  };
  return make("div", { class: "confirm" }, replace, button(t("keep.leave"), leave));
}
