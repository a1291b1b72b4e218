// Links that download a clip, or several in one zip file. The studio converts the sound, and names the file by its label.

import { addressOf } from "./clip_ref.js";
import { queryOf } from "./comparison.js";
import { make } from "./dom.js";
import { t } from "./words.js";

export const FORMATS = ["wav", "flac", "mp3"];

/** Make the links of a clip: WAV, FLAC, MP3. */
export function downloadLinks(reference, label) {
  const link = (format) => {
    const title = t("downloads.as", { format: format.toUpperCase(), name: label });
    const attributes = { class: "small", href: addressOf(reference, format), download: true, "aria-label": title, title };
    return make("a", attributes, format.toUpperCase());
  };
  return make("span", { class: "downloads", role: "group", "aria-label": t("downloads.of", { name: label }) }, ...FORMATS.map(link));
}

/** Download several clips as one zip file. */
export function downloadAll(references, format = "wav") {
  const query = queryOf(references);
  query.append("as", format);
  const link = make("a", { href: `/studio/download.zip?${query}`, download: true, hidden: true });
  document.body.append(link);
  link.click();
  link.remove();
}
