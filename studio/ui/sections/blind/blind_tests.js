// The blind tests of this studio, as the page knows them: "blind-tests" on the bus when that changes.

import { call } from "../../static/page/actions.js";
import { comparison } from "../../static/page/comparison.js";
import { getJson } from "../../static/page/dom.js";
import { emit, on } from "../../static/page/event_bus.js";
import { t } from "../../static/page/words.js";
import { openTest } from "./blind_dialog.js";

const OPEN = "voice-studio-blind"; // the test whose dialog is open, so that a reload goes on with it

let state = null; // the studio's last answer: tests under way, results, and what a number of trials can show
let opening = false;

/** `{ running, results, trials }`, or null before the studio has answered. */
export const blindTests = () => state;

export const kindName = (kind) => t(`blind.${kind}`);

/** The clips that are compared. */
export const filled = () => comparison.places.filter(Boolean);

export async function refresh() {
  state = (await getJson("/studio/listening.json").catch(() => null)) ?? state;
  if (state) emit("blind-tests");
}

/** Begin a test of what is compared. Resolves to the problem, where there is one. */
export function begin(kind, trials) {
  const clips = kind === "tournament" ? filled() : comparison.places.slice(0, 2);
  return open("blind.begin", { kind, clips, trials });
}

/** Show a test: the trial at hand, or its result. */
export const showTest = (test) => open("blind.show", { test });

export const discard = (test) => call("blind.discard", { test }).then(refresh);

/** Call an action that answers with a test's state, and open the test. Resolves to the problem, where there is one. */
async function open(action, request) {
  if (opening) return null; // a double click begins one test
  opening = true;
  const answer = await call(action, request);
  opening = false;
  if (answer.problem) {
    refresh();
    return answer.problem;
  }
  openTest(answer, () => (sessionStorage.removeItem(OPEN), refresh()));
  return null;
}

/** Go on with the test whose dialog was open before a reload. */
export function resume() {
  const test = sessionStorage.getItem(OPEN);
  if (!test) return;
  sessionStorage.removeItem(OPEN);
  showTest(test);
}

on("trial", (test) => sessionStorage.setItem(OPEN, test));
on("blind-result", () => (sessionStorage.removeItem(OPEN), refresh()));
