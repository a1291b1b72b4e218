// Gradio draws its components one after the other, some of them after a module that is about them was loaded.

/** Resolves to the element that a selector finds, once it is there. */
export function whenDrawn(selector) {
  const there = document.querySelector(selector);
  if (there) return Promise.resolve(there);
  return new Promise((resolve) => {
    const observer = new MutationObserver(() => {
      const drawn = document.querySelector(selector);
      if (!drawn) return;
      observer.disconnect();
      resolve(drawn);
    });
    observer.observe(document.body, { childList: true, subtree: true });
  });
}
