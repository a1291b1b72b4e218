// Importing files: they are sent, the studio finds the voices in them, and a dialog tells what became of each. A recording
// needs its words and a consent, which the dialog asks for.

import { call } from "../../static/page/actions.js";
import { tell } from "../../static/page/toast.js";
import { counted, t } from "../../static/page/words.js";
import { go } from "../../static/page/workspace.js";
import { refreshPresets, withdrawPresets } from "../presets/preset_shelf.js";
import { resultDialog } from "./result_dialog.js";
import { send } from "./sending.js";

/** Import files; `opener` gets the focus back. */
export async function importFiles(files, opener) {
  tell(counted("exchange.sending", files.length));
  const { id, names, problem } = await send(files, (part) => tell(t("exchange.sent", { percent: Math.round(100 * part) })));
  if (problem) return tell([t("exchange.not_sent"), problem.what, problem.next_step].filter(Boolean).join(" "));
  const added = [];

  /** Import the files of these names; resolves to what became of each voice. */
  async function add(only, { transcript = "", consent = "" } = {}) {
    const { voices, problem } = await call("exchange.add", { id, only, transcript, consent });
    if (problem) return [{ file: only[0], label: only[0], problem, notes: [] }];
    added.push(...voices.filter(({ preset }) => preset).map(({ preset }) => preset));
    refreshPresets();
    return voices;
  }

  const voices = await add(names);
  if (voices.every(({ preset, notes }) => preset && !notes.length)) return finish();
  tell(told(added));
  resultDialog({ voices, add, finish, opener });

  /** Forget the files, and show the first voice that was added; all of them can be taken back at once. */
  function finish() {
    call("exchange.end", id);
    if (!added.length) return;
    tell(told(added), { undo: () => withdrawPresets(added) });
    go("voices", { slug: added[0].slug });
  }
}

const told = (added) => (added.length ? counted("exchange.imported", added.length) : t("exchange.imported_none"));
