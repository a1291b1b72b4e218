// The starred takes of all auditions, in place of the current one's while the filter is on.

import { clip } from "../../static/page/clip_button.js";
import { compareButtons } from "../../static/page/compare_buttons.js";
import { button, getJson, make, seconds } from "../../static/page/dom.js";
import { emit, on } from "../../static/page/event_bus.js";
import { decisions, fetchRatings } from "../../static/page/ratings.js";

/** Make the filter's button and its list, which is shown in place of `others`. */
export function starred(others) {
  const filter = button("", () => turn(list.hidden), { class: "small quiet filter", "aria-pressed": "false", hidden: true });
  const list = make("ol", { class: "takes starred", hidden: true });
  let takes = [];

  async function refresh() {
    takes = (await getJson("/studio/starred.json").catch(() => null)) ?? takes;
    filter.textContent = `★ starred ${takes.length}`;
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

  function draw() {
    list.replaceChildren(...takes.map(card));
    fetchRatings(takes.map(({ take }) => take.id));
    emit("drawn");
  }

  on("decided", ({ before, after }) => before.starred !== after.starred && refresh());
  on("asked", () => turn(false));
  refresh();
  return { button: filter, list };
}

function card({ take, description }) {
  const named = { ...take, label: `Take ${take.position + 1} (seed ${take.seed})` };
  const { button, wave } = clip(take.audio, named.label);
  const node = make("li", { class: "take" });
  const { buttons, note } = decisions(node, named);
  const about = make("span", { class: "facts", title: description }, `${seconds(take.duration)} · ${description}`);
  const title = make("div", { class: "title" }, make("span", { class: "name" }, named.label), about);
  node.append(button, title, wave, make("div", { class: "tools" }, ...compareButtons(take.ref, named.label), ...buttons), note);
  return node;
}
