// What the chosen voices can be exported as. To add a form: a line in `FORMS` and its words, `presets.export_NAME`.

import { button, make } from "../../static/page/dom.js";
import { FORMATS, downloadAll } from "../../static/page/downloads.js";
import { t } from "../../static/page/words.js";
import { popover } from "./popover.js";

const sounds = (format) => ({ name: t("presets.export_sounds", { format: format.toUpperCase() }), run: (presets) => downloadAll(presets.map(({ ref }) => ref), format) });

const FORMS = FORMATS.map(sounds);

/** Make the button that opens the menu; `chosen` returns the presets. */
export function exportMenu(chosen) {
  return popover(t("presets.export"), t("presets.export_about"), (box, close) => {
    const forms = FORMS.map(({ name, run }) => button(name, () => (close(), run(chosen()))));
    box.append(make("div", { class: "menu-list" }, ...forms));
  });
}
