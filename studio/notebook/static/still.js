/** The still picture of a widget, for when there is no kernel. */

import { pauseForOthers, startsToPlay } from "./one_sounds.js";
import { followTheme } from "./theme.js";

/** Hide the still pictures of a widget in a notebook, those that come later too; returns a function that shows them again. */
export function hideStill(key) {
  const still = `.voice-studio-still[data-key="${key}"]`;
  const style = document.createElement("style");
  style.textContent = `${still}, .jp-OutputArea-child:has(${still}) { display: none; }`;
  document.head.append(style);
  return () => style.remove();
}

/** Whether this is a page that marimo exported: it has the state of the widgets, and nobody who answers them. */
export const isExported = () => globalThis.__MARIMO_STATIC__ !== undefined;

/** Show the still picture that a widget has in its state; returns a function that ends that. */
export function showStill(model, el) {
  const life = new AbortController();
  const { signal } = life;
  signal.addEventListener("abort", hideStill(model.get("_key"))); // that of the output has no sounds
  el.innerHTML = model.get("_still"); // of the kernel, which has escaped all words of people
  const sounds = [...el.querySelectorAll("audio")];
  const pause = (but) => sounds.forEach((sound) => sound === but || sound.pause());
  const start = ({ target }) => {
    pause(target);
    startsToPlay(el);
  };
  el.addEventListener("play", start, { signal, capture: true });
  pauseForOthers(el, pause, signal);
  followTheme(el, signal);
  return () => life.abort();
}
