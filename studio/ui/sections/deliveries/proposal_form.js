// Proposes a delivery: a name, words where one wants, takes that appear ranked, and one or none of them is kept.

import { call, callAsTab } from "../../static/page/actions.js";
import { button, getJson, make, progressBar, setText } from "../../static/page/dom.js";
import { emit } from "../../static/page/event_bus.js";
import { poll } from "../../static/page/polling.js";
import { problemNodes } from "../../static/page/problems.js";
import { roving } from "../../static/page/roving.js";
import { t } from "../../static/page/words.js";
import { proposedRow } from "./delivery_row.js";
import { fetchNames, keepDelivery } from "./delivery_store.js";

const WORDS = 200; // characters
const NAME = 32;

/** Make the form, `{ node, show(preset), focus() }`. */
export function proposalForm() {
  const names = make("datalist", { id: "delivery-names" });
  const name = make("input", { type: "text", list: "delivery-names", maxlength: NAME, autocomplete: "off", placeholder: t("deliveries.name_example") });
  const words = make("input", { type: "text", maxlength: WORDS, autocomplete: "off", placeholder: t("deliveries.words_example") });
  const press = make("button", { type: "submit", class: "small primary" }, t("deliveries.propose"));
  const stop = button(t("deliveries.stop"), () => call("deliveries.stop", { id: running()?.id }), { class: "small quiet", hidden: true });
  const status = make("span", { class: "facts", role: "status" });
  const progress = progressBar(t("deliveries.progress"));
  const notice = make("div", { class: "notice", role: "alert" });
  const heading = make("h3", {});
  const why = make("p", { class: "hint" });
  const list = make("ol", { class: "delivery-list proposed", "aria-label": t("deliveries.proposed_list") });
  const none = button(t("deliveries.keep_none"), dismiss, { class: "small quiet" });
  const results = make("div", { class: "proposed-takes", hidden: true }, heading, why, list, none);
  const fields = make("div", { class: "proposal-fields" }, labelled(t("deliveries.name"), name), labelled(t("deliveries.words"), words));
  const node = make("form", { class: "proposal" }, names, fields, make("div", { class: "tools" }, press, stop, status), progress.node, notice, results);
  roving(list, { itemSelector: "li" });
  fetchNames().then((found) => names.append(...found.map((each) => make("option", { value: each }))));
  press.addEventListener("click", (event) => event.detail > 1 && event.preventDefault()); // a double click proposes once
  node.addEventListener("submit", (event) => (event.preventDefault(), propose()));

  let preset = null;
  const proposals = new Map(); // a preset's slug → { id, name, answer }
  const running = () => proposals.get(preset?.slug) ?? null;

  async function propose() {
    const asked = { preset, name: name.value.trim() };
    showProblem(null);
    if (!asked.name) return name.focus();
    const answer = await callAsTab("deliveries.propose", { slug: preset.slug, name: asked.name, words: words.value });
    if (answer.problem) {
      showProblem(answer.problem);
      return (answer.problem.field === "words" ? words : name).focus();
    }
    proposals.set(asked.preset.slug, { id: answer.id, name: asked.name, answer: null });
    draw();
    ask();
  }

  const ask = poll(async () => {
    const proposal = running();
    if (!proposal || proposal.answer?.audition.over) return null;
    const answer = await getJson(`/studio/delivery-proposal.json?${new URLSearchParams({ id: proposal.id })}`).catch(() => undefined);
    if (answer === undefined) return 1000;
    if (answer === null) proposals.delete(preset.slug); // the studio was restarted
    else proposal.answer = answer;
    if (running() === proposal || answer === null) draw();
    return answer && !answer.audition.over ? 300 : null;
  });

  function draw() {
    const proposal = running();
    const audition = proposal?.answer?.audition;
    const working = Boolean(proposal) && !audition?.over;
    stop.hidden = !working;
    progress.node.hidden = !working;
    if (working && audition) progress.set(audition.takes.reduce((sum, take) => sum + (take.take ? 1 : take.fraction), 0) / audition.takes.length);
    setText(status, working ? t("deliveries.working", { name: proposal.name }) : "");
    showProblem(audition?.phase === "failed" ? audition.error : null);
    const ranked = proposal?.answer?.ranked ?? [];
    results.hidden = !ranked.length;
    if (!ranked.length) return list.replaceChildren();
    setText(heading, t(ranked.some(({ similarity }) => similarity !== null) ? "deliveries.ranked" : "deliveries.takes", { name: proposal.name }));
    why.hidden = !proposal.answer.why;
    setText(why, proposal.answer.why);
    if (list.dataset.proposal === proposal.id) return;
    list.dataset.proposal = proposal.id;
    list.replaceChildren(...ranked.map((each) => proposedRow(preset, each, acts(proposal, each))));
    emit("drawn");
    if (node.contains(document.activeElement)) results.scrollIntoView({ block: "nearest" });
  }

  function acts(proposal, { take }) {
    if (preset.starter) return [];
    const keep = () => keepIt(proposal, take);
    return [button(t("deliveries.keep"), keep, { class: "small keep", "aria-label": t("deliveries.keep_named", { label: take.label, name: proposal.name }) })];
  }

  async function keepIt(proposal, take, replace = false) {
    const problem = await keepDelivery(preset, proposal.name, take, { replace });
    showProblem(problem);
    if (problem?.code === "delivery-exists") {
      const instead = button(t("deliveries.replace"), () => keepIt(proposal, take, true), { class: "small keep" });
      notice.firstChild.append(make("div", { class: "confirm" }, instead));
      return instead.focus();
    }
    if (!problem) dismiss();
  }

  function dismiss() {
    proposals.delete(preset.slug);
    delete list.dataset.proposal;
    name.value = words.value = "";
    draw();
    name.focus();
  }

  function showProblem(problem) {
    notice.replaceChildren(...(problem ? [make("div", { class: "problem" }, ...problemNodes(problem))] : []));
    name.setAttribute("aria-invalid", problem?.field === "delivery");
    words.setAttribute("aria-invalid", problem?.field === "words");
  }

  function show(chosen) {
    const same = preset?.slug === chosen.slug;
    preset = chosen;
    node.hidden = chosen.starter;
    if (same) return;
    name.value = words.value = "";
    delete list.dataset.proposal;
    showProblem(null);
    draw();
    ask();
  }

  return { node, show, focus: () => name.focus() };
}

function labelled(text, field) {
  return make("label", {}, make("span", {}, text), field);
}
