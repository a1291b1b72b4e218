// The starred takes of all auditions, in place of the current one's while the filter is on.

import { clip } from "../../static/page/clip_button.js";
import { hear, tell } from "../../static/page/event_bus.js";
import { getJson, make, seconds } from "../../static/page/dom.js";
import { decisions, learn } from "../../static/page/ratings.js";
import { tools } from "../../static/page/compare_buttons.js";

/** Make the filter's button and its list. `others` are what the list stands in for. */
export function starred(others) {
  const button = make("button", { type: "button", class: "small quiet filter", "aria-pressed": false, hidden: true });
  const list = make("ol", { class: "takes starred", hidden: true });
  let takes = [];

  async function refresh() {
    takes = (await getJson("/studio/starred.json").catch(() => null)) ?? takes;
    button.textContent = `★ starred ${takes.length}`;
    button.hidden = !takes.length;
    if (button.hidden) turn(false);
    else if (!list.hidden) draw();
  }

  function turn(on) {
    button.setAttribute("aria-pressed", on);
    list.hidden = !on;
    for (const other of others) other.toggleAttribute("data-away", on);
    if (on) draw();
  }

  function draw() {
    list.replaceChildren(...takes.map(card));
    learn(takes.map((take) => take.id));
    tell("drawn");
  }

  button.addEventListener("click", () => turn(list.hidden));
  hear("decided", ({ before, after }) => before.starred !== after.starred && refresh());
  hear("asked", () => turn(false));
  refresh();
  return { button, list };
}

function card(take) {
  const named = { ...take, label: `Take ${take.position + 1} (seed ${take.seed})` };
  const { button, wave } = clip(take.audio, named.label);
  const node = make("li", { class: "take" });
  const { buttons, note } = decisions(node, named);
  const about = make("span", { class: "facts", title: take.description }, `${seconds(take.duration)} · ${take.description}`);
  const title = make("div", { class: "title" }, make("span", { class: "name" }, named.label), about);
  node.append(button, title, wave, make("div", { class: "tools" }, ...tools(`take:${take.id}`, named.label), ...buttons), note);
  return node;
}
