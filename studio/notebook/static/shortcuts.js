/** Keys of a widget in JupyterLab: those with Ctrl, Cmd or Alt stay the notebook's, as Ctrl+S; all others are the widget's. */

const SUPPRESS = "lmSuppressShortcuts"; // JupyterLab leaves keys alone that are pressed in an element with this attribute

export function passOnShortcuts(element, signal) {
  const mark = (event) => {
    if (!event.composedPath().includes(element)) return;
    if (event.ctrlKey || event.metaKey || event.altKey) delete element.dataset[SUPPRESS];
    else element.dataset[SUPPRESS] = "true";
  };
  window.addEventListener("keydown", mark, { signal, capture: true }); // before JupyterLab, which listens at the document
}
