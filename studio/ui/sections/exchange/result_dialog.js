// The dialog that tells what became of each imported file, and asks for what a recording needs.

import { button, make } from "../../static/page/dom.js";
import { opened } from "../../static/page/escape.js";
import { t } from "../../static/page/words.js";

const LONGEST = { transcript: 2000, consent: 500 };
const ASKED = { "transcript-missing": ["transcript", "consent"], "no-consent": ["consent"] }; // by the problem's code

/**
 * Open the dialog on `voices`. `add([file], { transcript, consent })` imports a file again with what was typed; `finish` is
 * called when the dialog closes; then `opener` gets the focus back.
 */
export function resultDialog({ voices, add, finish, opener }) {
  const list = make("ul", { class: "import-results", "aria-live": "polite" });
  const shut = button(t("keys.close"), () => dialog.close());
  const heading = make("h2", { id: "import-title" }, t("exchange.title"));
  const dialog = make("dialog", { class: "import-dialog part", "aria-labelledby": "import-title" }, heading, list, make("footer", {}, shut));
  let consent = ""; // as it was typed last

  /** The lines of the voices of one file; where all of them lack something that a person can give, a question for it. */
  function lines(found, transcript = "") {
    const asked = found.every(({ problem }) => problem) ? fieldsFor(found) : [];
    return asked.length ? [question(found, asked, transcript)] : found.map(line);
  }

  function question(found, asked, known) {
    const fields = Object.fromEntries(asked.map((name) => [name, field(name)]));
    const again = button(t("exchange.add"), null, { class: "small primary", type: "submit" });
    const form = make("form", { class: "import-form" }, ...asked.map((name) => fields[name].node), again);
    const item = make("li", { class: "import-asked" }, found[0].problem.what, form);
    fields.consent.input.value = consent;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      again.disabled = true;
      consent = fields.consent.input.value;
      const transcript = fields.transcript?.input.value ?? known;
      const after = lines(await add([found[0].file], { transcript, consent }), transcript);
      item.replaceWith(...after);
      focusOn(after[0].querySelector("textarea") ? after[0] : dialog);
    });
    return item;
  }

  const focusOn = (where) => (where.querySelector("textarea") ?? shut).focus();

  const files = [...new Set(voices.map(({ file }) => file))];
  list.append(...files.flatMap((file) => lines(voices.filter((voice) => voice.file === file))));
  document.querySelector(".gradio-container").append(dialog);
  const forget = opened(() => dialog.close());
  dialog.addEventListener("cancel", (event) => event.preventDefault()); // Escape goes through the page's own list
  dialog.addEventListener("close", () => {
    forget();
    dialog.remove();
    opener.focus();
    finish();
  });
  dialog.showModal();
  focusOn(dialog);
}

/** What a person can give so that these voices of one file are imported; the words only where they are of one sound. */
function fieldsFor(found) {
  const asked = [...new Set(found.flatMap(({ problem }) => ASKED[problem.code] ?? ["nothing"]))];
  const possible = !asked.includes("nothing") && !(asked.includes("transcript") && found.length > 1);
  return possible ? asked : [];
}

function line({ label, preset, problem, notes }) {
  if (preset) return make("li", { class: "import-done" }, make("strong", {}, label), ` ${[t("exchange.added", { name: preset.name }), ...notes].join(" ")}`);
  const named = problem.what.includes(label) ? "" : `${label}: `;
  return make("li", { class: "import-refused" }, `${named}${problem.what} ${problem.next_step}`);
}

function field(name) {
  const input = make("textarea", { rows: 2, maxlength: LONGEST[name], placeholder: t(`exchange.${name}_example`) });
  return { input, node: make("label", {}, make("span", {}, t(`exchange.${name}`)), input) };
}
