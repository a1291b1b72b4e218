// The pronunciations: words and their respellings, for all voices or for one preset.

import { call } from "../../static/page/actions.js";
import { button, foldingPanel, getJson, make } from "../../static/page/dom.js";
import { showProblem } from "../../static/page/problems.js";
import { t } from "../../static/page/words.js";

const FOLDED = "voice-studio-folded-pronunciations"; // so that it is folded at first, in every language

export function mount(element) {
  const title = t("pronunciations.title");
  if (localStorage.getItem(FOLDED) === null) localStorage.setItem(`voice-studio-folded-${title}`, "yes");
  localStorage.setItem(FOLDED, "known");
  const count = make("span", { class: "status" });
  const word = make("input", { type: "text", maxlength: 100, "aria-label": t("pronunciations.word"), placeholder: t("pronunciations.word_hint") });
  const said = make("input", { type: "text", maxlength: 100, "aria-label": t("pronunciations.said"), placeholder: t("pronunciations.said_hint") });
  const preset = make("select", { "aria-label": t("pronunciations.by") });
  const addButton = button(t("pronunciations.add"), add, { class: "small" });
  const notice = make("div", { class: "notice", role: "alert" });
  const list = make("ul", { class: "pronunciations" });
  const hint = make("p", { class: "hint" }, t("pronunciations.about"));
  const panel = foldingPanel(title, count);
  panel.append(make("div", { class: "tools" }, word, ` ${t("pronunciations.is_read_as")} `, said, preset, addButton), hint, notice, list);
  element.append(panel);

  async function refresh() {
    const answers = ["/studio/pronunciations.json", "/studio/presets.json"].map((address) => getJson(address));
    const [words, presets] = await Promise.all(answers).catch(() => []);
    if (!words || !presets) return;
    const names = { "": t("pronunciations.all_voices"), ...Object.fromEntries(presets.map(({ slug, name }) => [slug, name])) };
    const chosen = preset.value;
    preset.replaceChildren(...Object.entries(names).map(([slug, name]) => make("option", { value: slug }, slug ? t("pronunciations.only", { name }) : name)));
    preset.value = chosen in names ? chosen : "";
    list.replaceChildren(...words.map((each) => row(each, names[each.preset] ?? each.preset)));
    count.textContent = words.length ? String(words.length) : "";
  }

  function row(each, voices) {
    const facts = make("span", { class: "facts" }, voices);
    const removal = button(t("pronunciations.remove"), () => change("remove", each), { class: "small quiet", "aria-label": t("pronunciations.remove_named", { word: each.word }) });
    return make("li", {}, make("span", {}, `${each.word} → ${each.said}`), facts, removal);
  }

  async function add() {
    if (await change("add", { word: word.value, said: said.value, preset: preset.value })) word.value = said.value = "";
  }

  async function change(action, request) {
    const { problem } = await call(`pronunciations.${action}`, request);
    showProblem(notice, problem);
    await refresh();
    return !problem;
  }

  panel.addEventListener("keydown", (event) => event.key === "Enter" && event.target.matches("input") && add());
  panel.querySelector(".fold").addEventListener("click", refresh);
  refresh();
}
