// The presets: the user's own, newest first, then the starter gallery.

import { clip } from "../../static/page/clip_button.js";
import { tell } from "../../static/page/event_bus.js";
import { getJson, make, seconds, section } from "../../static/page/dom.js";
import { answerOf, told } from "../../static/page/problems.js";
import { tools } from "../../static/page/compare_buttons.js";

export function mount(element, { props, trigger, server, watch }) {
  const count = make("span", { class: "status" });
  const list = make("ul", { class: "presets" });
  const empty = make("div", { class: "empty" }, make("strong", {}, "No presets yet."));
  empty.append(make("p", {}, "Press keep on a take you like: its voice stays here, and any program can speak with it."));
  const notice = make("div", { class: "notice", role: "alert" });
  const panel = section("Presets", count);
  panel.append(notice, list, empty);
  element.append(panel);

  let drawn = "";
  async function refresh() {
    const asked = ["/studio/presets.json", "/studio/presets-unreadable.json"].map(getJson);
    const [presets, unreadable] = await Promise.all(asked).catch(() => []);
    const stamp = JSON.stringify([presets, unreadable]);
    if (!presets || stamp === drawn) return;
    drawn = stamp;
    const cards = (starter) => presets.filter((preset) => preset.starter === starter).map((preset) => card(preset, { load, remove }));
    list.replaceChildren(...cards(false), ...unreadable.map(notReadable), ...cards(true));
    empty.hidden = presets.length > 0;
    count.textContent = presets.length ? String(presets.length) : "";
    tell("drawn");
  }

  const load = (preset) => trigger("reuse", { slug: preset.slug });

  async function remove(preset) {
    const { problem } = await answerOf(server.remove(preset.slug));
    notice.replaceChildren(...(problem ? [make("p", { class: "problem" }, ...told(problem))] : []));
    await refresh();
  }

  watch("value", refresh);
  document.addEventListener("visibilitychange", () => document.hidden || refresh());
  refresh();
}

function card(preset, { load, remove }) {
  const { button, wave } = clip(preset.audio, preset.name);
  const tags = [...(preset.starter ? ["starter"] : []), ...preset.tags];
  const node = make(
    "li",
    { class: "preset", "data-slug": preset.slug },
    make(
      "div",
      { class: "preset-head" },
      button,
      make("div", { class: "title" }, make("span", { class: "name", title: preset.name }, preset.name), facts(preset)),
      wave,
    ),
    make("p", { class: "description", title: preset.description }, preset.description),
    preset.notes ? make("p", { class: "notes" }, preset.notes) : null,
  );
  const chips = tags.map((tag, i) => make("span", { class: preset.starter && i === 0 ? "tag starter" : "tag" }, tag));
  const use = make("button", { type: "button", class: "small", "aria-label": `Load ${preset.name}` }, "load");
  use.addEventListener("click", () => load(preset));
  const speak = make("button", { type: "button", class: "small keep", "aria-label": `Speak as ${preset.name}` }, "speak");
  speak.addEventListener("click", () => tell("speak", { ref: `preset:${preset.slug}`, name: preset.name, clones: preset.clones }));
  const foot = make("div", { class: "tools" }, speak, ...tools(`preset:${preset.slug}`, preset.name), use);
  const marks = make("div", { class: "tags" }, ...chips, preset.starter ? null : removal(preset, remove));
  node.append(make("div", { class: "preset-foot" }, marks, foot));
  return node;
}

/** A preset that is there, but damaged or of a newer studio: said, so that nobody thinks it lost. */
function notReadable({ slug, reason }) {
  const title = make("div", { class: "title" }, make("span", { class: "name" }, slug), make("span", { class: "facts" }, "cannot be read"));
  return make("li", { class: "preset unreadable" }, title, make("p", { class: "reason" }, reason));
}

function facts(preset) {
  return make("span", { class: "facts" }, [seconds(preset.duration), preset.backend].filter(Boolean).join(" · "));
}

/** A delete button that asks once more, in place. */
function removal(preset, remove) {
  const holder = make("span", { class: "removal" });
  const ask = make("button", { type: "button", class: "small quiet", "aria-label": `Delete ${preset.name}` }, "delete");
  const yes = make("button", { type: "button", class: "small danger" }, "delete for good");
  const no = make("button", { type: "button", class: "small" }, "leave it");
  ask.addEventListener("click", () => (holder.replaceChildren(yes, no), no.focus()));
  no.addEventListener("click", () => (holder.replaceChildren(ask), ask.focus()));
  yes.addEventListener("click", () => remove(preset));
  holder.append(ask);
  return holder;
}
