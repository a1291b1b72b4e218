// The name of this tab, by which the queue tells tabs apart; it stays after a reload.

const CLIENT = "voice-studio-client";

export const tabId = sessionStorage.getItem(CLIENT) ?? unique();
sessionStorage.setItem(CLIENT, tabId);

/** `crypto.randomUUID` does not exist on a page that came over plain http from another machine. */
function unique() {
  return Array.from(crypto.getRandomValues(new Uint32Array(4)), (word) => word.toString(16)).join("-");
}
