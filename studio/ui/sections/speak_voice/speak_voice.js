// The chosen voice with its reference and the model that copies it, and the list of voices to choose from.

import { clip } from "../../static/page/clip_button.js";
import { button, getJson, make, seconds, setText } from "../../static/page/dom.js";
import { emit, on } from "../../static/page/event_bus.js";
import { poll } from "../../static/page/polling.js";
import { roving } from "../../static/page/roving.js";
import { arrange, rowKeys } from "../../static/page/row.js";
import { t } from "../../static/page/words.js";
import { isShown, onGo } from "../../static/page/workspace.js";
import { presetOf, watchPresets } from "../presets/preset_shelf.js";
import { watchJobs } from "../speak/jobs.js";
import { chooseVoice, currentVoice, ownVoice, recentVoices, watchVoice } from "../speak/voices.js";

export function mount(element) {
  const heading = make("h2", {});
  const about = make("p", { class: "facts" });
  const reference = make("div", { class: "voice-reference" });
  const base = baseModel();
  const delivery = make("select", { "aria-label": t("speak_voice.delivery") });
  const deliveries = make("label", { class: "voice-delivery", hidden: true }, make("span", {}, t("speak_voice.delivery")), delivery);
  const chosen = make("section", { class: "voice-chosen", "aria-label": t("speak_voice.chosen") }, heading, reference, deliveries, about, base.node);
  const search = make("input", { type: "search", placeholder: t("presets.search"), "aria-label": t("speak_voice.search"), autocomplete: "off" });
  const list = make("ul", { class: "voices", "aria-label": t("speak_voice.voices") });
  const none = make("p", { class: "hint" });
  element.append(chosen, make("section", { class: "voice-list", "aria-label": t("speak_voice.choose") }, search, list, none));
  roving(list, { itemSelector: "li.voice" });

  const rows = new Map();
  let presets = [];

  watchPresets(({ all }) => {
    presets = all;
    const voice = currentVoice();
    const named = voice && voiceOf(voice.ref);
    if (named && named.name !== voice.name) chooseVoice(named);
    if (voice && !voice.ref.startsWith("take:") && !named) chooseVoice(presetOf(ownVoice(voice.ref))); // it is in the bin
    showList();
    showChosen(currentVoice());
  });
  search.addEventListener("input", showList);
  delivery.addEventListener("change", () => chooseVoice(voiceOf(delivery.value)));
  onGo("speak", (voice) => {
    chooseVoice(voice);
    emit("write"); // the text is what comes next
  });
  watchVoice((voice) => {
    showChosen(voice);
    showList();
    base.show(voice);
  });

  watchJobs(showList); // the recent ones

  function showChosen(voice) {
    setText(heading, voice ? t("speak_voice.as", { name: voice.name }) : t("speak_voice.none"));
    about.hidden = !voice;
    const preset = voice && voiceOf(voice.ref);
    setText(about, voice ? t(voice.clones ? "speak_voice.copied" : "speak_voice.sketch") : "");
    showDeliveries(voice);
    const address = preset?.audio ?? (voice?.ref.startsWith("take:") ? `/studio/takes/${voice.ref.slice(5)}.flac` : "");
    if (reference.dataset.address === address) return;
    reference.dataset.address = address;
    reference.replaceChildren();
    if (!address) return;
    const { button: play, wave } = clip(address, t("speak_voice.reference", { name: voice.name }));
    reference.append(play, wave, ...(preset ? [make("span", { class: "facts" }, seconds(preset.duration))] : []));
  }

  /** Offer the deliveries of the voice, where it has some. */
  function showDeliveries(voice) {
    const own = voice && presetOf(ownVoice(voice.ref));
    deliveries.hidden = !own?.deliveries.length;
    if (deliveries.hidden) return;
    const choices = [{ ref: own.ref, name: t("speak_voice.neutral") }, ...own.deliveries];
    delivery.replaceChildren(...choices.map(({ ref, name }) => make("option", { value: ref }, name)));
    delivery.value = voice.ref;
  }

  function showList() {
    const words = search.value.toLocaleLowerCase().split(/\s+/).filter(Boolean);
    const fits = ({ name, tags, description }) => words.every((word) => [name, ...tags, description].join("\n").toLocaleLowerCase().includes(word));
    const found = presets.filter(fits);
    const recent = recentVoices().map((ref) => found.find((preset) => preset.ref === ref)).filter(Boolean);
    const groups = { recent, mine: found.filter((preset) => !preset.starter && !recent.includes(preset)), starters: found.filter((preset) => preset.starter && !recent.includes(preset)) };
    const nodes = Object.entries(groups).flatMap(([name, voices]) => (voices.length ? [title(name), ...voices.map(rowOf)] : []));
    arrange(list, nodes);
    for (const row of list.children) row.toggleAttribute("data-chosen", row.dataset.ref !== undefined && row.dataset.ref === (currentVoice() && ownVoice(currentVoice().ref)));
    none.hidden = nodes.length > 0;
    setText(none, nodes.length ? "" : t("presets.none_found"));
  }

  function title(name) {
    const key = `#${name}`;
    if (!rows.has(key)) rows.set(key, make("li", { class: "group" }, t(`speak_voice.${name}`)));
    return rows.get(key);
  }

  function rowOf(preset) {
    const stamp = JSON.stringify(preset);
    if (rows.get(preset.ref)?.stamp === stamp) return rows.get(preset.ref);
    const choose = () => (chooseVoice(preset), emit("write"));
    const pick = button(preset.name, choose, { class: "pick", title: preset.description });
    const row = make("li", { class: "voice", "data-ref": preset.ref }, pick, make("span", { class: "facts" }, seconds(preset.duration)));
    rows.set(preset.ref, Object.assign(rowKeys(row, { Enter: choose }), { stamp }));
    row.addEventListener("click", (event) => event.target === pick || choose());
    return row;
  }
}

/** The preset or the delivery of a reference as a voice, `{ ref, name, clones, audio, duration }`; null if it is not there. */
function voiceOf(ref) {
  const preset = presetOf(ownVoice(ref));
  if (!preset || preset.ref === ref) return preset;
  const found = preset.deliveries.find((each) => each.ref === ref);
  return found ? { ref, name: found.label, clones: preset.clones, audio: found.audio, duration: found.duration } : null;
}

/** Which model copies the voice, and the way to one where there is none. */
function baseModel() {
  const words = make("span", {});
  const get = button(t("speak_voice.get_model"), () => emit("models"), { class: "small keep" });
  const node = make("div", { class: "voice-model", role: "status", hidden: true }, words, get);
  let voice = null;
  const ask = poll(async () => {
    if (!voice?.clones) return null;
    const answer = await getJson("/studio/base-model.json").catch(() => null);
    if (!answer) return 2000;
    node.classList.toggle("missing", !answer.model);
    setText(words, answer.model ? t("speak_voice.model", { name: answer.model.split("/").at(-1) }) : t("speak_voice.no_model"));
    get.hidden = Boolean(answer.model);
    node.hidden = false;
    return null;
  });
  on("downloading", (part) => part === null && ask());
  on("workspace", () => isShown("speak") && ask());
  return {
    node,
    show(chosen) {
      voice = chosen;
      if (!voice?.clones) node.hidden = true;
      ask();
    },
  };
}
