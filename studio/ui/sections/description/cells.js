// What the description says, dimension by dimension: a cell each, always in the same place. A click opens its words. The
// last cell opens the dimensions that are not shown because few descriptions say them.

import { make, setText } from "../../static/page/dom.js";
import { roving } from "../../static/page/roving.js";
import { t } from "../../static/page/words.js";

/** The cells: `{ node, show(dimensions), mark(names) }`; `choose(name, cell)` opens one, or with "" the others; `light(name)` is told which has the attention. */
export function dimensionCells({ choose, light }) {
  const node = make("div", { class: "said-cells", role: "group", "aria-label": t("description.understood") });
  const cells = new Map(); // a dimension → { button, label, value }
  const others = cellOf("");
  setText(others.label, t("description.others"));
  setText(others.value, t("description.add"));
  roving(node, { itemSelector: "button", across: true });

  function cellOf(name) {
    if (cells.has(name)) return cells.get(name);
    const label = make("span", { class: "dimension" });
    const value = make("span", { class: "value" });
    const button = make("button", { type: "button", "data-dimension": name, "aria-haspopup": "dialog", "aria-expanded": "false", onclick: () => choose(name, button) }, label, " ", value);
    for (const enter of ["pointerenter", "focus"]) button.addEventListener(enter, () => light(name || null));
    for (const leave of ["pointerleave", "blur"]) button.addEventListener(leave, () => light(null));
    cells.set(name, { button, label, value });
    return cells.get(name);
  }

  return {
    node,
    show(dimensions) {
      const shown = dimensions.map(({ name, label, says, words }) => {
        const cell = cellOf(name);
        setText(cell.label, label);
        setText(cell.value, says || t("description.not_said"));
        cell.button.toggleAttribute("data-said", Boolean(says));
        cell.button.title = says ? t("description.said", { says, words }) : "";
        return cell.button;
      });
      if (shown.some((button, i) => node.children[i] !== button) || shown.length + 1 !== node.children.length) node.replaceChildren(...shown, others.button);
    },
    /** Mark the dimensions whose words the caret is in. */
    mark(names) {
      for (const [name, { button }] of cells) button.toggleAttribute("data-here", names.includes(name));
    },
  };
}
