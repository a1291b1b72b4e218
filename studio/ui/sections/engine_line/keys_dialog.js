// The page's keys, shown by "?" or its button.

import { button, make } from "../../static/page/dom.js";
import { isTyping, keyNames } from "../../static/page/keys.js";
import { t } from "../../static/page/words.js";

const GROUPS = {
  everywhere: [["1 – 5", "workspaces"], ["Space", "pause"], ["A – H", "switch"], ["Ctrl Z", "undo"], ["Esc", "close_open"], ["?", "help"]],
  lists: [["↑ ↓ Home End", "move"], ["Enter", "hear"], ["Del", "bin"]],
  takes: [["Shift A, B", "put"], ["K", "keep"], ["R", "reject"], ["S", "star"], ["N", "note"], ["Z", "undo_decision"]],
  voices: [["X", "pick"], ["Shift ← ↑ ↓ →", "pick_on"], ["Ctrl A", "pick_all"], ["P", "hear"], ["V", "delivery"], ["S", "speak"], ["F2", "rename"], ["/", "search"]],
  history: [["O", "reopen"], ["C", "compare_version"], ["← →", "take_of_row"]],
  editor: [["Ctrl Enter", "generate"]],
  compare: [["← →", "seek"], ["X", "next"], ["L", "loop"], ["+ − 0", "zoom"]],
};
const MAC = navigator.platform.startsWith("Mac");

/** Make the button that shows the keys. */
export function keysButton() {
  let dialog = null;
  const open = () => {
    dialog ??= keysDialog(); // not before it is asked for: the page opens sooner
    if (!dialog.open) dialog.showModal();
  };
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || event.ctrlKey || event.metaKey || isTyping(event)) return;
    event.preventDefault();
    open();
  });
  return button("?", open, { class: "small quiet icon", "aria-label": t("keys.open"), title: t("keys.open") });
}

function keysDialog() {
  const groups = Object.entries(GROUPS).map(([name, keys]) => group(name, keys));
  const dialog = make("dialog", { class: "keys-dialog", "aria-labelledby": "keys-title" }, make("h2", { id: "keys-title" }, t("keys.title")));
  dialog.append(make("div", { class: "keys-groups" }, ...groups), button(t("keys.close"), () => dialog.close()));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside it
  document.body.append(dialog);
  return dialog;
}

function group(name, keys) {
  const rows = keys.flatMap(([key, does]) => [make("dt", {}, make("kbd", {}, keyNames(MAC ? key.replace("Ctrl", "⌘") : key))), make("dd", {}, t(`keys.${does}`))]);
  return make("section", {}, make("h3", {}, t(`keys.${name}`)), make("dl", {}, ...rows));
}
