// The buttons that choose which voices are listed: all, the user's own, the starters, or the bin.

import { button, make } from "../../static/page/dom.js";
import { t } from "../../static/page/words.js";

const SHOWN = "voice-studio-voices-shown"; // which part, for this tab
const PARTS = ["all", "mine", "starters", "bin"];

/** Make the buttons, `{ node, part(), turnTo(name), show(found), focus() }`; `changed` is called when another part is chosen. */
export function partTabs(changed) {
  const tabs = Object.fromEntries(PARTS.map((name) => [name, button("", () => turnTo(name))]));
  const node = make("div", { class: "preset-parts", role: "group", "aria-label": t("presets.which") }, ...Object.values(tabs));
  const stored = sessionStorage.getItem(SHOWN);
  let part = PARTS.includes(stored) ? stored : PARTS[0];

  function turnTo(name) {
    part = name;
    sessionStorage.setItem(SHOWN, name);
    changed();
  }

  /** Show how many voices each part has, of what `partsOf` returned. */
  function show(found) {
    for (const [name, tab] of Object.entries(tabs)) {
      tab.textContent = `${t(`presets.${name}`)} ${found[name].length + found.unreadable[name].length}`;
      tab.setAttribute("aria-pressed", name === part);
    }
  }

  return { node, part: () => part, turnTo, show, focus: () => tabs[part].focus() };
}

/** What each part lists: the presets that the filters let through, and those that cannot be read. */
export function partsOf({ all, unreadable, bin }, filters) {
  const shown = filters.matching(all);
  const own = filters.isActive() ? [] : unreadable;
  return {
    all: shown,
    mine: shown.filter(({ starter }) => !starter),
    starters: shown.filter(({ starter }) => starter),
    bin: filters.matching(bin),
    unreadable: { all: own, mine: own, starters: [], bin: [] },
  };
}
