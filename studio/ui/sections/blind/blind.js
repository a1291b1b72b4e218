// Blind listening: start a test of what is compared, continue one, see the results of earlier ones.

import { call } from "../../static/page/actions.js";
import { comparison } from "../../static/page/comparison.js";
import { button, getJson, make, foldingPanel } from "../../static/page/dom.js";
import { on } from "../../static/page/event_bus.js";
import { showProblem } from "../../static/page/problems.js";
import { openTest } from "./blind_dialog.js";

const OPEN = "voice-studio-blind"; // the test whose dialog is open, so that a reload goes on with it
const KINDS = { abx: "ABX", preference: "Preference", tournament: "Tournament" };

export function mount(element) {
  const count = make("select", { "aria-label": "Trials" });
  const abx = starter("abx", "Can I tell A and B apart?", "ABX: each trial plays A, B and X; you say which one X is");
  const preference = starter("preference", "Which do I like better?", "Preference: each trial plays the two in hidden order");
  const tournament = starter("tournament", "", "");
  const hint = make("p", { class: "hint" });
  const before = make("p", { class: "hint", hidden: true }); // results of earlier tests of these two
  const trials = make("label", { class: "hint" }, count, " trials");
  const start = make("div", { class: "begin" }, abx, preference, tournament, trials);
  const notice = make("div", { class: "notice", role: "alert" });
  const running = make("ul", { class: "tests running" });
  const results = make("ul", { class: "tests" });
  const csv = make("a", { class: "small quiet", href: "/studio/listening.csv", download: "trials.csv" }, "answers as CSV");
  const history = make("details", { hidden: true }, make("summary", {}), results, csv);
  const panel = foldingPanel("Listen blind");
  panel.hidden = true;
  panel.append(running, start, hint, before, notice, history);
  element.append(panel);
  let opening = false;
  let state = null; // the studio's last answer: tests under way, results, and what a number of trials can show

  function starter(kind, text, title) {
    return button(text, () => begin(kind), { title });
  }

  const filled = () => comparison.places.filter(Boolean);

  function offer() {
    const there = filled().length;
    const two = comparison.places[0] && comparison.places[1];
    for (const ask of [abx, preference]) ask.disabled = !two;
    tournament.hidden = there < 3;
    tournament.textContent = `Rank all ${there}`;
    tournament.title = `Tournament: two at a time, about ${4 * there} comparisons, fewer if the best is clear`;
    trials.hidden = !two;
    const chosen = state?.trials.find(({ trials: number }) => number === Number(count.value));
    const past = two ? (state?.results ?? []).filter(isOf(comparison.places.slice(0, 2))) : [];
    before.hidden = !past.length;
    before.textContent = `A and B so far: ${past.map(({ kind, summary }) => `${KINDS[kind]}, ${summary}`).join(" ")}`;
    hint.textContent = two ? explanation(chosen) : "Put one clip into A and another into B: then you can find out what you really hear.";
    panel.hidden = !(filled().length || state?.running.length || state?.results.length); // nothing to do here yet
  }

  async function refresh() {
    state = (await getJson("/studio/listening.json").catch(() => null)) ?? state;
    if (!state) return;
    if (!count.options.length) {
      const numbers = state.trials.map(({ trials: number }) => number);
      count.append(...numbers.map((number) => make("option", { value: number, selected: number === 8 }, String(number))));
    }
    running.replaceChildren(...state.running.map(unfinished));
    results.replaceChildren(...state.results.map(finished));
    history.hidden = !state.results.length;
    history.firstChild.textContent = `Results so far: ${state.results.length}`;
    offer();
  }

  async function begin(kind) {
    const clips = kind === "tournament" ? filled() : comparison.places.slice(0, 2);
    await open("blind.begin", { kind, clips, trials: Number(count.value) });
  }

  /** Call an action that answers with a test's state, and open the test. */
  async function open(action, request) {
    if (opening) return; // a double click begins one test
    opening = true;
    const answer = await call(action, request);
    opening = false;
    showProblem(notice, answer.problem);
    if (answer.problem) return refresh();
    openTest(answer, () => (sessionStorage.removeItem(OPEN), refresh()));
  }

  function unfinished({ test, kind, trial, planned, labels }) {
    const resume = button("continue", () => open("blind.show", { test }), { class: "small keep" });
    const away = button("throw away", () => call("blind.discard", { test }).then(refresh), { class: "small quiet" });
    return make("li", {}, make("span", {}, `${KINDS[kind]} of ${labels.join(", ")}: trial ${trial} of ${planned}`), resume, away);
  }

  function finished({ test, kind, created, labels, summary }) {
    const show = button("show", () => open("blind.show", { test }));
    const when = new Date(created).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
    const about = make("span", { class: "facts" }, `${KINDS[kind]} · ${labels.join(", ")} · ${when}`);
    return make("li", {}, make("span", {}, summary, about), show);
  }

  count.addEventListener("change", offer);
  on("comparison", offer);
  on("trial", (test) => sessionStorage.setItem(OPEN, test));
  on("blind-result", () => (sessionStorage.removeItem(OPEN), refresh()));
  refresh();
  const test = sessionStorage.getItem(OPEN);
  if (test) {
    sessionStorage.removeItem(OPEN);
    open("blind.show", { test });
  }
}

/** Whether a result is of exactly these clips. */
function isOf(clips) {
  return ({ references }) => references.length === clips.length && references.every((each) => clips.includes(each));
}

/** What a number of trials can show. */
function explanation(chosen) {
  if (!chosen) return "";
  const { trials, needed, power, preferred } = chosen;
  const reached = `someone who is right 9 times in 10 gets that far in ${Math.round(100 * power)}\u00a0% of tests`;
  const abx = `${needed} of ${trials} right show that you hear a difference (${reached}).`;
  const liking = `${preferred} of ${trials} for the same clip show a preference.`;
  return `${abx} ${preferred === null ? "For a preference these are too few." : liking} All clips are played equally loud.`;
}
