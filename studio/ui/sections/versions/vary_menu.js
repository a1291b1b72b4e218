// "Vary": a sweep of what is in the editor: one dimension in steps, each step with the same seeds.

import { callAsTab } from "../../static/page/actions.js";
import { button, getJson, make } from "../../static/page/dom.js";
import { opened } from "../../static/page/escape.js";
import { emit } from "../../static/page/event_bus.js";
import { problemNodes } from "../../static/page/problems.js";
import { whenDrawn } from "../../static/page/when_drawn.js";
import { counted, language, t } from "../../static/page/words.js";
import { currentFields, editedVersion } from "../design/editor_state.js";

const FEWEST = 3; // steps
const MOST_SEEDS = 8;
const NAMES = { en: "english", fr: "french" };

/** Add the button to the editor. */
export async function varyMenu() {
  const actions = await whenDrawn("#request-actions");
  const press = button(t("sweep.vary"), () => (menu ? close() : open()), { id: "vary", class: "small", "aria-haspopup": "dialog", "aria-expanded": "false", title: t("sweep.vary_about") });
  actions.append(press);
  let menu = null;
  let forget = null;

  async function open() {
    const dimensions = await getJson("/studio/sweeps.json").catch(() => null);
    if (!dimensions || menu) return;
    menu = makeMenu(dimensions, close);
    document.getElementById("workspace-design").append(menu.node);
    const { left, top } = press.getBoundingClientRect();
    Object.assign(menu.node.style, { left: `${Math.max(8, Math.min(left, innerWidth - menu.node.offsetWidth - 8))}px`, bottom: `${innerHeight - top + 6}px` });
    press.setAttribute("aria-expanded", "true");
    forget = opened(close);
    document.addEventListener("pointerdown", outside);
    menu.first.focus();
  }

  function close() {
    if (!menu) return;
    const focused = menu.node.contains(document.activeElement) || document.activeElement === document.body; // of a button that is disabled
    menu.node.remove();
    menu = null;
    forget();
    document.removeEventListener("pointerdown", outside);
    press.setAttribute("aria-expanded", "false");
    if (focused) press.focus();
  }

  function outside({ target }) {
    if (!menu.node.contains(target) && target !== press) close();
  }
}

function makeMenu(dimensions, close) {
  const names = dimensions.map(({ dimension, names }) => make("option", { value: dimension }, names[NAMES[language]] ?? names.english));
  const dimension = make("select", {}, ...names);
  dimension.value = "pace";
  const steps = make("select", {});
  const takes = make("input", { type: "number", min: 1, max: MOST_SEEDS, value: 2 });
  const words = make("p", { class: "hint", role: "status" });
  const send = make("button", { type: "submit", class: "small primary" });
  const problem = make("div", { class: "problem", role: "alert", hidden: true });
  const labelled = (label, field) => make("label", {}, make("span", {}, label), field);
  const fields = make("div", { class: "vary-fields" }, labelled(t("sweep.dimension"), dimension), labelled(t("sweep.steps"), steps), labelled(t("sweep.seeds"), takes));
  const form = make("form", { novalidate: true }, make("h2", {}, t("sweep.heading")), fields, words, problem, send);
  const node = make("div", { class: "vary-menu", role: "dialog", "aria-label": t("sweep.heading") }, form);

  const most = () => dimensions.find((each) => each.dimension === dimension.value).most;
  const seeds = () => Math.min(MOST_SEEDS, Math.max(1, Math.round(Number(takes.value)) || 1));

  function offerSteps() {
    const chosen = Math.min(Number(steps.value) || FEWEST, most());
    steps.replaceChildren(...Array.from({ length: most() - FEWEST + 1 }, (_, i) => make("option", { value: FEWEST + i }, String(FEWEST + i))));
    steps.value = chosen;
    preview();
  }

  async function preview() {
    count();
    const asked = { description: currentFields()?.description ?? "", dimension: dimension.value, steps: steps.value };
    const found = await getJson(`/studio/steps.json?${new URLSearchParams(asked)}`).catch(() => null);
    if (dimension.value === asked.dimension && steps.value === asked.steps) words.textContent = (found?.words ?? []).join(" · ");
  }

  function count() {
    send.textContent = counted("sweep.generate", Number(steps.value) * seeds(), { steps: steps.value, seeds: seeds() });
  }

  async function generate(event) {
    event.preventDefault();
    send.disabled = true;
    const asked = { ...currentFields(), dimension: dimension.value, steps: Number(steps.value), takes: seeds(), parent: editedVersion() };
    const answer = await callAsTab("versions.sweep", asked);
    send.disabled = false;
    if (!answer.problem) {
      close();
      return emit("follow", answer.id);
    }
    problem.replaceChildren(...problemNodes(answer.problem));
    problem.hidden = false;
    send.focus();
  }

  dimension.addEventListener("change", offerSteps);
  steps.addEventListener("change", preview);
  takes.addEventListener("input", count);
  form.addEventListener("submit", generate);
  offerSteps();
  return { node, first: dimension };
}
