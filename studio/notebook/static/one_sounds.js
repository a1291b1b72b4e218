/** At most one player of a document sounds: each tells the others with the event `studio:play` when it starts. */

const PLAYS = "studio:play";

/** Pause whenever another player starts, also an audio element, until `signal` aborts. */
export function pauseForOthers(element, pause, signal) {
  const others = (event) => event.composedPath().includes(element) || pause();
  document.addEventListener(PLAYS, others, { signal });
  document.addEventListener("play", others, { signal, capture: true });
  document.addEventListener(PLAYS, (event) => event.composedPath().includes(element) && silenceElements(element), { signal });
}

/** Tell the others that this one starts. The player of `createPlayer` does so by itself. */
export function startsToPlay(element) {
  element.dispatchEvent(new CustomEvent(PLAYS, { bubbles: true, composed: true }));
}

function silenceElements(but) {
  for (const audio of document.querySelectorAll("audio, video")) but.contains(audio) || audio.pause();
}
