// A part that is unfolded on demand, and stays as it was left for the next thing that is shown and after a reload.

import { make } from "./dom.js";

/** A `<details>` whose state is stored under a key; folded at first. */
export function rememberedDetails(key, summary, ...content) {
  const details = make("details", { open: localStorage.getItem(key) === "yes" }, make("summary", {}, summary), ...content);
  details.addEventListener("toggle", () => localStorage.setItem(key, details.open ? "yes" : "no"));
  return details;
}
