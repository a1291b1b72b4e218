// The formats in which voices are exported for the studio and for other programs, each with what it cannot hold.

import { button, getJson, make, setText } from "../../static/page/dom.js";
import { t } from "../../static/page/words.js";

const FORMATS = ["studio", "pair", "vox", "voicebox", "localai", "openedai"];

/** Make the list of formats for voices; `chosen` is called when one of them is. */
export function exportFormats(presets, chosen) {
  const slugs = presets.map(({ slug }) => ["slug", slug]);
  const notes = Object.fromEntries(FORMATS.map((name) => [name, make("p", { class: "hint", id: `export-${name}` })]));
  const line = (name) => {
    const save = button(t(`exports.${name}`), () => (chosen(), download(name, slugs)), { "aria-describedby": `export-${name}` });
    return make("li", {}, save, notes[name]);
  };
  tellLosses(slugs, notes);
  return make("ul", { class: "export-formats", "aria-label": t("exports.title") }, ...FORMATS.map(line));
}

async function tellLosses(slugs, notes) {
  const formats = await getJson(`/studio/exports/formats.json?${new URLSearchParams(slugs)}`).catch(() => []);
  for (const { name, notes: lost } of formats) if (notes[name]) setText(notes[name], lost.join(" ") || t("exports.all"));
}

function download(format, slugs) {
  const query = new URLSearchParams([...slugs, ["format", format]]);
  const link = make("a", { href: `/studio/exports/voices?${query}`, download: true, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
}
