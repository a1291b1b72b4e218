// The right column of Compare: differences in words, descriptions, numbers, checks, and the clip that is heard.

import { comparedClip } from "../../static/page/compared_clips.js";
import { playerMade } from "../../static/page/comparison_player.js";
import { LETTERS, comparison } from "../../static/page/comparison.js";
import { button, make } from "../../static/page/dom.js";
import { on } from "../../static/page/event_bus.js";
import { decisions, fetchRatings } from "../../static/page/ratings.js";
import { diffNode } from "../../static/page/word_diff.js";
import { counted, t } from "../../static/page/words.js";
import { giveUp, measureAgain, measured } from "./measured.js";
import { legend, lettersOf, sentences, tableOf } from "./numbers_table.js";

const SLOW = 2; // seconds: measuring that takes longer can be given up

export function mount(element) {
  const heardClip = part("findings-heard", t("findings.heard"));
  const words = part("findings-words", t("findings.differences"));
  const descriptions = part("findings-descriptions", t("findings.descriptions"));
  const numbers = part("findings-numbers", t("findings.numbers"));
  words.body.setAttribute("role", "status");
  element.append(make("div", { class: "findings" }, ...[heardClip, words, descriptions, numbers].map(({ node }) => node)));
  let decided = null; // the reference whose decision is shown
  let pair = ""; // whose numbers are shown

  function show() {
    const { places } = comparison;
    const first = places.findIndex(Boolean);
    const heard = playerMade()?.heard ? playerMade().state.active : first;
    showHeard(places[heard] ?? null, heard);
    const other = heard !== first ? heard : places.findIndex((reference, place) => reference && place !== first);
    showDescriptions(first, other);
    showMeasured(other);
  }

  function showHeard(reference, place) {
    heardClip.node.hidden = !reference;
    const clip = comparedClip(reference);
    const stamp = `${place} ${reference} ${clip?.label}`;
    if (!reference || stamp === decided) return;
    decided = stamp;
    const label = clip?.label ?? "…";
    const title = make("p", { class: "heard-clip" }, make("b", {}, LETTERS[place]), ` ${label}`);
    const card = make("div", { class: "heard-card", role: "group", "aria-label": label }, title);
    if (reference.startsWith("take:")) {
      const take = { id: reference.slice("take:".length), ref: reference, label };
      const { buttons, note } = decisions(card, take);
      card.append(make("div", { class: "tools" }, ...buttons), note);
      fetchRatings([take.id]);
    }
    heardClip.body.replaceChildren(card);
  }

  function showDescriptions(first, other) {
    const [before, after] = [first, other].map((place) => comparedClip(comparison.places[place])?.description ?? "");
    descriptions.node.hidden = !after || !before;
    if (descriptions.node.hidden) return;
    const same = before === after;
    const title = make("p", { class: "hint" }, t(same ? "findings.same_description" : "findings.description_diff", { letter: LETTERS[other], first: LETTERS[first] }));
    descriptions.body.replaceChildren(title, same ? make("p", {}, after) : diffNode(before, after));
  }

  function showMeasured(other) {
    const { phase, answer, places, seconds } = measured();
    words.node.hidden = phase === "empty";
    numbers.node.hidden = phase !== "measured";
    if (phase !== "measured") pair = "";
    if (phase === "measuring") words.body.replaceChildren(...measuring(seconds));
    if (phase === "failed") words.body.replaceChildren(hint(t("findings.failed")));
    if (phase === "given-up") words.body.replaceChildren(hint(t("findings.given_up")), button(t("findings.measure"), measureAgain));
    if (phase !== "measured") return;
    const stamp = `${places} ${other}`;
    if (stamp === pair) return;
    pair = stamp;
    const letters = lettersOf(answer, places);
    const said = sentences(answer, letters);
    words.body.replaceChildren(...(said.length ? said : [hint(t("findings.alone"))]));
    const beside = answer.clips.findIndex(({ id }) => id === places[other]);
    numbers.body.replaceChildren(tableOf(answer, letters, beside > 0 ? [0, beside] : [0]), legend(answer, letters));
  }

  for (const event of ["comparison", "compared-clips", "measured", "sound"]) on(event, show);
  show();
}

function measuring(seconds) {
  if (seconds < SLOW) return [hint(t("findings.measuring"))];
  return [hint(counted("findings.measuring_takes", Math.round(seconds))), button(t("findings.give_up"), giveUp)];
}

function hint(text) {
  return make("p", { class: "hint" }, text);
}

function part(name, title) {
  const body = make("div", { class: "findings-body" });
  return { body, node: make("section", { class: `findings-part ${name}`, "aria-label": title, hidden: true }, make("h2", {}, title), body) };
}
