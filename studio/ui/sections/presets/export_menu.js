// What voices can be exported as: their sounds, and files of the studio and of other programs.

import { button, make } from "../../static/page/dom.js";
import { FORMATS, downloadAll } from "../../static/page/downloads.js";
import { t } from "../../static/page/words.js";
import { exportFormats } from "../exports/export_formats.js";
import { popover } from "./popover.js";

const sounds = (format) => ({ name: t("presets.export_sounds", { format: format.toUpperCase() }), run: (presets) => downloadAll(presets.map(({ ref }) => ref), format) });

const FORMS = FORMATS.map(sounds);

/** Make the button that opens the menu; `chosen` returns the presets, `about` says which they are. */
export function exportMenu(chosen, about = t("presets.export_about")) {
  return popover(t("presets.export"), about, (box, close) => {
    const forms = FORMS.map(({ name, run }) => button(name, () => (close(), run(chosen()))));
    box.append(make("div", { class: "menu-list" }, ...forms), exportFormats(chosen(), close));
  });
}
