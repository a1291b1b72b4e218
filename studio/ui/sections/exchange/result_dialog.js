// The dialog that tells what became of each imported file, and asks for what a recording needs.

import { button, make } from "../../static/page/dom.js";
import { opened } from "../../static/page/escape.js";
import { t } from "../../static/page/words.js";

const LONGEST = { transcript: 2000, consent: 500 };

/**
 * Open the dialog on `voices`. `asks` tells of which a person may give the words and a consent; `add` imports those again
 * with them, and `finish` is called when the dialog closes; then `opener` gets the focus back.
 */
export function resultDialog({ voices, asks, add, finish, opener }) {
  const list = make("ul", { class: "import-results", "aria-live": "polite" });
  const fields = Object.fromEntries(Object.keys(LONGEST).map((name) => [name, field(name)]));
  const again = button(t("exchange.add"), null, { class: "small primary", type: "submit" });
  const form = make("form", { class: "import-form" }, make("p", {}, t("exchange.recordings")), ...Object.values(fields).map(({ node }) => node), again);
  const shut = button(t("keys.close"), () => dialog.close());
  const heading = make("h2", { id: "import-title" }, t("exchange.title"));
  const dialog = make("dialog", { class: "import-dialog part", "aria-labelledby": "import-title" }, heading, list, form, make("footer", {}, shut));
  let shown = voices;

  function show() {
    list.replaceChildren(...shown.map((voice) => line(voice, asks(voice))));
    form.hidden = !shown.some(asks);
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    again.disabled = true;
    const { transcript, consent } = fields;
    const asked = shown.filter(asks).map(({ label }) => label);
    const found = await add(asked, { transcript: transcript.input.value, consent: consent.input.value });
    again.disabled = false;
    shown = [...shown.filter((voice) => !asks(voice)), ...found];
    show();
    (form.hidden ? shut : again).focus();
  });

  document.querySelector(".gradio-container").append(dialog);
  const forget = opened(() => dialog.close());
  dialog.addEventListener("cancel", (event) => event.preventDefault()); // Escape goes through the page's own list
  dialog.addEventListener("close", () => {
    forget();
    dialog.remove();
    opener.focus();
    finish();
  });
  show();
  dialog.showModal();
  (form.hidden ? shut : fields.transcript.input).focus();
}

function line({ label, preset, problem }, asked) {
  if (preset) return make("li", { class: "import-done" }, make("strong", {}, label), ` ${t("exchange.added", { name: preset.name })}`);
  return make("li", { class: asked ? "import-asked" : "import-refused" }, `${problem.what} ${problem.next_step}`);
}

function field(name) {
  const input = make("textarea", { rows: 2, maxlength: LONGEST[name], placeholder: t(`exchange.${name}_example`) });
  return { input, node: make("label", {}, make("span", {}, t(`exchange.${name}`)), input) };
}
