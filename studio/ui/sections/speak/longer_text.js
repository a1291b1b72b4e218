// The way out for a voice whose reference is too short or too long: takes of a longer text, to choose another from.

import { callAsTab } from "../../static/page/actions.js";
import { button, make } from "../../static/page/dom.js";
import { t } from "../../static/page/words.js";
import { go } from "../../static/page/workspace.js";

/** Make the button for a voice; `fail` gets the problem where the takes could not be asked for. */
export function longerTextButton(ref, fail) {
  async function speak() {
    const { id, problem } = await callAsTab("speak.lengthen", { ref });
    if (!id) return fail(problem);
    go("design", { follow: id });
  }
  return make("div", { class: "confirm" }, button(t("speak.longer"), speak));
}
