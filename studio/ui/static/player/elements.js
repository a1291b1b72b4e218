/** What the player's parts share: elements, letters, colours and number formats. */

export const LETTERS = "ABCDEFGH";
const HUES = [255, 50, 155, 310, 200, 350, 105, 25];
const SHAPES = {
  play: "M4 2.5v13l11-6.5z",
  pause: "M4 2.5h3.6v13H4zM10.4 2.5H14v13h-3.6z",
  less: "M3.5 8.2h11v1.6h-11z",
  more: "M8.2 3.5h1.6v4.7h4.7v1.6H9.8v4.7H8.2V9.8H3.5V8.2h4.7z",
  whole: "M2 4h1.6v10H2zM14.4 4H16v10h-1.6zM4.6 9l3-3v2.2h2.8V6l3 3-3 3V9.8H7.6V12z",
  foldAll: "M9 2.4l4.6 4.6-1.2 1.2L9 4.8 5.6 8.2 4.4 7zM9 15.6L4.4 11l1.2-1.2L9 13.2l3.4-3.4 1.2 1.2z",
  fold: "M9 5.6l5.2 5.2-1.3 1.3L9 8.2l-3.9 3.9-1.3-1.3z",
  unfold: "M9 12.4L3.8 7.2l1.3-1.3L9 9.8l3.9-3.9 1.3 1.3z",
  up: "M9 4.2l5 5-1.2 1.2-3-3V14H8.2V7.4l-3 3L4 9.2z",
  locked: "M5.5 8V6a3.5 3.5 0 0 1 7 0v2h1v7.5h-9V8zM7.2 8h3.6V6a1.8 1.8 0 0 0-3.6 0z",
  unlocked: "M5.5 8V5a3.5 3.5 0 0 1 6.8-1.2l-1.6.6A1.8 1.8 0 0 0 7.2 5v3h6.3v7.5h-9V8z",
  pick: "M7.2 11.6L4 8.4 2.7 9.7l4.5 4.5 8.1-8.1L14 4.8z",
  reject: "M9 2a7 7 0 1 0 0 14A7 7 0 0 0 9 2zm0 1.7c1.2 0 2.3.4 3.2 1.1l-7.4 7.4A5.3 5.3 0 0 1 9 3.7zm0 10.6a5.3 5.3 0 0 1-3.2-1.1l7.4-7.4A5.3 5.3 0 0 1 9 14.3z",
  remove: "M4.6 3.4L9 7.8l4.4-4.4 1.2 1.2L10.2 9l4.4 4.4-1.2 1.2L9 10.2l-4.4 4.4-1.2-1.2L7.8 9 3.4 4.6z",
};

export function make(tag, name, text) {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text !== undefined) element.textContent = text;
  if (tag === "button") element.type = "button";
  return element;
}

export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  svg.setAttribute("viewBox", "0 0 18 18");
  svg.setAttribute("aria-hidden", "true");
  path.setAttribute("d", SHAPES[name]);
  svg.append(path);
  return svg;
}

/** A small icon button with a label. */
export function tool(name, words, act) {
  const button = make("button", "sp-tool");
  button.append(icon(name));
  button.title = words;
  button.setAttribute("aria-label", words);
  button.addEventListener("click", act);
  return button;
}

/** A button that is on or off; its owner sets `aria-pressed`, and styles may know it by its `name`. */
export function toggleButton(words, title, act, name = "") {
  const button = make("button", "sp-toggle", words);
  button.dataset.name = name;
  button.title = title;
  button.addEventListener("click", act);
  return button;
}

/** A choice among [value, text] pairs; `choose` gets the value as a string. */
export function choice(words, options, chosen, choose) {
  const select = make("select", "sp-choice");
  select.setAttribute("aria-label", words);
  select.title = words;
  for (const [value, text] of options) {
    const option = make("option", "", text);
    option.value = value;
    select.append(option);
  }
  select.value = chosen;
  select.addEventListener("change", () => {
    select.blur(); // so that keys control the player again
    choose(select.value);
  });
  return select;
}

/** The CSS colour of a place. */
export function colourOf(place, lightness = "var(--sp-l)", chroma = "var(--sp-c)") {
  return `oklch(${lightness} ${chroma} ${HUES[place]})`;
}

export function clock(seconds) {
  const tenths = Math.floor(seconds * 10 + 1e-6);
  return `${Math.floor(tenths / 600)}:${String(Math.floor((tenths % 600) / 10)).padStart(2, "0")}.${tenths % 10}`;
}

/** A formatted number with a typographic minus; `always` adds a plus. */
export function signed(number, always = false) {
  const plus = always && Number(number) > 0 ? "+" : "";
  return `${plus}${number.replace("-", "−").replace(/^−(0(\.0+)?)$/, "$1")}`;
}

export function decibels(value) {
  return `${signed(value.toFixed(1), true)} dB`;
}
