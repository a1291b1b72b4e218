/**
 * The traits of a widget, as one view of it sees them.
 *
 *   const traits = new Traits(model, { speed: (value) => player.setSpeed(value) });
 *   traits.set({ speed: 1.25 }); // told to the kernel and to other views, not to this one
 *   traits.dispose();
 */

let setting = false; // whether a view, not the kernel, is setting a trait

export class Traits {
  #model;
  #listeners = [];
  #own = false;

  /**
   * `changed` has a function for each trait that is followed: `(value, byView) => …`; `byView` is true where another
   * view of the same widget set it, which for `playing` is not a wish that this one plays too.
   */
  constructor(model, changed) {
    this.#model = model;
    for (const [name, act] of Object.entries(changed)) {
      const listener = () => this.#own || act(model.get(name), setting);
      model.on(`change:${name}`, listener);
      this.#listeners.push([`change:${name}`, listener]);
    }
  }

  get(name) {
    return this.#model.get(name);
  }

  /** Set those that differ. */
  set(values) {
    const changes = Object.entries(values).filter(([name, value]) => !same(value, this.#model.get(name)));
    if (!changes.length) return;
    this.#own = setting = true;
    for (const [name, value] of changes) this.#model.set(name, value);
    this.#own = setting = false;
    this.#model.save_changes();
  }

  dispose() {
    for (const [name, listener] of this.#listeners) this.#model.off(name, listener);
  }
}

function same(one, other) {
  return JSON.stringify(one) === JSON.stringify(other);
}
