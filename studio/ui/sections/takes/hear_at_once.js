// The choice to hear the first take as soon as it sounds, which this browser remembers.

import { make } from "../../static/page/dom.js";
import { unlock } from "../../static/page/live_sound.js";
import { play } from "../../static/page/transport.js";
import { t } from "../../static/page/words.js";

const AT_ONCE = "voice-studio-at-once";

/** Make the choice: `expect` names the audition that was asked for, `offer` its rows; `label` is to be shown. */
export function hearAtOnce() {
  const box = make("input", { type: "checkbox" });
  box.checked = localStorage.getItem(AT_ONCE) === "yes";
  box.addEventListener("change", () => localStorage.setItem(AT_ONCE, box.checked ? "yes" : "no"));
  document.addEventListener("click", (event) => box.checked && event.target.closest("#generate, #queue") && unlock());
  const expected = new Set();
  return {
    label: make("label", { class: "at-once", title: t("takes.at_once_about") }, box, t("takes.at_once")),
    expect: (audition) => box.checked && expected.add(audition),
    offer(audition, rows) {
      const first = rows.find((row) => row.clip);
      if (!first || !expected.delete(audition)) return;
      play(first.clip);
    },
  };
}
