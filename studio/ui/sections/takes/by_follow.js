// The takes of a version by how far they follow its description: in that order, and the best of them.

import { bestFirst, countsOf } from "../../static/page/followed.js";
import { button } from "../../static/page/dom.js";
import { tell } from "../../static/page/toast.js";
import { t } from "../../static/page/words.js";

/**
 * Make the buttons for a list of takes: `{ buttons, show(visible), again() }`. `rows()` are its rows in the order in which
 * they were made; `again` puts them into the chosen order, `show` shows the buttons.
 */
export function byFollow(list, rows) {
  const sort = button(t("follow.sort"), () => turn(sort.getAttribute("aria-pressed") !== "true"), { class: "small quiet", "aria-pressed": "false", title: t("follow.sort_title"), hidden: true, tabindex: "-1" });
  const best = button("", choose, { class: "small quiet", title: `${t("follow.best_title")} ${t("follow.how")}`, hidden: true, tabindex: "-1" });

  async function turn(on) {
    sort.setAttribute("aria-pressed", on);
    await again();
  }

  async function again() {
    const sorted = sort.getAttribute("aria-pressed") === "true";
    const order = sorted ? (await ranked(rows())).map(({ row }) => row) : rows();
    const there = order.filter(({ node }) => node.parentNode === list);
    if (sorted !== (sort.getAttribute("aria-pressed") === "true")) return; // turned meanwhile
    const focused = list.contains(document.activeElement) ? document.activeElement : null;
    list.append(...there.map(({ node }) => node), ...rows().filter((row) => !there.includes(row)).map(({ node }) => node));
    focused?.focus();
  }

  async function choose() {
    const [first] = await ranked(rows());
    const { met, judged } = first ? countsOf(first.clip.follow) : { judged: 0 };
    if (!judged) return tell(t("follow.none"));
    first.row.node.focus();
    return tell(`${t("follow.best_told", { label: first.row.made.label, met, judged })} ${t("follow.how")}`);
  }

  function show(visible, number) {
    for (const each of [sort, best]) each.hidden = !visible;
    best.textContent = t("follow.best", { n: number });
  }

  return { buttons: [sort, best], show, again };
}

/** The rows with their measured clips, the best first. */
async function ranked(rows) {
  const measured = await Promise.all(rows.map((row) => row.measured));
  const byClip = new Map(measured.map((clip, at) => [clip, rows[at]]).filter(([clip]) => clip));
  return bestFirst([...byClip.keys()]).map((clip) => ({ clip, row: byClip.get(clip) }));
}
