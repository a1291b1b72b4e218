// How long the description and the text are, beside their labels.

import { make } from "../../static/page/dom.js";
import { whenDrawn } from "../../static/page/when_drawn.js";
import { t } from "../../static/page/words.js";

/** Show the characters of a field (`#field-NAME`) out of the most it may have. */
export async function countCharacters(name, most) {
  const input = await whenDrawn(`#field-${name} textarea`);
  const field = document.getElementById(`field-${name}`);
  const count = make("span", { class: "count" });
  field.append(count);
  const show = () => {
    const length = input.value.trim().length;
    count.textContent = `${length}/${most}`;
    count.title = t("design.count", { n: length, most });
    count.toggleAttribute("data-over", length > most);
  };
  document.addEventListener("studio:fields", show);
  field.addEventListener("input", show);
  show();
}
