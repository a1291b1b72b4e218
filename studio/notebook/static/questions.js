/** Questions of a view to the kernel, each with a number that comes back with the answer. */

let asked = 0;

export class Questions {
  #model;
  #view = Math.random().toString(36).slice(2); // other views of the widget hear the answers too
  #waiting = new Map();
  #hear = (message, buffers) => this.#answer(message, buffers);

  constructor(model) {
    this.#model = model;
    model.on("msg:custom", this.#hear);
  }

  /** Ask, with buffers; resolves to `{ message, buffers }`, rejects where the kernel says that it cannot. */
  ask(kind, more = {}, buffers = []) {
    return new Promise((resolve, reject) => {
      const number = `${this.#view}-${++asked}`;
      this.#waiting.set(number, { resolve, reject });
      this.#model.send({ kind, number, ...more }, undefined, buffers);
    });
  }

  dispose() {
    this.#model.off("msg:custom", this.#hear);
    for (const { reject } of this.#waiting.values()) reject(new Error("The widget was closed."));
    this.#waiting.clear();
  }

  #answer(message, buffers) {
    const { resolve, reject } = this.#waiting.get(message.number) ?? {};
    if (!this.#waiting.delete(message.number)) return;
    if (message.problem) reject(Object.assign(new Error(message.problem), { code: message.code }));
    else resolve({ message, buffers });
  }
}
