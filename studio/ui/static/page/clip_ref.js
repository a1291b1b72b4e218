// The reference of a clip, "take:ID" or "preset:SLUG", by the address of its sound.

/** The reference of what an address plays; null for anything else. */
export function refOf(address) {
  const [, folder, name] = /^\/studio\/(takes|presets)\/([^/?]+)\.flac/.exec(address) ?? [];
  if (!folder) return null;
  return `${folder === "takes" ? "take" : "preset"}:${decodeURIComponent(name)}`;
}
