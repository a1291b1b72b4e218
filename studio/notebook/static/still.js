/** The still picture that a notebook keeps of a widget, for when it is opened without a kernel: hidden by the widget. */

/** Hide the still pictures of a widget, with the output that each is alone in. */
export function hideStill(key) {
  for (const still of document.querySelectorAll(`.voice-studio-still[data-key="${key}"]`)) {
    (still.closest(".jp-OutputArea-child") ?? still).style.display = "none";
  }
}
