// What can be searched for: the filters of the search, each with an example to click.

import { button, getJson, make } from "../../static/page/dom.js";
import { roving } from "../../static/page/roving.js";
import { t } from "../../static/page/words.js";

/** Make the button and the list that it opens, `{ toggle, node }`; `choose(example)` is called for a clicked example. */
export function searchHelp(choose) {
  const node = make("div", { class: "search-help", id: "history-search-help", hidden: true });
  const toggle = button(t("history.how"), open, { class: "small quiet", "aria-expanded": "false", "aria-controls": node.id });

  async function open() {
    node.hidden = !node.hidden;
    toggle.setAttribute("aria-expanded", !node.hidden);
    if (node.hidden || node.childElementCount) return;
    const filters = await getJson("/studio/history/filters.json").catch(() => []);
    const parts = [...filters, { name: "star", example: "star" }].map(({ name, example }) => partOf(example, t(`history.find_${name}`)));
    list.replaceChildren(...parts);
    node.replaceChildren(list, make("p", { class: "hint" }, t("history.how_about")));
  }

  function partOf(example, about) {
    return make("li", {}, button(example, () => choose(example), { class: "small example" }), make("span", { class: "facts" }, about));
  }

  const list = make("ul", {});
  roving(list, { itemSelector: ".example", grid: true });

  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open();
    toggle.focus();
  });
  return { toggle, node };
}
