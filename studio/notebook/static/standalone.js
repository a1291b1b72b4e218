/** A widget on a page of its own, without a kernel: a stand-in for its model, with the state that the page has. */

import { keepSounds } from "./clip_sounds.js";

export class StandaloneModel {
  #state;
  #listeners = new Map();

  constructor({ state, sounds }) {
    this.#state = { ...state, _alone: true };
    keepSounds(state._key, new Map(state._clips.map(({ id }, place) => [id, bytes(sounds[place])])));
  }

  get(name) {
    return this.#state[name];
  }

  set(name, value) {
    this.#state[name] = value;
    this.#listeners.get(`change:${name}`)?.forEach((listener) => listener());
  }

  on(event, listener) {
    this.#listeners.set(event, [...(this.#listeners.get(event) ?? []), listener]);
  }

  off(event, listener) {
    this.#listeners.set(event, (this.#listeners.get(event) ?? []).filter((other) => other !== listener));
  }

  save_changes() {}

  send() {}
}

function bytes(base64) {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}
