// The gallery of starter descriptions: a click on one fills the description and the text.

import { button, getJson, make, setText } from "../../static/page/dom.js";
import { opened } from "../../static/page/escape.js";
import { showProblem } from "../../static/page/problems.js";
import { roving } from "../../static/page/roving.js";
import { counted, language as spoken, t } from "../../static/page/words.js";
import { fitting, loadFields } from "../design/editor_state.js";

const GENDERS = ["female", "male", "neutral"];

let drawn = null; // not before it is asked for

/** Open the gallery; `languages` are those of the texts, by name. */
export async function openGallery(languages, notice) {
  const opener = document.activeElement;
  drawn ??= await draw(languages).catch(() => null);
  showProblem(notice, drawn ? null : { what: t("starters.not_loaded"), next_step: t("starters.not_loaded_step") });
  drawn?.open(opener);
}

async function draw(languages) {
  const { uses, starters } = await getJson(`/studio/starters.json?interface=${spoken}`);
  const names = Object.fromEntries(languages);
  const use = filter("use", Object.entries(uses));
  const gender = filter("gender", GENDERS.map((name) => [name, t(`starters.${name}`)]));
  const spokenIn = filter("language", languages.filter(([name]) => starters.some(({ language }) => language === name)));
  const count = make("span", { class: "hint", role: "status" });
  const list = make("ul", { class: "gallery-list", "aria-labelledby": "gallery-title" });
  const dialog = make("dialog", { class: "gallery part", "aria-labelledby": "gallery-title" });
  const cards = starters.map((starter, place) => ({ starter, card: card(starter, place) }));

  function card(starter, place) {
    const described = `starter-${place}`;
    const choose = button(starter.name, () => fill(starter), { class: "starter-name", "aria-describedby": described });
    const about = [uses[starter.use], t(`starters.${starter.gender}`), names[starter.language]].join(" · ");
    return make(
      "li",
      {},
      make("div", { class: "starter-head" }, choose, make("span", { class: "hint" }, about)),
      make("p", { id: described, class: "starter-description" }, starter.description),
      make("p", { class: "starter-text", lang: starter.code }, starter.text),
    );
  }

  function fill(starter) {
    dialog.close();
    const { name, description, text, language } = starter;
    loadFields({ description, text, ...fitting(language) }, { told: t("starters.loaded", { name }) });
  }

  function show() {
    const wanted = { use: use.value(), gender: gender.value(), language: spokenIn.value() };
    const shown = cards.filter(({ starter }) => Object.entries(wanted).every(([name, value]) => !value || starter[name] === value));
    list.replaceChildren(...shown.map((each) => each.card));
    list.scrollTop = 0;
    setText(count, counted("starters.shown", shown.length));
  }

  for (const { node } of [use, gender, spokenIn]) node.addEventListener("change", show);
  const closing = button("✕", () => dialog.close(), { class: "small quiet icon", "aria-label": t("starters.close") });
  const head = make("header", {}, make("h2", { id: "gallery-title" }, t("starters.gallery")), count, use.node, gender.node, spokenIn.node, closing);
  dialog.append(head, list);
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside it
  document.querySelector(".gradio-container").append(dialog);
  roving(list, { itemSelector: ".starter-name", across: true });
  show();

  let forget = null;
  let before = null;
  dialog.addEventListener("cancel", (event) => event.preventDefault()); // Escape goes through the page's own list
  dialog.addEventListener("close", () => {
    forget?.();
    if (before?.isConnected) before.focus();
  });
  return {
    open(opener) {
      before = opener;
      forget = opened(() => dialog.close());
      dialog.showModal();
      list.querySelector("[tabindex='0']")?.focus();
    },
  };
}

/** A menu that filters by one thing: `node`, and `value()`, "" for all. */
function filter(name, options) {
  const all = make("option", { value: "" }, t(`starters.any_${name}`));
  const menu = make("select", {}, all, ...options.map(([value, label]) => make("option", { value }, label)));
  const node = make("label", { class: "field-menu" }, make("span", {}, t(`starters.${name}`)), menu);
  return { node, value: () => menu.value };
}
