// Speaking in a voice: what it is to say, how far that is, and the clip; and whether the voice stays the same.

import { clip, liveClip } from "../../static/page/clip_button.js";
import { hear, tell } from "../../static/page/event_bus.js";
import { getJson, make, repeat, seconds } from "../../static/page/dom.js";
import { testOf } from "../consistency/consistency.js";
import { answerOf, told } from "../../static/page/problems.js";
import { tools } from "../../static/page/compare_buttons.js";

const CLIENT = "voice-studio-client";
const OVER = new Set(["done", "cancelled", "failed"]);
const LONGEST = 20_000; // characters

export function mount(element, { server }) {
  const name = make("span", { class: "name" });
  const about = make("span", { class: "facts" });
  const close = make("button", { type: "button", class: "small quiet", onclick: () => (panel.hidden = true) }, "close");
  const label = make("label", { for: "say-text" }, "What it says");
  const text = make("textarea", { id: "say-text", rows: 3, maxlength: LONGEST, placeholder: "A line, or pages: long text is spoken passage by passage." });
  const go = make("button", { type: "button", class: "small primary" }, "Speak");
  const stop = make("button", { type: "button", class: "small stop", hidden: true }, "Stop");
  const test = make("button", { type: "button", class: "small", title: "Five texts, compared by the model's speaker encoder" }, "Does it stay the same?");
  const status = make("span", { class: "status", role: "status" });
  const bar = make("div", { class: "bar" });
  const progress = make("div", { class: "progress", role: "progressbar", "aria-label": "Progress of speaking", hidden: true }, bar);
  const notice = make("div", { class: "notice", role: "alert" });
  const said = make("ol", { class: "takes said", "aria-label": "What it said" });
  const chart = make("div", { class: "chart-host" });
  const heading = make("h2", {}, "Speak as ", name);
  const head = make("header", { class: "section-head" }, heading, about, close);
  const buttons = make("div", { class: "tools" }, go, stop, test, status);
  const panel = make("section", { class: "panel", "aria-label": "Speak", hidden: true }, head, label, text, buttons, progress, notice, said, chart);
  element.append(panel);

  let voice = null; // { ref, name, clones }
  let busy = false;
  let running = null; // the id of what it says now
  let spoken = ""; // the words of the last clip

  hear("speak", (asked) => {
    if (voice?.ref !== asked.ref) {
      said.replaceChildren();
      chart.replaceChildren();
      spoken = "";
    }
    voice = asked;
    name.textContent = asked.name;
    about.textContent = asked.clones ? "copied from its reference" : "a sketch: the same voice for every text";
    test.hidden = !asked.clones;
    problem(null);
    panel.hidden = false;
    panel.scrollIntoView({ block: "nearest", behavior: "smooth" });
    text.focus();
  });

  async function ask(action, more = {}) {
    problem(null);
    const asked = { ref: voice.ref, client: sessionStorage.getItem(CLIENT) ?? "", ...more };
    const answer = await answerOf(server[action](asked));
    if (answer.problem) problem(answer.problem);
    return answer.id ?? null;
  }

  function problem(found) {
    notice.replaceChildren();
    if (!found) return;
    const line = make("div", { class: "problem" }, ...told(found));
    if (found.code?.startsWith("reference-too-")) line.append(longer());
    notice.append(line);
    if (found.field === "text") text.setAttribute("aria-invalid", "true");
  }

  function longer() {
    const hearIt = async () => {
      const id = await ask("lengthen");
      if (id) tell("follow", id);
    };
    const button = make("button", { type: "button", class: "small", onclick: hearIt }, "Hear a longer text and choose again");
    return make("div", { class: "confirm" }, button);
  }

  async function speak() {
    if (busy) return; // a double click is one line
    working(true);
    const again = text.value === spoken; // the same words once more: another reading of them
    const id = await ask("say", { text: text.value, ...(again ? { seed: String(Math.floor(Math.random() * 1e6)) } : {}) });
    if (!id) return working(false);
    const speaker = voice;
    const words = (spoken = text.value);
    const card = { node: make("li", { class: "take" }), live: null };
    await follow(id, "/studio/speech.json", ({ phase, takes: [slot] }) => {
      if (slot.take) card.node.replaceChildren(...finished(slot.take, speaker.name, words, card.live));
      else if (OVER.has(phase)) card.node.remove();
      else if (slot.sounded > 0 && !card.live) begin(card, `/studio/live/${id}/0.pcm`, speaker.name, words);
      const toShow = card.node.hasChildNodes() && !card.node.isConnected && (slot.take || !OVER.has(phase));
      if (toShow && voice.ref === speaker.ref) said.prepend(card.node);
    });
  }

  async function consistency() {
    if (busy) return;
    working(true);
    const id = await ask("test");
    if (!id) return working(false);
    const tested = voice;
    chart.replaceChildren();
    await follow(id, "/studio/consistency.json", (_, result) => {
      if (result && voice.ref === tested.ref) chart.replaceChildren(testOf(result, tested.name));
    });
  }

  /** Show how an audition goes until it is over; `draw` takes each state, and what else the answer holds. */
  async function follow(id, address, draw) {
    running = id;
    const over = new AbortController();
    const last = await new Promise((resolve) => {
      repeat(async () => {
        const answer = await getJson(`${address}?${new URLSearchParams({ id })}`).catch(() => undefined);
        if (answer === undefined) return 1000;
        const audition = answer?.audition ?? answer;
        if (!audition) return resolve(null), null; // the studio was started anew, and knows nothing of it
        show(audition);
        draw(audition, answer.result);
        return OVER.has(audition.phase) ? (resolve(audition), null) : 200;
      }, over.signal);
    });
    over.abort();
    running = null;
    working(false);
    if (last?.phase === "failed") problem(last.error);
    tell("drawn");
  }

  function show({ phase, position, takes }) {
    const part = takes.reduce((sum, take) => sum + (take.take ? 1 : take.fraction), 0) / takes.length;
    bar.style.width = `${100 * part}%`;
    progress.setAttribute("aria-valuenow", Math.round(100 * part));
    const made = takes.reduce((sum, take) => sum + take.sounded, 0);
    status.textContent = inWords(phase, position, made);
  }

  function working(now) {
    busy = now;
    go.hidden = now;
    test.disabled = now;
    stop.hidden = progress.hidden = !now;
    if (now) bar.style.width = 0;
    panel.setAttribute("aria-busy", now);
  }

  go.addEventListener("click", speak);
  test.addEventListener("click", consistency);
  stop.addEventListener("click", () => server.stop({ id: running }));
  text.addEventListener("input", () => text.removeAttribute("aria-invalid"));
  text.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) speak();
  });
}

function inWords(phase, position, made) {
  if (phase === "queued") return position > 1 ? `waiting, ${position} in the queue` : "starting";
  if (phase === "working") return made > 0 ? `${seconds(made)} so far` : "reading the text";
  return phase === "cancelled" ? "stopped" : "";
}

/** A clip that is being spoken, and can be heard already. */
function begin(card, address, name, words) {
  card.live = liveClip(address, `what ${name} says`);
  const track = make("div", { class: "progress thin" }, make("div", { class: "bar made" }, card.live.heard));
  card.node.replaceChildren(card.live.button, title(words, "being spoken"), track);
}

/** A clip that was spoken: heard, compared, downloaded. */
function finished(take, name, words, live) {
  const { button, wave } = clip(take.audio, `what ${name} said`, live);
  const about = title(words, `${seconds(take.duration)} · seed ${take.seed}`);
  const save = make("a", { class: "small", href: take.audio, download: `${name}.flac`, "aria-label": `Download what ${name} said` }, "download");
  return [button, about, wave, make("div", { class: "tools" }, ...tools(`take:${take.id}`, `What ${name} said`), save)];
}

function title(words, facts) {
  const said = make("span", { class: "name words", title: words.slice(0, 400) }, words.slice(0, 400));
  return make("div", { class: "title" }, said, make("span", { class: "facts" }, facts));
}
