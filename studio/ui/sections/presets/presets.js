// The presets: the user's own, newest first, then the starter gallery.

import { call } from "../../static/page/actions.js";
import { clip } from "../../static/page/clip_button.js";
import { compareButtons } from "../../static/page/compare_buttons.js";
import { button, confirmedButton, getJson, make, seconds, foldingPanel } from "../../static/page/dom.js";
import { emit } from "../../static/page/event_bus.js";
import { poll } from "../../static/page/polling.js";
import { showProblem } from "../../static/page/problems.js";

export function mount(element, { trigger, watch }) {
  const count = make("span", { class: "status" });
  const list = make("ul", { class: "presets" });
  const empty = make("div", { class: "empty" }, make("strong", {}, "No presets yet."));
  empty.append(make("p", {}, "Press keep on a take you like: its voice stays here, and any program can speak with it."));
  const notice = make("div", { class: "notice", role: "alert" });
  const panel = foldingPanel("Presets", count);
  panel.append(notice, list, empty);
  element.append(panel);

  let drawn = "";
  const refresh = poll(async () => {
    const answers = ["/studio/presets.json", "/studio/presets-unreadable.json"].map(getJson);
    const [presets, unreadable] = await Promise.all(answers).catch(() => []);
    const stamp = JSON.stringify([presets, unreadable]);
    if (!presets || stamp === drawn) return null;
    drawn = stamp;
    const cards = (starter) => presets.filter((preset) => preset.starter === starter).map((preset) => card(preset, { load, remove }));
    list.replaceChildren(...cards(false), ...unreadable.map(unreadableCard), ...cards(true));
    empty.hidden = presets.length > 0;
    count.textContent = presets.length ? String(presets.length) : "";
    emit("drawn");
    return null;
  });

  const load = (preset) => trigger("reuse", { slug: preset.slug });

  async function remove(preset) {
    showProblem(notice, (await call("presets.remove", preset.slug)).problem);
    refresh();
  }

  watch("value", refresh);
}

function card(preset, { load, remove }) {
  const { button: playButton, wave } = clip(preset.audio, preset.name);
  const tags = [...(preset.starter ? ["starter"] : []), ...preset.tags];
  const node = make(
    "li",
    { class: "preset", "data-slug": preset.slug },
    make(
      "div",
      { class: "preset-head" },
      playButton,
      make("div", { class: "title" }, make("span", { class: "name", title: preset.name }, preset.name), facts(preset)),
      wave,
    ),
    make("p", { class: "description", title: preset.description }, preset.description),
    preset.notes ? make("p", { class: "notes" }, preset.notes) : null,
  );
  const chips = tags.map((tag, i) => make("span", { class: preset.starter && i === 0 ? "tag starter" : "tag" }, tag));
  const use = button("load", () => load(preset), { "aria-label": `Load ${preset.name}` });
  const voice = { ref: preset.ref, name: preset.name, clones: preset.clones };
  const speak = button("speak", () => emit("speak", voice), { class: "small keep", "aria-label": `Speak as ${preset.name}` });
  const foot = make("div", { class: "tools" }, speak, ...compareButtons(preset.ref, preset.name), use);
  const marks = make("div", { class: "tags" }, ...chips, preset.starter ? null : confirmedButton("delete", `Delete ${preset.name}`, "delete for good", null, () => remove(preset)));
  node.append(make("div", { class: "preset-foot" }, marks, foot));
  return node;
}

/** A preset that is damaged or of a newer studio: listed, so that it does not seem lost. */
function unreadableCard({ slug, reason }) {
  const title = make("div", { class: "title" }, make("span", { class: "name" }, slug), make("span", { class: "facts" }, "cannot be read"));
  return make("li", { class: "preset unreadable" }, title, make("p", { class: "reason" }, reason));
}

function facts(preset) {
  return make("span", { class: "facts" }, [seconds(preset.duration), preset.backend].filter(Boolean).join(" · "));
}
