// The takes of one audition, as they come. Asks how it stands while it runs; Python only says which one to follow.

import { told } from "./problems.js";
import { clip } from "./clip.js";
import { keepTake, offer, tell, toSlot } from "./desk.js";
import { getJson, make, repeat, seconds, section } from "./dom.js";

const OWN = "voice-studio-audition";
const CLIENT = "voice-studio-client";
const OVER = new Set(["done", "cancelled", "failed"]);
const ORDINALS = ["next", "2nd", "3rd"];

export function mount(element, { props, watch }) {
  const client = sessionStorage.getItem(CLIENT) ?? crypto.randomUUID();
  sessionStorage.setItem(CLIENT, client);
  let own = sessionStorage.getItem(OWN) ?? ""; // what this tab asked for, also before a reload
  let followed = own; // what it shows: its own, else what another tab runs, else the newest in the library

  const status = make("span", { class: "status", role: "status" });
  const bar = make("div", { class: "bar" });
  const progress = make("div", { class: "progress", role: "progressbar", "aria-label": "Progress", hidden: true }, bar);
  const notice = make("div", { class: "problem", role: "alert", hidden: true });
  const list = make("ol", { class: "takes" });
  const empty = make("div", { class: "empty" }, make("strong", {}, "Describe a voice and press Generate."));
  empty.append(make("p", {}, "Each take is the same words in a voice of its own. Send two to A and B to compare them."));
  const panel = section("Takes", status);
  panel.append(progress, notice, list, empty);
  element.append(panel);

  let shown = null; // the audition's id
  let cards = [];

  function show(audition) {
    if (audition.id !== shown) {
      shown = audition.id;
      cards = audition.takes.map(() => ({ node: make("li", { class: "take" }), made: null }));
      list.replaceChildren(...cards.map((card) => card.node));
    }
    const running = !OVER.has(audition.phase);
    audition.takes.forEach((slot, i) => fill(cards[i], slot, running));
    empty.hidden = true;
    status.textContent = inWords(audition);
    const total = audition.takes.reduce((sum, slot) => sum + (slot.take ? 1 : slot.fraction), 0);
    bar.style.width = `${(100 * total) / audition.takes.length}%`;
    progress.setAttribute("aria-valuenow", Math.round((100 * total) / audition.takes.length));
    progress.hidden = !running;
    panel.setAttribute("aria-busy", running);
    document.getElementById("editor-column").dataset.working = !running ? "no" : audition.id === own ? "own" : "other";
    const error = audition.phase === "failed" ? audition.error : null;
    notice.hidden = !error;
    notice.replaceChildren(...(error ? told(error) : []));
    if (!running) offer(audition.takes.filter((slot) => slot.take).map((slot) => `take:${slot.take.id}`));
    return running;
  }

  const ask = repeat(async () => {
    try {
      const asked = followed;
      const audition = await getJson(`/studio/audition.json?${new URLSearchParams({ id: asked })}`);
      if (asked !== followed) return 0;
      if (!audition) return null;
      follow(audition.id);
      return show(audition) ? 200 : null;
    } catch {
      return 1000;
    }
  });

  function follow(id) {
    followed = id;
    if (props.value?.follow !== id) props.value = { follow: id, client };
  }

  props.value = { follow: followed, client };
  watch("value", () => {
    if (!props.value?.follow || props.value.follow === followed) return;
    own = props.value.follow;
    sessionStorage.setItem(OWN, own);
    follow(own);
    tell("asked");
    ask();
  });
}

function inWords({ phase, position, takes }) {
  const made = takes.filter((slot) => slot.take).length;
  if (phase === "queued") return `queued, ${ORDINALS[position - 1] ?? `${position}th`}`;
  if (phase === "starting") return "starting the generation process";
  if (phase === "working") return `take ${Math.min(made + 1, takes.length)} of ${takes.length}`;
  if (phase === "cancelled") return `stopped after ${made} of ${takes.length}`;
  return `${made} ${made === 1 ? "take" : "takes"}`;
}

function fill(card, slot, running) {
  const label = `Take ${slot.position + 1}`;
  if (card.made) return;
  if (slot.take) {
    card.made = slot.take;
    card.node.className = "take";
    card.node.replaceChildren(...finished(slot.take, label));
    tell("drawn");
    return;
  }
  card.node.className = running ? "take waiting" : "take missing";
  card.node.hidden = !running;
  card.bar ??= make("div", { class: "bar" });
  if (!card.node.firstChild) {
    card.node.append(make("span", { class: "name" }, label), make("div", { class: "progress thin" }, card.bar));
    card.node.append(make("span", { class: "facts" }, `seed ${slot.seed}`));
  }
  card.bar.style.width = `${100 * slot.fraction}%`;
}

function finished(take, label) {
  const { button, wave } = clip(take.audio, label);
  const facts = make("span", { class: "facts" }, `${seconds(take.duration)} · seed ${take.seed}`);
  return [
    button,
    make("div", { class: "title" }, make("span", { class: "name" }, label), facts),
    wave,
    make("div", { class: "tools" }, ...tools(`take:${take.id}`, label), keep(take, label)),
  ];
}

/** The buttons that send a clip to A and to B. */
export function tools(reference, label) {
  const send = (slot) => {
    const name = slot.toUpperCase();
    const attributes = { type: "button", class: "small", onclick: () => toSlot(slot, reference) };
    return make("button", { ...attributes, "data-slot": slot, "data-ref": reference, "aria-label": `${label} to ${name}` }, `to ${name}`);
  };
  return [send("a"), send("b")];
}

function keep(take, label) {
  const go = () => keepTake({ ...take, label });
  return make("button", { type: "button", class: "small keep", onclick: go, "aria-label": `Keep ${label}` }, "keep");
}
