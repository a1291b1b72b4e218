/** Plays the clips of a panel, one at a time; other players of the document pause meanwhile. */

import { Deck, assemble, loadTrack } from "../../ui/static/player/deck.js";
import { pauseForOthers, startsToPlay } from "./one_sounds.js";

export class ClipSound {
  #fetch;
  #changed;
  #tracks = new Map(); // a clip's id → its samples, or the promise of them
  #deck = new Deck(() => this.#tell());
  #id = null;
  #root;

  /** In the panel `root`; `fetch(id)` resolves to the bytes of a sound file; `changed()` is called when another clip sounds, and while one does. */
  constructor(root, signal, fetch, changed) {
    pauseForOthers(root, () => this.pause(), signal);
    this.#root = root;
    this.#fetch = fetch;
    this.#changed = changed;
  }

  /** The id of the clip that sounds, or null. */
  get playing() {
    return this.#deck.playing ? this.#id : null;
  }

  /** The clip that was heard last, and how far: `{ id, part }`. */
  get heard() {
    return { id: this.#id, part: this.#deck.duration ? this.#deck.position / this.#deck.duration : 0 };
  }

  /** Keep the sound of a clip that came unasked. */
  add(id, bytes) {
    this.#tracks.set(id, loadTrack(bytes));
  }

  /** Play a clip, or pause it; rejects where its sound does not come. */
  async toggle(id) {
    if (this.playing === id) return this.pause();
    if (this.#id !== id) {
      const track = await this.#track(id);
      this.#deck.load(assemble([track]), [1]);
      this.#id = id;
    }
    startsToPlay(this.#root);
    this.#deck.play();
    return this.#follow();
  }

  pause() {
    if (!this.#deck.playing) return;
    this.#deck.pause();
    this.#tell();
  }

  /** Go to a part of a clip, 0 to 1, if it is the one that was heard last. */
  seek(id, part) {
    if (id !== this.#id) return;
    this.#deck.seek(part * this.#deck.duration);
    this.#tell();
  }

  dispose() {
    this.#deck.close();
    this.#tracks.clear();
  }

  async #track(id) {
    if (!this.#tracks.has(id)) this.#tracks.set(id, this.#fetch(id).then((bytes) => loadTrack(bytes)));
    try {
      return await this.#tracks.get(id);
    } catch (error) {
      this.#tracks.delete(id); // to be asked for again
      throw error.reason ? new Error("This browser cannot decode the sound.") : error;
    }
  }

  #follow() {
    this.#tell();
    if (this.#deck.playing) requestAnimationFrame(() => this.#follow());
  }

  #tell() {
    this.#changed();
  }
}
