// Speaking in a voice: the text, its progress, and the clip; and the test whether the voice stays the same.

import { call, callAsTab } from "../../static/page/actions.js";
import { clip, liveClip } from "../../static/page/clip_button.js";
import { compareButtons } from "../../static/page/compare_buttons.js";
import { button, getJson, make, progressBar, readingText, seconds } from "../../static/page/dom.js";
import { emit, on } from "../../static/page/event_bus.js";
import { poll } from "../../static/page/polling.js";
import { problemNodes } from "../../static/page/problems.js";
import { consistencyChart } from "../consistency/consistency.js";
import { longerTextButton } from "./longer_text.js";

const LONGEST = 20_000; // characters

export function mount(element) {
  const name = make("span", { class: "name" });
  const about = make("span", { class: "facts" });
  const close = button("close", () => (panel.hidden = true), { class: "small quiet" });
  const label = make("label", { for: "say-text" }, "What it says");
  const text = make("textarea", { id: "say-text", rows: 3, maxlength: LONGEST, placeholder: "A line, or pages: long text is spoken passage by passage." });
  const marks = make("input", { type: "checkbox" });
  marks.checked = true;
  const follows = make("label", { class: "at-once" }, marks, "follow marks: **, #, <b>, [pause 1]");
  const notes = make("p", { class: "hint", role: "status" });
  const go = button("Speak", speak, { class: "small primary" });
  const stop = button("Stop", () => call("speak.stop", { id: running }), { class: "small stop", hidden: true });
  const test = button("Does it stay the same?", testConsistency, { title: "Five texts, compared by the model's speaker encoder" });
  const status = make("span", { class: "status", role: "status" });
  const progress = progressBar("Progress of speaking");
  const notice = make("div", { class: "notice", role: "alert" });
  const said = make("ol", { class: "takes said", "aria-label": "What it said" });
  const chart = make("div", { class: "chart-host" });
  const heading = make("h2", {}, "Speak as ", name);
  const head = make("header", { class: "section-head" }, heading, about, close);
  const buttons = make("div", { class: "tools" }, go, stop, test, follows, status);
  const panel = make("section", { class: "panel", "aria-label": "Speak", hidden: true }, head, label, text, buttons, progress.node, notice, notes, said, chart);
  element.append(panel);

  let voice = null; // { ref, name, clones }
  let busy = false;
  let running = null; // the id of the audition under way
  let spoken = ""; // the words of the last clip

  on("speak", (chosen) => {
    if (voice?.ref !== chosen.ref) {
      said.replaceChildren();
      chart.replaceChildren();
      spoken = "";
    }
    voice = chosen;
    name.textContent = voice.name;
    about.textContent = voice.clones ? "copied from its reference" : "a sketch: the same voice for every text";
    test.hidden = !voice.clones;
    showFailure(null);
    panel.hidden = false;
    panel.scrollIntoView({ block: "nearest", behavior: "smooth" });
    text.focus();
  });

  /** Call an action that starts an audition in the voice; resolves to the audition's id, or null. */
  async function start(action, request = {}) {
    showFailure(null);
    const { id, problem, notes: done } = await callAsTab(action, { ref: voice.ref, ...request });
    showFailure(problem);
    notes.textContent = (done ?? []).join(" ");
    return id ?? null;
  }

  function showFailure(problem) {
    notice.replaceChildren();
    if (!problem) return;
    const line = make("div", { class: "problem" }, ...problemNodes(problem));
    if (problem.code?.startsWith("reference-too-")) line.append(longerTextButton(voice.ref, showFailure));
    notice.append(line);
    if (problem.field === "text") text.setAttribute("aria-invalid", "true");
  }

  async function speak() {
    if (busy) return; // a double click speaks once
    working(true);
    const again = text.value === spoken; // the same text once more: another reading of it
    const id = await start("speak.say", { text: text.value, raw: !marks.checked, ...(again ? { seed: String(Math.floor(Math.random() * 1e6)) } : {}) });
    if (!id) return working(false);
    const speaker = voice;
    const words = (spoken = text.value);
    const card = { node: make("li", { class: "take" }), live: null };
    await follow(id, "/studio/speech.json", ({ over, takes: [slot] }) => {
      if (slot.take) card.node.replaceChildren(...finished(slot.take, speaker.name, words, card.live));
      else if (over) card.node.remove();
      else if (slot.sounded > 0 && !card.live) begin(card, `/studio/live/${id}/0.pcm`, speaker.name, words);
      const toShow = card.node.hasChildNodes() && !card.node.isConnected && (slot.take || !over);
      if (toShow && voice.ref === speaker.ref) said.prepend(card.node);
    });
  }

  async function testConsistency() {
    if (busy) return;
    working(true);
    const id = await start("consistency.test");
    if (!id) return working(false);
    const tested = voice;
    chart.replaceChildren();
    await follow(id, "/studio/consistency.json", (_, result) => {
      if (result && voice.ref === tested.ref) chart.replaceChildren(consistencyChart(result, tested.name));
    });
  }

  /** Show an audition until it is over; `draw` gets each state, and the test's result where there is one. */
  async function follow(id, address, draw) {
    running = id;
    const ended = new AbortController();
    const last = await new Promise((resolve) => {
      poll(async () => {
        const answer = await getJson(`${address}?${new URLSearchParams({ id })}`).catch(() => undefined);
        if (answer === undefined) return 1000;
        const audition = answer?.audition ?? answer;
        if (!audition) return resolve(null), null; // the studio was restarted, and does not know it
        show(audition);
        draw(audition, answer.result);
        return audition.over ? (resolve(audition), null) : 200;
      }, ended.signal);
    });
    ended.abort();
    running = null;
    working(false);
    if (last?.phase === "failed") showFailure(last.error);
    emit("drawn");
  }

  function show({ phase, position, takes }) {
    const part = takes.reduce((sum, take) => sum + (take.take ? 1 : take.fraction), 0) / takes.length;
    progress.set(part);
    const made = takes.reduce((sum, take) => sum + take.sounded, 0);
    const read = takes.find((take) => take.reading);
    status.textContent = statusText(phase, position, made, read?.reading ?? null);
  }

  function working(now) {
    busy = now;
    go.hidden = now;
    test.disabled = now;
    stop.hidden = progress.node.hidden = !now;
    if (now) progress.set(0);
    panel.setAttribute("aria-busy", now);
  }

  text.addEventListener("input", () => text.removeAttribute("aria-invalid"));
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) speak();
  });
}

function statusText(phase, position, made, read) {
  if (phase === "queued") return position > 1 ? `waiting, ${position} in the queue` : "starting";
  if (phase === "working") return made > 0 ? `${seconds(made)} so far` : readingText(read);
  return phase === "cancelled" ? "stopped" : "";
}

/** A clip that is being spoken. */
function begin(card, address, name, words) {
  card.live = liveClip(address, `what ${name} says`);
  const track = make("div", { class: "progress thin" }, make("div", { class: "bar made" }, card.live.heard));
  card.node.replaceChildren(card.live.button, title(words, "being spoken"), track);
}

/** A finished clip: to play, compare and download. */
function finished(take, name, words, live) {
  const { button, wave } = clip(take.audio, `what ${name} said`, live);
  const about = title(words, `${seconds(take.duration)} · seed ${take.seed}`);
  const save = make("a", { class: "small", href: take.audio, download: `${name}.flac`, "aria-label": `Download what ${name} said` }, "download");
  return [button, about, wave, make("div", { class: "tools" }, ...compareButtons(take.ref, `What ${name} said`), save)];
}

function title(words, facts) {
  const said = make("span", { class: "name words", title: words.slice(0, 400) }, words.slice(0, 400));
  return make("div", { class: "title" }, said, make("span", { class: "facts" }, facts));
}
