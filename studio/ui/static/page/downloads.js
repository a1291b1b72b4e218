// Links that download a clip, or several in one zip file. The studio converts the sound, and names the file by its label.

import { queryOf } from "./comparison.js";
import { make } from "./dom.js";
import { t } from "./words.js";

export const FORMATS = ["wav", "flac", "mp3"];

/** The address of a clip, "take:ID" or "preset:SLUG", as a file in a format. */
export function downloadAddress(reference, format) {
  const [kind, ...name] = reference.split(":");
  return `/studio/${kind}s/${encodeURIComponent(name.join(":"))}.${format}`;
}

/** Make the links of a clip: WAV, FLAC, MP3. */
export function downloadLinks(reference, label) {
  const link = (format) => {
    const title = t("downloads.as", { format: format.toUpperCase(), name: label });
    const attributes = { class: "small", href: downloadAddress(reference, format), download: true, "aria-label": title, title };
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
