// Where files are dropped to import voices, and the button that chooses files.

import { button, make } from "../../static/page/dom.js";
import { t } from "../../static/page/words.js";
import { isShown } from "../../static/page/workspace.js";
import { importFiles } from "./importing.js";

/** Let files be dropped on the workspace, which `list` tells while they are over it. Returns the button that chooses files. */
export function importButton(list) {
  const field = make("input", { type: "file", multiple: true, hidden: true, "aria-label": t("exchange.choose") });
  const opener = button(t("exchange.import"), () => field.click(), { title: t("exchange.import_about") });
  field.addEventListener("change", () => {
    take([...field.files]);
    field.value = ""; // the same files can be chosen again
  });

  function take(files) {
    if (files.length) importFiles(files, opener);
  }

  const isOurs = (event) => isShown("voices") && event.dataTransfer?.types.includes("Files") && !document.querySelector("dialog[open]");
  const show = (over) => list.toggleAttribute("data-dropping", over);

  // On the whole page: a file that misses the list would otherwise be opened in its place.
  document.addEventListener("dragover", (event) => {
    if (!isOurs(event)) return;
    event.preventDefault();
    show(true);
  });
  document.addEventListener("dragleave", (event) => event.relatedTarget || show(false)); // out of the window
  document.addEventListener("drop", (event) => {
    if (!isOurs(event)) return;
    event.preventDefault();
    show(false);
    take([...event.dataTransfer.files]);
  });
  return make("span", {}, opener, field);
}
