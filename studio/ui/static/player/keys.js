/** The keyboard: keys control the player unless the focused element needs them. */

// Elements that need keys which the player uses too.
const FIELDS =
  "input, textarea, select, audio, video, [contenteditable]:not([contenteditable='false']), [role=textbox], [role=combobox], [role=listbox]";
const SPACE_USERS = "button, a[href], summary, [role=button], [role=tab], [role=radio], [role=checkbox], [role=switch], [role=menuitem]";
const ARROW_USERS = "[role=tab], [role=radio], [role=menuitem], [role=slider]";

export class Keys {
  #actionOf;
  #ownsArrows;
  #clickedControl = null;
  #swallowed = null; // the last key that acted: some browsers press a focused button when Space is released

  /** `actionOf(key)` returns what a key does, or nothing; `ownsArrows(element)` tells of which sliders it handles the arrows. */
  constructor(target, ownsArrows, actionOf, signal) {
    this.#actionOf = actionOf;
    this.#ownsArrows = ownsArrows;
    target.addEventListener("keydown", (event) => this.#onDown(event), { signal });
    target.addEventListener("keyup", (event) => this.#onUp(event), { signal });
    document.addEventListener("pointerdown", (event) => this.#onPointer(event), { signal, capture: true });
  }

  #onPointer(event) {
    this.#clickedControl = event.composedPath()[0].closest?.(SPACE_USERS) ?? null;
  }

  #onDown(event) {
    if (event.defaultPrevented || event.isComposing) return;
    if (event.ctrlKey || event.metaKey || event.altKey || this.#belongsElsewhere(event)) return;
    const act = this.#actionOf(event.key);
    if (!act) return;
    event.preventDefault();
    this.#swallowed = event.key;
    if (!event.repeat || event.key.startsWith("Arrow")) act();
  }

  #onUp(event) {
    if (event.key === this.#swallowed) event.preventDefault();
    this.#swallowed = null;
  }

  /** Whether the focused element needs the key: a field, or a control that was reached by keyboard. */
  #belongsElsewhere(event) {
    const target = event.composedPath()[0];
    if (!(target instanceof Element)) return false;
    if (target.isContentEditable || target.closest(FIELDS)) return true;
    const user = target.closest(ARROW_USERS);
    if (event.key.startsWith("Arrow")) return user !== null && !this.#ownsArrows(user);
    // A button that was clicked keeps the focus, but a Space or Enter after the click is meant for the player.
    return [" ", "Enter"].includes(event.key) && ![null, this.#clickedControl].includes(target.closest(SPACE_USERS));
  }
}
