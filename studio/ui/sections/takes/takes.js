// The takes of one audition while they are made, and afterwards. Python only says which audition to follow.

import { compare, offer } from "../../static/page/comparison.js";
import { button, getJson, make, ordinal, progressBar, foldingPanel } from "../../static/page/dom.js";
import { emit, on } from "../../static/page/event_bus.js";
import { unlock } from "../../static/page/live_sound.js";
import { poll } from "../../static/page/polling.js";
import { problemNodes } from "../../static/page/problems.js";
import { decisionLine } from "../../static/page/ratings.js";
import { tabId } from "../../static/page/tab.js";
import { play } from "../../static/page/transport.js";
import { starred } from "../starred/starred.js";
import { fill, makeCard } from "./take_card.js";

const OWN = "voice-studio-audition";
const AT_ONCE = "voice-studio-at-once";
const CUT_OFF = {
  what: "The studio ended while it made these takes.",
  next_step: "Those that were finished are kept; generate once more for the others.",
};
const NOTHING = { id: "", phase: "done", over: true, position: 0, error: null, takes: [] };

export function mount(element, { props, watch }) {
  let own = sessionStorage.getItem(OWN) ?? ""; // what this tab asked for, also before a reload
  let followed = own; // what it shows: its own, else what another tab runs, else the newest in the library

  const status = make("span", { class: "status", role: "status" });
  const progress = progressBar("Progress");
  const notice = make("div", { class: "problem", role: "alert", hidden: true });
  const warning = make("p", { class: "hint", id: "takes-warning", "aria-live": "polite", hidden: true });
  const list = make("ol", { class: "takes" });
  const empty = make("div", { class: "empty" }, make("strong", {}, "Describe a voice and press Generate."));
  empty.append(make("p", {}, "Each take is the same words in a voice of its own. Compare two of them, or all."));
  const all = button("compare all", null, { class: "small quiet", hidden: true });
  const favourites = starred([list, empty]);
  const atOnce = hearAtOnce();
  const panel = foldingPanel("Takes", status, atOnce.label, favourites.button, all);
  panel.append(progress.node, notice, warning, list, empty, favourites.list, decisionLine());
  element.append(panel);

  let shown = null; // the audition's id
  let cards = [];
  let running = false;
  let cutOff = false; // whether the studio ended while it made what was shown

  function show(audition) {
    if (audition.id !== shown || audition.takes.length !== cards.length) {
      cutOff = running && (audition.id === shown || (shown === own && audition.id !== own));
      shown = audition.id;
      cards = audition.takes.map(makeCard);
      list.replaceChildren(...cards.map((card) => card.node));
    }
    running = !audition.over;
    audition.takes.forEach((slot, i) => fill(cards[i], slot, audition.id, running));
    atOnce.offer(audition.id, cards);
    emit("queue-place", audition.id === own && audition.phase === "queued" ? audition.position : 0);
    empty.hidden = cards.length > 0;
    status.textContent = statusText(audition);
    const total = audition.takes.reduce((sum, slot) => sum + (slot.take ? 1 : slot.fraction), 0);
    progress.set(total / Math.max(1, audition.takes.length));
    progress.node.hidden = !running;
    panel.setAttribute("aria-busy", running);
    document.getElementById("design-editor").dataset.working = !running ? "no" : audition.id === own ? "own" : "other";
    const error = audition.phase === "failed" ? audition.error : cutOff ? CUT_OFF : null;
    notice.hidden = !error;
    notice.replaceChildren(...(error ? problemNodes(error) : []));
    if (warning.textContent !== (audition.warning ?? "")) warning.textContent = audition.warning ?? "";
    warning.hidden = !audition.warning;
    const references = audition.takes.filter((slot) => slot.take).map((slot) => slot.take.ref);
    all.hidden = running || references.length < 3;
    all.onclick = () => compare(references);
    if (!running) offer(references);
  }

  const ask = poll(async () => {
    try {
      const asked = followed;
      const audition = await getJson(`/studio/audition.json?${new URLSearchParams({ id: asked })}`);
      if (asked !== followed) return 0;
      if (audition) follow(audition.id);
      if (audition || shown) show(audition ?? NOTHING);
      return running ? 200 : null;
    } catch {
      return 1000;
    }
  });

  function follow(id) {
    followed = id;
    if (props.value?.follow !== id) props.value = { follow: id, client: tabId };
  }

  props.value = { follow: followed, client: tabId };
  watch("value", () => {
    if (props.value?.follow && props.value.follow !== followed) turnTo(props.value.follow);
  });
  on("follow", turnTo);

  /** Show an audition that this tab has asked for. */
  function turnTo(audition) {
    own = audition;
    atOnce.expect(own);
    sessionStorage.setItem(OWN, own);
    follow(own);
    emit("asked");
    ask();
  }
}

/** The choice to hear the first take as soon as it sounds, which this browser remembers. */
function hearAtOnce() {
  const box = make("input", { type: "checkbox" });
  box.checked = localStorage.getItem(AT_ONCE) === "yes";
  box.addEventListener("change", () => localStorage.setItem(AT_ONCE, box.checked ? "yes" : "no"));
  document.addEventListener("click", (event) => box.checked && event.target.closest("#generate") && unlock());
  let expected = ""; // the audition that this tab has just asked for
  return {
    label: make("label", { class: "at-once", title: "Play the first take as soon as it sounds, while it is made" }, box, "hear at once"),
    expect: (audition) => (expected = box.checked ? audition : ""),
    offer(audition, cards) {
      const first = cards.find((card) => card.clip);
      if (audition !== expected || !first) return;
      expected = "";
      play(first.clip);
    },
  };
}

function statusText({ phase, position, takes }) {
  const made = takes.filter((slot) => slot.take).length;
  if (phase === "queued") return `queued, ${ordinal(position)}`;
  if (phase === "starting") return "starting the generation process";
  if (phase === "working") return `take ${Math.min(made + 1, takes.length)} of ${takes.length}`;
  if (phase === "cancelled") return `stopped after ${made} of ${takes.length}`;
  if (phase === "failed") return `failed after ${made} of ${takes.length}`;
  return takes.length ? `${made} ${made === 1 ? "take" : "takes"}` : "";
}
