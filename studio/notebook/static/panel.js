/** What the panels of a notebook share: nodes, the theme, keys that stay in the panel. */

import { PANEL_CSS } from "./panel_style.js";
import { isSave, passOnShortcuts } from "./shortcuts.js";
import { followTheme } from "./theme.js";

/** Make an element: `make("button", { class: "small", onclick: go }, "Go")`. Text never becomes markup. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined && child !== false));
  return node;
}

export function button(text, onclick, attributes = {}) {
  return make("button", { type: "button", onclick, ...attributes }, text);
}

/** A control with its label above it. */
export function labelled(text, control, attributes = {}) {
  return make("label", { class: "field", ...attributes }, make("span", { class: "name" }, text), control);
}

/** Set a node's text, unless it is the same: a status line is read out at every change. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

const CONTROLS = "button, input, select, textarea, a, summary, label";

/**
 * Make the panel's root in a cell: `{ root, body }`; what is shown goes into `body`. It follows the theme until `signal`
 * aborts. Keys that are pressed in it are not the notebook's.
 */
export function panelIn(el, name, label, css, signal) {
  const body = make("div", { class: "body" });
  const root = make("section", { class: `studio-panel ${name}`, "aria-label": label, tabindex: -1 }, make("style", {}, PANEL_CSS + css), body);
  passOnShortcuts(root, signal, isSave);
  for (const kind of ["keydown", "keyup", "keypress", "paste"]) root.addEventListener(kind, (event) => isSave(event) || event.stopPropagation());
  root.addEventListener("pointerdown", (event) => event.target.closest(CONTROLS) || root.focus({ preventScroll: true }));
  followTheme(root, signal);
  el.append(root);
  return { root, body };
}

/** The element that has the focus, also in a shadow tree, as in marimo. */
export const focusedIn = (root) => root.getRootNode().activeElement;

export const hasFocus = (root) => root.contains(focusedIn(root));

const PATIENCE = 3000; // milliseconds until a silent kernel is mentioned
export const NO_KERNEL = "The kernel does not answer: it is busy, or it has ended. Run this cell again if nothing comes.";

/** Call `silent` if the kernel does not answer before the returned function is called. */
export function waitForKernel(silent) {
  const timer = setTimeout(silent, PATIENCE);
  return () => clearTimeout(timer);
}

/**
 * Set a trait of the view's own, so that marimo looks at the widget again: it runs the cells that use a widget only when
 * a view sets a trait, not when the kernel does.
 */
export const wakeMarimo = (traits) => traits.set({ _seen: traits.get("_seen") + 1 });
