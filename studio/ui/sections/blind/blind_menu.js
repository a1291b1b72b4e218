// The menu "Blind": which test of what is compared to begin, and what it can show.

import { comparison } from "../../static/page/comparison.js";
import { button, make } from "../../static/page/dom.js";
import { opened } from "../../static/page/escape.js";
import { on } from "../../static/page/event_bus.js";
import { showProblem } from "../../static/page/problems.js";
import { t } from "../../static/page/words.js";
import { begin, blindTests, filled } from "./blind_tests.js";

const USUAL = 8; // trials
const COMPARISONS = 4; // about so many for each clip of a tournament

/** Make the button that opens the menu. */
export function blindButton() {
  const menu = menuOf();
  const toggle = button(t("blind.menu"), () => menu.togglePopover(), { class: "small menu", "aria-expanded": "false", "aria-haspopup": "dialog" });
  let forget = null;
  menu.addEventListener("beforetoggle", ({ newState }) => {
    if (newState !== "open") return;
    const { bottom, right } = toggle.getBoundingClientRect();
    menu.style.top = `${bottom + 6}px`;
    menu.style.right = `${Math.max(8, innerWidth - right)}px`;
  });
  menu.addEventListener("toggle", ({ newState }) => {
    const open = newState === "open";
    toggle.setAttribute("aria-expanded", String(open));
    if (!open) return void forget?.();
    forget = opened(() => (menu.hidePopover(), toggle.focus()));
    (menu.querySelector("button:not(:disabled)") ?? menu).focus();
  });
  document.querySelector(".gradio-container").append(menu);
  return toggle;
}

function menuOf() {
  const count = make("select", { "aria-label": t("blind.trials") });
  const abx = starter("abx", t("blind.ask_abx"), t("blind.ask_abx_title"));
  const preference = starter("preference", t("blind.ask_preference"), t("blind.ask_preference_title"));
  const tournament = starter("tournament", "", "");
  const hint = make("p", { class: "hint" });
  const trials = make("label", { class: "hint trials" }, count, ` ${t("blind.trials_each")}`);
  const two = make("div", { class: "kind" }, make("h3", {}, t("blind.of_two")), make("div", { class: "begin" }, abx, preference), trials, hint);
  const ranking = make("p", { class: "hint" });
  const all = make("div", { class: "kind" }, make("h3", {}, t("blind.of_all")), tournament, ranking);
  const notice = make("div", { class: "notice", role: "alert" });
  const menu = make("div", { class: "blind-menu part", popover: "auto", role: "dialog", tabindex: -1, "aria-label": t("blind.title") }, two, all, notice);

  function starter(kind, text, title) {
    const start = async () => {
      const problem = await begin(kind, Number(count.value));
      showProblem(notice, problem);
      if (!problem) menu.hidePopover();
    };
    return button(text, start, { title });
  }

  function show() {
    const there = filled().length;
    const pair = Boolean(comparison.places[0] && comparison.places[1]);
    const state = blindTests();
    if (state && !count.options.length) {
      const numbers = state.trials.map(({ trials: number }) => number);
      count.append(...numbers.map((number) => make("option", { value: number, selected: number === USUAL }, String(number))));
    }
    for (const ask of [abx, preference]) ask.disabled = !pair || !state;
    trials.hidden = !pair;
    const chosen = state?.trials.find(({ trials: number }) => number === Number(count.value));
    hint.textContent = pair ? explanation(chosen) : t("blind.needs_two");
    all.hidden = there < 3;
    tournament.textContent = t("blind.rank_all", { n: there });
    ranking.textContent = t("blind.rank_all_hint", { n: COMPARISONS * there });
  }

  count.addEventListener("change", show);
  for (const event of ["comparison", "blind-tests"]) on(event, show);
  show();
  return menu;
}

/** What a number of trials can show. */
function explanation(chosen) {
  if (!chosen) return "";
  const { trials, needed, power, preferred } = chosen;
  const abx = t("blind.abx_shows", { needed, trials, percent: Math.round(100 * power) });
  const liking = preferred === null ? t("blind.too_few") : t("blind.preference_shows", { preferred, trials });
  return `${abx} ${liking} ${t("blind.equally_loud")}`;
}
