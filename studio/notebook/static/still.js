/** The still picture that a notebook keeps of a widget, for when it is opened without a kernel: hidden by the widget. */

/** Hide the still pictures of a widget, those that come later too; returns a function that shows them again. */
export function hideStill(key) {
  const still = `.voice-studio-still[data-key="${key}"]`;
  const style = document.createElement("style");
  style.textContent = `${still}, .jp-OutputArea-child:has(${still}) { display: none; }`;
  document.head.append(style);
  return () => style.remove();
}
