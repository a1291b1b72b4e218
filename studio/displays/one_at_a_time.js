// Starting one sound of the page pauses the others. Each output has a copy; the first one works for all.
if (!window.studioOneAtATime) {
  window.studioOneAtATime = true;
  document.addEventListener("play", (event) => {
    for (const sound of document.querySelectorAll(".studio-shown audio")) {
      if (sound !== event.target) sound.pause();
    }
  }, true);
}
