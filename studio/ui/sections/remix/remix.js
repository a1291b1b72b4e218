// Remix: the chosen voice with a change, opened in the editor with the version that it is made from.

import { call } from "../../static/page/actions.js";
import { make } from "../../static/page/dom.js";
import { problemNodes } from "../../static/page/problems.js";
import { t } from "../../static/page/words.js";
import { go } from "../../static/page/workspace.js";
import { chosenPreset, watchChosen } from "../presets/chosen_preset.js";

const LONGEST = 200; // characters

export function mount(element) {
  const change = make("input", { type: "text", id: "remix-change", maxlength: LONGEST, autocomplete: "off", placeholder: t("remix.example"), "aria-describedby": "remix-about" });
  const label = make("label", { for: "remix-change" }, t("remix.label"));
  const open = make("button", { type: "submit", class: "small" }, t("remix.open"));
  const notice = make("div", { class: "notice", role: "alert" });
  const about = make("p", { class: "hint", id: "remix-about" }, t("remix.about"));
  const form = make("form", {}, label, make("div", { class: "remix-line" }, change, open), about, notice);
  const panel = make("section", { class: "remix", "aria-label": t("remix.title"), hidden: true }, make("h2", {}, t("remix.title")), form);
  element.append(panel);
  let shown = null; // the reference of the voice

  watchChosen((preset) => {
    panel.hidden = !preset;
    if (preset?.ref === shown) return;
    shown = preset?.ref ?? null;
    change.value = "";
    showProblem(null);
  });
  form.addEventListener("submit", (event) => (event.preventDefault(), remix()));

  async function remix() {
    const preset = chosenPreset();
    const wanted = change.value.trim();
    if (!wanted) return change.focus();
    const { problem, without_effect: ineffective, ...values } = await call("remix.change", { ref: preset.ref, change: wanted });
    showProblem(problem);
    if (problem) return change.focus();
    const told = [t("remix.loaded", { name: preset.name, change: wanted }), ...ineffective.map((part) => t("remix.without_effect", { part }))];
    go("design", { ...values, told: told.join(" ") });
  }

  function showProblem(problem) {
    change.setAttribute("aria-invalid", Boolean(problem));
    notice.replaceChildren(...(problem ? [make("div", { class: "problem" }, ...problemNodes(problem))] : []));
  }
}
