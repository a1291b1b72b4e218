// The starred takes of all versions, in place of the list of versions while the filter is on.

import { clip } from "../../static/page/clip_button.js";
import { compareButtons } from "../../static/page/compare_buttons.js";
import { put } from "../../static/page/comparison.js";
import { button, getJson, make, seconds } from "../../static/page/dom.js";
import { emit, on } from "../../static/page/event_bus.js";
import { decisions, fetchRatings } from "../../static/page/ratings.js";
import { roving } from "../../static/page/roving.js";
import { toggle } from "../../static/page/transport.js";
import { counted, t } from "../../static/page/words.js";
import { go } from "../../static/page/workspace.js";

/** Make the filter's button and its list, which is shown in place of `others`. */
export function starred(others) {
  const filter = button("", () => turn(list.hidden), { class: "small quiet filter", "aria-pressed": "false", hidden: true });
  const list = make("ol", { class: "takes starred", hidden: true });
  let takes = [];
  let total = 0;
  roving(list, { itemSelector: "li.take" });

  async function refresh() {
    ({ takes, total } = (await getJson("/studio/starred.json").catch(() => null)) ?? { takes, total });
    filter.textContent = `★ ${t("starred.filter", { n: total })}`;
    filter.hidden = !takes.length;
    if (filter.hidden) turn(false);
    else if (!list.hidden) draw();
  }

  function turn(pressed) {
    filter.setAttribute("aria-pressed", pressed);
    list.hidden = !pressed;
    for (const other of others) other.toggleAttribute("data-away", pressed);
    if (pressed) draw();
  }

  /** Draw the list anew; the focus stays with its take, or goes to the one in its place. */
  function draw() {
    const rows = [...list.children];
    const at = rows.findIndex((row) => row.contains(document.activeElement));
    const held = rows[at]?.dataset.take;
    list.replaceChildren(...takes.map(rowOf), ...(total > takes.length ? [olderRow()] : []));
    if (at >= 0) (list.querySelector(`[data-take="${held}"]`) ?? list.children[Math.min(at, takes.length - 1)])?.focus();
    fetchRatings(takes.map(({ take }) => take.id));
    emit("drawn");
  }

  const olderRow = () => make("li", { class: "older" }, button(counted("starred.older", total - takes.length), () => go("history", { filter: "starred" }), { class: "small quiet" }));

  on("decided", ({ before, after }) => before.starred !== after.starred && refresh());
  on("asked", () => turn(false));
  refresh();
  return { button: filter, list };
}

function rowOf({ take, description }) {
  const sound = clip(take.audio, take.label);
  const node = make("li", { class: "take" });
  const keys = { enter: () => toggle(sound), a: () => put(0, take.ref), b: () => put(1, take.ref) };
  const { buttons, note } = decisions(node, take, keys);
  const about = make("span", { class: "facts about", title: description }, `${seconds(take.duration)} · ${description}`);
  const tools = make("div", { class: "tools" }, ...compareButtons(take.ref, take.label), ...buttons);
  node.append(sound.button, make("span", { class: "name" }, take.label), sound.wave, about, tools, note);
  for (const each of node.querySelectorAll("button")) each.tabIndex = -1;
  node.addEventListener("focusin", () => emit("inspect", { take, audition: null }));
  return node;
}
