// Loads the module of a part of the page and lets it draw. A workspace's modules are loaded when it is first shown, so
// that the page opens quickly; where a module does not load, the page says so in its place.

import { button, make } from "./dom.js";
import { t } from "./words.js";
import { whenShown } from "./workspace.js";

const AT_START = ["shell", "design"]; // Design listens to what the other workspaces ask for

/** Draw a part: `module` is "SECTION/FILE.js", `part` what Gradio gives its element. */
export async function mount(element, workspace, module, part) {
  if (!AT_START.includes(workspace)) await whenShown(workspace);
  try {
    (await import(`../../sections/${module}`)).mount(element, part);
  } catch (error) {
    console.warn(`${module}: ${error}`);
    document.dispatchEvent(new Event("studio:broken"));
    const again = button(t("shell.reload"), () => location.reload());
    element.replaceChildren(make("p", { class: "problem", role: "alert" }, `${t("shell.module_missing")} `, again));
  }
}
