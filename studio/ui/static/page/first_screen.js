// The first screen, until Gradio has drawn the page. A classic script within the document: it runs before any module.
// Its state is in the elements: `data-edited` where somebody typed, `data-pressed` where Generate was pressed.
(() => {
  const screen = document.getElementById("first-screen");
  const { texts, files } = JSON.parse(document.getElementById("first-screen-data").textContent);
  const language = navigator.languages.map((name) => name.slice(0, 2).toLowerCase()).find((name) => name in texts);
  const words = texts[language] ?? Object.values(texts)[0];

  /** Start Gradio, and fetch the files that it will ask for: after the first frame, which both would hold up. */
  function start() {
    const gradio = document.getElementById("gradio-script");
    if (gradio) document.head.append(element("script", { type: "module", crossOrigin: "", src: gradio.href }));
    document.head.append(...files.map(preload));
  }
  const preload = (href) => element("link", href.endsWith(".css") ? { rel: "preload", as: "style", href } : { rel: "modulepreload", href });
  const element = (name, properties) => Object.assign(document.createElement(name), properties);
  requestAnimationFrame(() => setTimeout(start));

  const leave = () => ["", "#design"].includes(location.hash) || screen.remove();
  addEventListener("hashchange", leave);
  leave();

  const form = screen.querySelector("form");
  for (const label of screen.querySelectorAll("[data-text]")) label.textContent = words[label.dataset.text];
  for (const field of screen.querySelectorAll("textarea")) field.placeholder = words[field.dataset.hint];
  for (const [name, value] of Object.entries(keptFields())) screen.querySelector(`#first-${name}`).value = value ?? "";

  form.addEventListener("input", ({ target }) => (target.dataset.edited = ""));
  form.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) press(event);
  });
  form.addEventListener("submit", press);
  document.addEventListener("studio:broken", () => screen.remove()); // the page itself says what is missing
  addEventListener("error", ({ target }) => target.localName === "script" && notLoaded(), true);

  function press(event) {
    event.preventDefault();
    screen.dataset.pressed = "";
    screen.querySelector("[role=status]").textContent = words["shell.opening"];
  }

  function notLoaded() {
    const again = element("button", { type: "button", textContent: words["shell.reload"] });
    again.addEventListener("click", () => location.reload());
    screen.querySelector("[role=status]").replaceChildren(`${words["shell.not_loaded"]} `, again);
  }

  /** What this tab's editor held before a reload (`sections/design/editor_state.js`). */
  function keptFields() {
    try {
      const { description, text } = JSON.parse(sessionStorage.getItem("voice-studio-drafts")).fields;
      return { description, text };
    } catch {
      return {};
    }
  }
})();
