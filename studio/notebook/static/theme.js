/** The theme of the page around a widget. */

import { isDark } from "../../ui/static/player/player.js";

/** Mark an element as light or dark, as its page is, until `signal` aborts; `changed()` is called when that changes. */
export function followTheme(element, signal, changed = () => {}) {
  const mark = () => (element.dataset.theme = isDark() ? "dark" : "light");
  const follow = () => element.dataset.theme !== mark() && changed();
  const watching = new MutationObserver(follow);
  for (const page of [document.body, document.documentElement]) watching.observe(page, { attributes: true });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", follow, { signal });
  signal.addEventListener("abort", () => watching.disconnect());
  mark();
}
