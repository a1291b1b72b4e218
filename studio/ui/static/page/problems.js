// Shows an error where the user is looking: under its field, or in the notice beside the button.

import { make } from "./dom.js";
import { t } from "./words.js";

/** Show problems at their fields (`#field-…`), or in `notice`. Returns a function that shows one in place of the last; null shows none. */
export function problemsIn(notice) {
  let line = null;
  let input = null;

  function clear() {
    line?.remove();
    input?.removeAttribute("aria-invalid");
    input?.removeAttribute("aria-describedby");
    line = input = null;
  }

  return function show(problem) {
    clear();
    if (!problem) return null;
    line = make("div", { class: "problem", role: "alert", id: `problem-${problem.code}` }, ...problemNodes(problem));
    const field = problem.field && document.getElementById(`field-${problem.field}`);
    (field ?? notice).append(line);
    input = field?.querySelector("textarea, input") ?? null;
    input?.setAttribute("aria-invalid", "true");
    input?.setAttribute("aria-describedby", line.id);
    input?.focus();
    return line;
  };
}

/** A problem as nodes: what happened, what to do and, folded away, the signal, the crash report and the last log lines. */
export function problemNodes({ what, next_step, details }) {
  const nodes = [make("strong", {}, what), ` ${next_step}`];
  if (!details?.length) return nodes;
  const log = make("pre", { tabindex: "0" }, details.join("\n"));
  return [...nodes, make("details", {}, make("summary", {}, t("engine.details")), log)];
}

/** Show a problem in a notice in place of what it holds; null or undefined empties it. */
export function showProblem(notice, problem) {
  notice.replaceChildren(...(problem ? [make("p", { class: "problem" }, ...problemNodes(problem))] : []));
}
