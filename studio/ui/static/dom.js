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

/** A section with its heading, and a place beside the heading. */
export function section(title, ...beside) {
  const heading = make("h2", {}, title);
  const head = make("header", { class: "section-head" }, heading, ...beside);
  return make("section", { class: "panel", "aria-label": title }, head);
}

/** A place in a queue in words: "next", "2nd", "3rd", "4th" … */
export const ordinal = (place) => ["next", "2nd", "3rd"][place - 1] ?? `${place}th`;

export const seconds = (duration) => `${duration.toFixed(1)} s`;

export async function getJson(address) {
  const answer = await fetch(address, { cache: "no-cache" });
  if (!answer.ok) throw Object.assign(new Error(`${address}: ${answer.status}`), { status: answer.status });
  return answer.json();
}

/** Call `step` again and again, after the milliseconds it resolves to; at once when the page is looked at again. */
export function repeat(step) {
  let timer = 0;
  let busy = false;
  const run = async () => {
    if (busy) return;
    busy = true;
    clearTimeout(timer);
    const pause = await step();
    busy = false;
    if (pause !== null) timer = setTimeout(run, document.hidden ? Math.max(pause, 3000) : pause);
  };
  document.addEventListener("visibilitychange", () => document.hidden || run());
  run();
  return run;
}
