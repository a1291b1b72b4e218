// Builds nodes. Text only ever goes through textContent, so no name, note or description becomes markup.

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

/** A section with its heading, which folds it away, and a place beside the heading. The browser remembers what is folded. */
export function section(title, ...beside) {
  const fold = make("button", { type: "button", class: "fold" }, title);
  const head = make("header", { class: "section-head" }, make("h2", {}, fold), ...beside);
  const panel = make("section", { class: "panel", "aria-label": title }, head);
  const stored = `voice-studio-folded-${title}`;
  const show = (folded) => {
    panel.toggleAttribute("data-folded", folded);
    fold.setAttribute("aria-expanded", !folded);
    fold.title = folded ? `Show ${title}` : `Hide ${title}`;
  };
  fold.addEventListener("click", () => {
    show(!panel.hasAttribute("data-folded"));
    localStorage.setItem(stored, panel.hasAttribute("data-folded") ? "yes" : "no");
  });
  show(localStorage.getItem(stored) === "yes");
  return panel;
}

/** A place in a queue in words: "next", "2nd", "3rd", "4th" … */
export const ordinal = (place) => ["next", "2nd", "3rd"][place - 1] ?? `${place}th`;

export const seconds = (duration) => `${duration.toFixed(1)} s`;

export async function getJson(address) {
  const answer = await fetch(address, { cache: "no-cache" });
  if (!answer.ok) throw Object.assign(new Error(`${address}: ${answer.status}`), { status: answer.status });
  return answer.json();
}

/**
 * Call `step` again and again, after the milliseconds it resolves to; at once when the page is looked at again. Null
 * pauses it until then, `signal` ends it.
 */
export function repeat(step, signal) {
  let timer = 0;
  let busy = false;
  const run = async () => {
    if (busy || signal?.aborted) return;
    busy = true;
    clearTimeout(timer);
    const pause = await step();
    busy = false;
    if (pause !== null) timer = setTimeout(run, document.hidden ? Math.max(pause, 3000) : pause);
  };
  document.addEventListener("visibilitychange", () => document.hidden || run(), { signal });
  run();
  return run;
}
