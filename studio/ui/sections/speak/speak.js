// The text that a voice is to speak, kept for each voice while the tab is open; and the test whether it stays the same.

import { callAsTab } from "../../static/page/actions.js";
import { button, getJson, make, progressBar, setText } from "../../static/page/dom.js";
import { emit, on } from "../../static/page/event_bus.js";
import { unlock } from "../../static/page/live_sound.js";
import { poll } from "../../static/page/polling.js";
import { problemNodes } from "../../static/page/problems.js";
import { language, t } from "../../static/page/words.js";
import { isShown } from "../../static/page/workspace.js";
import { consistencyChart } from "../consistency/consistency.js";
import { hasSpoken, otherSeed, say } from "./jobs.js";
import { longerTextButton } from "./longer_text.js";
import { currentVoice, ownVoice, watchVoice } from "./voices.js";

const LONGEST = 20_000; // characters
const AT_ONCE = "voice-studio-say-at-once";
const draftOf = (voice) => `voice-studio-say-${voice ? ownVoice(voice.ref) : ""}`; // one for all of its deliveries

export function mount(element) {
  const count = make("span", { class: "facts", id: "say-count" });
  const label = make("label", { for: "say-text" }, t("speak.text"));
  const text = make("textarea", { id: "say-text", placeholder: t("speak.placeholder"), "aria-describedby": "say-count" });
  const [marks, follows] = choice(t("speak.marks"));
  const [hear, atOnce] = choice(t("speak.at_once"));
  marks.checked = true;
  hear.checked = localStorage.getItem(AT_ONCE) === "yes";
  hear.addEventListener("change", () => localStorage.setItem(AT_ONCE, hear.checked ? "yes" : "no"));
  const go = button(t("speak.speak"), (event) => event.detail > 1 || speak(), { class: "small primary", title: t("speak.keys") });
  const test = button(t("speak.test"), testConsistency, { title: t("speak.test_about") });
  const status = make("span", { class: "status", role: "status" });
  const progress = progressBar(t("speak.test_progress"));
  const notice = make("div", { class: "notice", role: "alert" });
  const notes = make("p", { class: "hint", role: "status" });
  const chart = make("div", { class: "chart-host" });
  const head = make("div", { class: "say-head" }, label, count);
  const buttons = make("div", { class: "tools" }, go, make("kbd", { "aria-hidden": "true" }, navigator.platform.startsWith("Mac") ? "⌘↵" : "Ctrl ↵"), atOnce, follows, test, status);
  const panel = make("section", { class: "say", "aria-label": t("speak.title") }, head, text, buttons, progress.node, notice, notes, chart);
  element.append(panel);

  let shown = null; // the reference of the voice whose text is shown
  watchVoice(show);
  on("write", () => text.focus());
  if (currentVoice() && isShown("speak")) text.focus();

  function show(voice) {
    go.disabled = text.disabled = !voice;
    test.hidden = !voice?.clones;
    if (voice?.ref === shown) return;
    shown = voice?.ref;
    text.value = sessionStorage.getItem(draftOf(voice)) ?? "";
    showFailure(null);
    notes.textContent = "";
    chart.replaceChildren();
    countLetters();
  }

  function countLetters() {
    count.toggleAttribute("data-over", text.value.length > LONGEST); // a paste is never cut; the studio refuses what is too long
    setText(count, `${text.value.length.toLocaleString(language)} / ${LONGEST.toLocaleString(language)}`);
  }

  function showFailure(problem) {
    notice.replaceChildren();
    text.setAttribute("aria-invalid", problem?.field === "text");
    if (!problem) return;
    const noBase = problem.code === "base-model-missing"; // its next step is a command; here it is a button
    const line = make("div", { class: "problem" }, ...problemNodes(noBase ? { what: problem.what, next_step: "" } : problem));
    if (noBase) line.append(make("div", { class: "confirm" }, button(t("speak_voice.get_model"), () => emit("models"))));
    if (problem.code?.startsWith("reference-too-")) line.append(longerTextButton(currentVoice().ref, showFailure));
    notice.append(line);
  }

  async function speak() {
    const voice = currentVoice();
    if (!voice || go.disabled) return;
    if (hear.checked) unlock();
    go.disabled = true;
    showFailure(null);
    notes.textContent = "";
    const seed = hasSpoken(voice, text.value) ? otherSeed() : null; // the same text once more is another reading of it
    const { problem, notes: done } = await say(voice, text.value, { raw: !marks.checked, seed, hear: hear.checked });
    go.disabled = false;
    if (currentVoice()?.ref !== voice.ref) return;
    showFailure(problem);
    notes.textContent = (done ?? []).join(" ");
    if (problem?.field === "text") text.focus();
  }

  async function testConsistency() {
    const voice = currentVoice();
    test.disabled = true;
    showFailure(null);
    chart.replaceChildren();
    const { id, problem } = await callAsTab("consistency.test", { ref: voice.ref });
    const last = id ? await followTest(id) : { error: problem };
    test.disabled = false;
    progress.node.hidden = true;
    setText(status, "");
    if (currentVoice()?.ref !== voice.ref) return;
    showFailure(last.error);
    if (last.result) chart.replaceChildren(consistencyChart(last.result, voice.name));
  }

  /** Show how a test stands until it is over; resolves to its `{ result, error }`. */
  function followTest(id) {
    progress.node.hidden = false;
    progress.set(0);
    const ended = new AbortController();
    return new Promise((resolve) => {
      poll(async () => {
        const answer = await getJson(`/studio/consistency.json?${new URLSearchParams({ id })}`).catch(() => undefined);
        if (answer === undefined) return 1000;
        const audition = answer?.audition;
        if (audition && !audition.over) {
          progress.set(audition.takes.reduce((sum, take) => sum + (take.take ? 1 : take.fraction), 0) / audition.takes.length);
          setText(status, audition.phase === "queued" ? t("speak.waiting") : t("speak.testing"));
          return 500;
        }
        ended.abort();
        resolve({ result: answer?.result ?? null, error: audition?.error ?? null });
        return null;
      }, ended.signal);
    });
  }

  text.addEventListener("input", () => {
    text.setAttribute("aria-invalid", "false");
    countLetters();
    sessionStorage.setItem(draftOf(currentVoice()), text.value);
  });
  text.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey) || event.repeat) return;
    event.preventDefault();
    speak();
  });
}

/** A box to tick, and its label. */
function choice(words) {
  const box = make("input", { type: "checkbox" });
  return [box, make("label", { class: "at-once" }, box, words)];
}
