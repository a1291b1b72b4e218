/** Keys of a widget in JupyterLab and Notebook: which are the widget's, and which stay the notebook's. */

const SUPPRESS = "lmSuppressShortcuts"; // both leave keys alone that are pressed in an element with this attribute

/** Whether a key is pressed with Ctrl, Cmd or Alt, as Ctrl+S: the notebook's. */
export const hasModifier = ({ ctrlKey, metaKey, altKey }) => ctrlKey || metaKey || altKey;

/** Whether a key saves the notebook. */
export const isSave = (event) => (event.ctrlKey || event.metaKey) && event.key === "s";

/**
 * Keep the keys that are pressed in an element from the notebook, until `signal` aborts, but those for which `isOthers`
 * holds. What has the focus is marked too: Notebook looks at it first, and hears keys before the widget does.
 */
export function passOnShortcuts(element, signal, isOthers = hasModifier) {
  const mark = (event) => {
    if (!event.composedPath().includes(element)) return;
    for (const { dataset } of [element, event.target]) {
      if (isOthers(event)) delete dataset[SUPPRESS];
      else dataset[SUPPRESS] = "true";
    }
  };
  window.addEventListener("keydown", mark, { signal, capture: true }); // before the notebook, which listens at the document
}
