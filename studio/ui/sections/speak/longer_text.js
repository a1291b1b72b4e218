// The way out for a voice whose reference is too short or too long: takes of a longer text, to choose another from.

import { callAsTab } from "../../static/page/actions.js";
import { button, make } from "../../static/page/dom.js";
import { emit } from "../../static/page/event_bus.js";

/** Make the button for a voice; `fail` gets the problem where the takes could not be asked for. */
export function longerTextButton(ref, fail) {
  const speak = async () => {
    const { id, problem } = await callAsTab("speak.lengthen", { ref });
    if (id) emit("follow", id);
    else fail(problem);
  };
  return make("div", { class: "confirm" }, button("Hear a longer text and choose again", speak));
}
