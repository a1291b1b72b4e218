// The workspaces: which one is shown, its address (#compare), the browser's history, and the keys 1 to 5.
// Gradio's tabs show them; a click on a tab is how this module switches too.

import { button } from "./dom.js";
import { emit } from "./event_bus.js";
import { isTyping } from "./keys.js";
import { t } from "./words.js";

export const WORKSPACES = ["design", "compare", "voices", "speak", "history"];

const seen = new Map(); // a workspace → { promise, resolve }, resolved when it is first shown
const handlers = new Map(); // a workspace → what handles its requests
const waiting = new Map(); // a workspace → the request that came before its module was loaded
let shown = null;

for (const name of WORKSPACES) seen.set(name, Promise.withResolvers?.() ?? resolvers());

/** The workspace that is shown. */
export const current = () => shown;

export const isShown = (workspace) => shown === workspace;

/** Resolves when a workspace is first shown. */
export const whenShown = (workspace) => seen.get(workspace).promise;

/** Show a workspace, and hand it a request where there is one. */
export function go(workspace, request = null) {
  tabOf(workspace)?.click();
  if (!request) return;
  if (handlers.has(workspace)) handlers.get(workspace)(request);
  else waiting.set(workspace, request);
}

/** Handle the requests to a workspace, also one that was made before. */
export function onGo(workspace, handler) {
  handlers.set(workspace, handler);
  if (!waiting.has(workspace)) return;
  const request = waiting.get(workspace);
  waiting.delete(workspace);
  handler(request);
}

function tabOf(workspace) {
  return document.getElementById(`workspace-${workspace}-button`);
}

function named() {
  const name = location.hash.slice(1).split("?")[0];
  return WORKSPACES.includes(name) ? name : WORKSPACES[0];
}

function show(workspace) {
  if (workspace === shown) return;
  shown = workspace;
  document.body.dataset.workspace = workspace;
  seen.get(workspace).resolve();
  emit("workspace", workspace);
}

/** Follow the tabs, the address and the keys, once Gradio has drawn the tabs. */
function connect(list) {
  list.setAttribute("aria-label", "Voice studio");
  let wanted = named(); // of the address the page was opened with, until it is shown
  const follow = () => {
    const selected = list.querySelector('[role=tab][aria-selected="true"]')?.dataset.tabId;
    for (const tab of list.querySelectorAll("[role=tab]")) tab.tabIndex = tab.dataset.tabId === selected ? 0 : -1;
    if (wanted && selected !== wanted) return requestAnimationFrame(open); // Gradio may not listen to the tabs yet
    wanted = null;
    if (!selected || selected === shown) return;
    if (shown && selected !== named()) history.pushState(null, "", `#${selected}`);
    show(selected);
  };
  const open = () => {
    if (wanted) tabOf(wanted)?.click();
    follow();
  };
  new MutationObserver(follow).observe(list, { subtree: true, childList: true, attributeFilter: ["aria-selected"] });
  follow();
  addEventListener("popstate", () => tabOf(named())?.click());
  addEventListener("hashchange", () => tabOf(named())?.click());
  list.addEventListener("keydown", (event) => alongTabs(event, list));
  document.body.prepend(button(t("shell.skip"), enter, { class: "skip" }));
  document.addEventListener("keydown", byDigit);
  for (const name of ["dragover", "drop"]) addEventListener(name, refuseFiles);
}

/** A file that is dropped where nothing takes it would be opened in place of the page. */
function refuseFiles(event) {
  if (event.defaultPrevented || !event.dataTransfer?.types.includes("Files")) return;
  event.preventDefault();
  event.dataTransfer.dropEffect = "none";
}

/** Move the focus into the workspace, past the top bar. */
export function enter() {
  const panel = document.getElementById(`workspace-${shown}`);
  panel.tabIndex = -1;
  panel.focus();
}

/** The arrows, Home and End go from tab to tab, as in any list of tabs. */
function alongTabs(event, list) {
  const tabs = [...list.querySelectorAll("[role=tab]")];
  const at = tabs.indexOf(event.target);
  const to = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
  if (at < 0 || to === undefined) return;
  event.preventDefault();
  const tab = tabs[(to + tabs.length) % tabs.length];
  tab.click();
  tab.focus();
}

function byDigit(event) {
  const workspace = WORKSPACES[Number(event.key) - 1];
  if (!workspace || event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return;
  if (document.querySelector("dialog[open]")) return;
  event.preventDefault();
  go(workspace);
}

function resolvers() {
  let resolve;
  const promise = new Promise((done) => (resolve = done));
  return { promise, resolve };
}

/** Gradio draws the tabs after this module may have been loaded. */
function wait() {
  const list = document.querySelector("#workspaces [role=tablist]");
  if (list && tabOf(WORKSPACES[0])) return connect(list);
  const observer = new MutationObserver(() => {
    const drawn = document.querySelector("#workspaces [role=tablist]");
    if (!drawn || !tabOf(WORKSPACES[0])) return;
    observer.disconnect();
    connect(drawn);
  });
  observer.observe(document.body, { childList: true, subtree: true });
}

wait();
