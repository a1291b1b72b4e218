// Blind tests in the right column of Compare: those under way, what came of A and B, and the results so far.

import { comparison } from "../../static/page/comparison.js";
import { button, make } from "../../static/page/dom.js";
import { on } from "../../static/page/event_bus.js";
import { showProblem } from "../../static/page/problems.js";
import { language, t } from "../../static/page/words.js";
import { blindTests, discard, kindName, refresh, resume, showTest } from "./blind_tests.js";

export function mount(element) {
  const running = make("ul", { class: "tests running" });
  const before = make("p", { class: "hint before", hidden: true }); // results of earlier tests of these two
  const notice = make("div", { class: "notice", role: "alert" });
  const results = make("ul", { class: "tests" });
  const csv = make("a", { class: "small quiet", href: "/studio/listening.csv", download: "trials.csv" }, t("blind.csv"));
  const history = make("details", { hidden: true }, make("summary", {}), results, csv);
  const panel = make("section", { class: "blind-panel", "aria-label": t("blind.title"), hidden: true }, make("h2", {}, t("blind.title")));
  panel.append(running, before, notice, history);
  element.append(panel);

  function show() {
    const state = blindTests();
    if (!state) return;
    running.replaceChildren(...state.running.map(unfinished));
    results.replaceChildren(...state.results.map(finished));
    history.hidden = !state.results.length;
    history.firstChild.textContent = t("blind.results", { n: state.results.length });
    const pair = comparison.places.slice(0, 2);
    const past = pair.every(Boolean) ? state.results.filter(isOf(pair)) : [];
    before.hidden = !past.length;
    before.textContent = t("blind.so_far", { results: past.map(({ kind, summary }) => `${kindName(kind)}, ${summary}`).join(" ") });
    panel.hidden = !(state.running.length || state.results.length);
  }

  const open = async (test) => showProblem(notice, await showTest(test));

  function unfinished({ test, kind, trial, planned, labels }) {
    const go_on = button(t("blind.continue"), () => open(test), { class: "small keep" });
    const away = button(t("blind.throw_away"), () => discard(test), { class: "small quiet" });
    const what = t("blind.under_way", { kind: kindName(kind), clips: labels.join(", "), trial, planned });
    return make("li", {}, make("span", {}, what), make("span", { class: "tools" }, go_on, away));
  }

  function finished({ test, kind, created, labels, summary }) {
    const look = button(t("blind.show"), () => open(test));
    const when = new Date(created).toLocaleString(language, { dateStyle: "medium", timeStyle: "short" });
    const about = make("span", { class: "facts" }, `${kindName(kind)} · ${labels.join(", ")} · ${when}`);
    return make("li", {}, make("span", {}, summary, about), look);
  }

  for (const event of ["comparison", "blind-tests"]) on(event, show);
  refresh();
  resume();
}

/** Whether a result is of exactly these clips. */
function isOf(clips) {
  return ({ references }) => references.length === clips.length && references.every((each) => clips.includes(each));
}
