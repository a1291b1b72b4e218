// The lanes of what is compared, with their bar: what is drawn, lanes or difference or numbers, zoom, blind tests, report.

import { comparisonPlayer } from "../../static/page/comparison_player.js";
import { comparison, queryOf } from "../../static/page/comparison.js";
import { button, make } from "../../static/page/dom.js";
import { on } from "../../static/page/event_bus.js";
import { opened } from "../../static/page/escape.js";
import { tell } from "../../static/page/toast.js";
import { inPageLanguage, t } from "../../static/page/words.js";
import { blindButton } from "../blind/blind_menu.js";
import { measured } from "../findings/measured.js";
import { legend, lettersOf, tableOf } from "../findings/numbers_table.js";

const MODE = "voice-studio-compare-mode";
const MODES = ["lanes", "difference", "numbers"];

export async function mount(element) {
  const host = make("div", { class: "compare-host" });
  element.append(host);
  const player = await comparisonPlayer();
  host.append(player.element);
  const [drawn, zoom] = player.viewBar.children;
  const modes = modeSwitch(player, host);
  drawn.after(modes.node);
  zoom.after(blindButton(), reportLink(), findingsButton());
  player.viewBar.setAttribute("role", "toolbar");
  player.viewBar.setAttribute("aria-label", t("compare.bar"));
  player.viewBar.after(allNumbers());
  modes.show();
}

/** Lanes, the difference of two, or all numbers: one takes the place of the other. */
function modeSwitch(player, host) {
  let mode = MODES.includes(sessionStorage.getItem(MODE)) ? sessionStorage.getItem(MODE) : MODES[0];
  const buttons = MODES.map((name) => button(t(`compare.${name}`), () => choose(name), { class: "small", title: t(`compare.${name}_title`) }));
  const node = make("div", { class: "segments", role: "group", "aria-label": t("compare.mode") }, ...buttons);

  function choose(name) {
    mode = name;
    sessionStorage.setItem(MODE, name);
    show();
  }

  function show() {
    const two = comparison.places.filter(Boolean).length > 1;
    const shown = mode === "difference" && !two ? MODES[0] : mode;
    host.dataset.mode = shown;
    buttons.forEach((each, at) => each.setAttribute("aria-pressed", String(MODES[at] === shown)));
    buttons[MODES.indexOf("difference")].disabled = !two;
    const { status } = player.state;
    if (status === "ready") player.showDifference(shown === "difference");
  }

  player.element.addEventListener("studio:change", show);
  return { node, show };
}

/** The numbers of all clips, in place of the lanes. */
function allNumbers() {
  const part = make("div", { class: "all-numbers", tabindex: 0, role: "region", "aria-label": t("findings.numbers") });
  const show = () => {
    const { phase, answer, places } = measured();
    if (phase !== "measured") return part.replaceChildren(make("p", { class: "hint" }, t(phase === "measuring" ? "findings.measuring" : "findings.failed")));
    const letters = lettersOf(answer, places);
    return part.replaceChildren(tableOf(answer, letters), legend(answer, letters));
  };
  on("measured", show);
  show();
  return part;
}

/** A link to the report; where it cannot be made, the page says why. */
function reportLink() {
  const link = make("a", { class: "small report", download: "comparison.html", title: t("compare.report_title") }, t("compare.report"));
  const show = () => (link.href = `/studio/report.html?${queryOf(comparison.places)}`);
  link.addEventListener("click", async (event) => {
    event.preventDefault();
    if (link.ariaBusy === "true") return;
    link.ariaBusy = "true";
    await download(link.href).catch(() => tell(t("compare.report_unanswered")));
    link.ariaBusy = "false";
  });
  on("comparison", show);
  show();
  return link;
}

async function download(address) {
  const answer = await fetch(address);
  if (!answer.ok) return tell(t("compare.report_failed", { reason: await inPageLanguage(await answer.text()) }));
  const file = URL.createObjectURL(await answer.blob());
  make("a", { href: file, download: "comparison.html" }).click();
  setTimeout(() => URL.revokeObjectURL(file));
  return null;
}

/** On a narrow page the right column is a drawer, which this opens. */
function findingsButton() {
  const node = button(t("compare.findings"), toggle, { class: "small drawer", "aria-expanded": "false" });
  let forget = null;
  function toggle() {
    const open = document.body.dataset.drawer !== "compare";
    if (open) document.body.dataset.drawer = "compare";
    else delete document.body.dataset.drawer;
    node.setAttribute("aria-expanded", String(open));
    if (open) forget = opened(toggle);
    else forget?.();
  }
  return node;
}
