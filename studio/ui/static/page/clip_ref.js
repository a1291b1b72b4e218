// The reference of a clip, "take:ID", "preset:SLUG" or "delivery:SLUG/NAME", by the address of its sound, and the other way.

const FOLDERS = { take: "takes", preset: "presets", delivery: "deliveries" };

/** The reference of what an address plays; null for anything else. */
export function refOf(address) {
  const [, folder, name] = /^\/studio\/(takes|presets|deliveries)\/([^?]+)\.flac/.exec(address) ?? [];
  const kind = Object.keys(FOLDERS).find((each) => FOLDERS[each] === folder);
  return kind ? `${kind}:${name.split("/").map(decodeURIComponent).join("/")}` : null;
}

/** The address of a clip's sound as a file of a format, without what tells a replaced sound from the one before. */
export function addressOf(reference, format) {
  const [kind, ...rest] = reference.split(":");
  const name = rest.join(":");
  const parts = kind === "delivery" ? [name.slice(0, name.indexOf("/")), name.slice(name.indexOf("/") + 1)] : [name];
  return `/studio/${FOLDERS[kind]}/${parts.map(encodeURIComponent).join("/")}.${format}`;
}
