// The preview beside the history: what the focused row asked for, and its takes with waveforms and decisions.

import { clip } from "../../static/page/clip_button.js";
import { compareButtons } from "../../static/page/compare_buttons.js";
import { button, make, seconds } from "../../static/page/dom.js";
import { downloadLinks } from "../../static/page/downloads.js";
import { drawer } from "../../static/page/drawer.js";
import { emit, on } from "../../static/page/event_bus.js";
import { decisions, fetchRatings } from "../../static/page/ratings.js";
import { roving } from "../../static/page/roving.js";
import { language, t } from "../../static/page/words.js";
import { actions, nameOf } from "../history/history_row.js";

const RESTING = 120; // milliseconds on a row before its sounds are loaded
const WHEN = new Intl.DateTimeFormat(language, { dateStyle: "long", timeStyle: "short" });

export function mount(element) {
  const panel = make("section", { class: "preview-panel", "aria-label": t("history.preview"), hidden: true });
  element.append(panel);
  const side = drawer("history");
  let timer = 0;
  let shown = "";

  on("history-focus", ({ row, acts }) => {
    const stamp = row && JSON.stringify([row, acts.inBin()]);
    if (stamp === shown) return;
    shown = stamp;
    clearTimeout(timer);
    timer = setTimeout(() => draw(row, acts), RESTING);
  });

  on("history-open", side.open);

  function draw(row, acts) {
    panel.hidden = !row;
    if (!row) return panel.replaceChildren();
    const head = make("header", { class: "section-head" }, make("h2", {}, nameOf(row)), make("span", { class: "facts" }, WHEN.format(new Date(row.created))), side.closing);
    const body = row.row === "blind" ? testParts(row) : versionParts(row, acts);
    panel.replaceChildren(head, ...body, make("div", { class: "tools" }, ...actions(row, acts)));
    fetchRatings((row.takes ?? []).map(({ id }) => id));
    emit("drawn");
  }
}

function testParts(row) {
  const clips = make("ul", { class: "compared" }, ...row.clips.map(({ ref, label }) => make("li", {}, ref ? label : t("history.gone", { label }))));
  return [clips, row.over ? make("p", {}, row.summary) : null].filter(Boolean);
}

function versionParts(row, acts) {
  const parts = [make("p", { class: "description" }, row.description), make("p", { class: "text" }, row.text)];
  const facts = [row.voice && t("history.voice", { name: row.voice }), row.language && t(`language.${row.language}`), t("history.seed", { seed: row.seed })];
  parts.push(make("p", { class: "hint" }, facts.filter(Boolean).join(" · ")));
  if (row.state === "failed") parts.push(make("p", { class: "problem" }, row.error));
  const list = make("ol", { class: "takes", "aria-label": t("history.takes_of", { label: nameOf(row) }) }, ...row.takes.map((take) => takeNode(take, acts, row)));
  roving(list, { itemSelector: "li.take" });
  return [...parts, list];
}

function takeNode(take, acts, row) {
  const node = make("li", { class: "take" });
  const { button: play, wave } = clip(take.audio, take.label, null, row.kind === "spoken" ? row.text : row.description);
  const name = `${nameOf(row)}·${take.position + 1}`; // the label of a spoken one has the voice and the text, which stand above
  const facts = [seconds(take.duration), take.incomplete && t("history.stopped_early")].filter(Boolean).join(", ");
  const head = make("div", { class: "title" }, make("span", { class: "name" }, name), make("span", { class: "facts" }, facts));
  if (acts.inBin()) {
    node.append(play, head, wave);
    return node;
  }
  const { buttons, note, tags, title, titleField } = decisions(node, take, { enter: () => play.click(), delete: () => acts.removeTake(take) });
  head.firstChild.after(title);
  const duplicate = button(t("history.duplicate"), (event) => event.detail > 1 || acts.duplicate(take), { "aria-label": t("history.duplicate_of", { label: take.label }), title: t("history.duplicate_about") });
  node.append(play, head, wave, make("div", { class: "tools" }, ...compareButtons(take.ref, take.label), ...buttons), make("div", { class: "tools" }, ...[downloadLinks(take.ref, take.label)].flat(), duplicate), titleField, note, tags);
  return node;
}
