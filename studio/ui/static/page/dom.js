// Builds nodes. Text only ever goes through textContent, so no name, note or description becomes markup.

import { decimal, t, translated } from "./words.js";

/** Make an element: `make("button", { class: "small", onclick: go }, "Go")`. */
export function make(tag, attributes = {}, ...children) {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === null || value === undefined || value === false) continue;
    if (name.startsWith("on")) node.addEventListener(name.slice(2), value);
    else node.setAttribute(name, value === true ? "" : value);
  }
  node.append(...children.filter((child) => child !== null && child !== undefined));
  return node;
}

/** A small button: `button("undo", undo, { title: "…" })`. */
export function button(text, onclick, attributes = {}) {
  return make("button", { type: "button", class: "small", onclick, ...attributes }, text);
}

/** A panel with a heading that folds it, and nodes beside the heading. The browser remembers what is folded. */
export function foldingPanel(title, ...beside) {
  const fold = make("button", { type: "button", class: "fold" }, title);
  const head = make("header", { class: "section-head" }, make("h2", {}, fold), ...beside);
  const panel = make("section", { class: "panel", "aria-label": title }, head);
  const stored = `voice-studio-folded-${title}`;
  const show = (folded) => {
    panel.toggleAttribute("data-folded", folded);
    fold.setAttribute("aria-expanded", !folded);
    fold.title = t(folded ? "shell.show" : "shell.hide", { title });
  };
  fold.addEventListener("click", () => {
    show(!panel.hasAttribute("data-folded"));
    localStorage.setItem(stored, panel.hasAttribute("data-folded") ? "yes" : "no");
  });
  show(localStorage.getItem(stored) === "yes");
  return panel;
}

/** A place in a queue as text: "next", "2nd", "3rd", "4th" … */
export const ordinal = (place) => (place <= 3 ? t(`shell.place_${place}`) : t("shell.place", { n: place }));

/** How long a sound is: "4.6 s", and from a minute on "17:39 min". */
export function seconds(duration) {
  if (duration < 59.95) return `${decimal(duration, 1)} s`;
  const whole = Math.round(duration);
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")} min`;
}

/** That a text is read, before there is sound; `part` of it, where that is known. */
export const readingText = (part) => (part ? `${t("engine.reading")}, ${Math.round(100 * part)} %` : t("engine.reading"));

/** Fetch JSON, its sentences in the page's language. */
export async function getJson(address, signal = null) {
  const answer = await fetch(address, { cache: "no-cache", signal });
  if (!answer.ok) throw Object.assign(new Error(`${address}: ${answer.status}`), { status: answer.status });
  return translated(await answer.json());
}

/** Set a node's text, unless it is the same: a status line is read out at every change. */
export function setText(node, text) {
  if (node.textContent !== text) node.textContent = text;
}

/** A button that asks once more, in place, before it does something that cannot be undone. */
export function confirmedButton(text, label, confirm, confirmLabel, act) {
  const holder = make("span", { class: "removal" });
  const ask = button(text, () => (holder.replaceChildren(yes, no), no.focus()), { class: "small quiet", "aria-label": label });
  const yes = button(confirm, act, { class: "small danger", "aria-label": confirmLabel });
  const no = button(t("shell.leave_it"), () => (holder.replaceChildren(ask), ask.focus()));
  holder.append(ask);
  return holder;
}

/** A progress bar, `{ node, bar, set(fraction) }`. */
export function progressBar(label) {
  const bar = make("div", { class: "bar" });
  const node = make("div", { class: "progress", role: "progressbar", "aria-label": label, hidden: true }, bar);
  const set = (fraction) => {
    bar.style.width = `${100 * fraction}%`;
    node.setAttribute("aria-valuenow", Math.round(100 * fraction));
  };
  return { node, bar, set };
}
