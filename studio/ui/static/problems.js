// Shows an error where the user is looking: under its field, or in the notice beside the button.

import { make } from "./dom.js";

/** Make a place for problems whose fields are `#field-…`. Its function shows one, in place of the last; null shows none. */
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
    const words = make("strong", {}, problem.what);
    line = make("p", { class: "problem", role: "alert", id: `problem-${problem.code}` }, words, ` ${problem.next_step}`);
    const field = problem.field && document.getElementById(`field-${problem.field}`);
    (field ?? notice).append(line);
    input = field?.querySelector("textarea, input") ?? null;
    input?.setAttribute("aria-invalid", "true");
    input?.setAttribute("aria-describedby", line.id);
    input?.focus();
    return line;
  };
}
