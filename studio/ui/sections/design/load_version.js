// Brings a version back into the editor, as it was made or as it was left.

import { emit } from "../../static/page/event_bus.js";
import { t } from "../../static/page/words.js";
import { nameOf } from "../takes/version_group.js";
import { loadFields } from "./editor_state.js";

/** Load a version's description, text, language and seed; with `reopen`, the list shows its takes too. */
export function loadVersion(version, { reopen = false } = {}) {
  const { description, text, language, seed } = version;
  loadFields({ description, text, language, seed: String(seed) }, { version: version.id, told: t("design.version_loaded", { version: nameOf(version) }) });
  if (reopen) emit("reopen", version.id);
}
