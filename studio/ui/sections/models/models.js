// The models: what there is, what is on this machine, and how to get, use and remove one. Opened from the engine line.

import { call } from "../../static/page/actions.js";
import { button, confirmedButton, getJson, make, setText } from "../../static/page/dom.js";
import { emit, on } from "../../static/page/event_bus.js";
import { poll } from "../../static/page/polling.js";
import { showProblem } from "../../static/page/problems.js";

const KINDS = {
  design: ["To design voices from a description", "VoiceDesign"],
  base: ["To speak in a voice that you kept", "Base"],
};
const ACTIVE = new Set(["starting", "waiting", "downloading", "verifying"]);

export function mount(element) {
  const advice = make("p", { class: "hint" });
  const notice = make("div", { class: "notice", role: "alert" });
  const lists = Object.fromEntries(Object.keys(KINDS).map((kind) => [kind, make("ul", { class: "models" })]));
  const sketch = button("use the sketch", () => actions.use(""));
  const close = button("close", () => dialog.close(), { class: "small quiet", "aria-label": "Close" });
  const dialog = make("dialog", { class: "models-page", "aria-label": "Models" });
  dialog.append(make("header", { class: "section-head" }, make("h2", {}, "Models"), make("span", { class: "status" }), close));
  dialog.append(advice, notice, ...Object.entries(KINDS).flatMap(([kind, [title]]) => [make("h3", {}, title), lists[kind]]));
  dialog.append(make("footer", {}, make("span", { class: "hint" }, "Without a model, the sketch gives a preview at once."), sketch));
  element.append(dialog);

  const rows = new Map();
  const act = (name) => async (model) => {
    showProblem(notice, (await call(`models.${name}`, model)).problem);
    ask();
  };
  const actions = { download: act("download"), cancel: act("cancel"), remove: act("remove"), use: act("use") };

  on("models", () => (dialog.showModal(), ask()));
  on("use-model", (model) => actions.use(model.model));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside it

  function show(state) {
    advice.textContent = adviceText(state);
    sketch.disabled = state.preview;
    for (const model of state.models) {
      if (!rows.has(model.model)) rows.set(model.model, row(model, actions));
      rows.get(model.model).update(model, state.memory);
    }
    for (const [kind, list] of Object.entries(lists)) arrange(list, state.models.filter((model) => model.kind === kind).map((model) => rows.get(model.model).node));
    const active = state.models.map((model) => model.download).filter((download) => download && ACTIVE.has(download.phase));
    const total = active.reduce((sum, { total }) => sum + total, 0);
    emit("downloading", active.length ? active.reduce((sum, { done }) => sum + done, 0) / (total || 1) : null);
    emit("model-ready", state.models.find((model) => model.kind === "design" && model.state === "complete") ?? null);
    return active.length > 0;
  }

  const ask = poll(async () => {
    try {
      const active = show(await getJson("/studio/models.json"));
      return active ? 400 : dialog.open ? 2000 : null;
    } catch {
      return 2000;
    }
  });
}

function adviceText({ memory, both, cpu, models }) {
  const names = models.filter((model) => model.recommended).map((model) => model.name);
  const found = names.length ? `Recommended: ${names.join(" and ")}, about ${size(both)} of it while they speak.` : "No model is recommended: in bf16 none fits.";
  const slow = cpu ? " Models run on its CPU, slower than speech: bf16 takes seconds for each tenth of a second of sound, and 8bit, 6bit and 4bit ten times as long." : "";
  return `This machine has ${size(memory)} of memory. ${found}${slow} All figures of memory are estimates.`;
}

/** One model. Its buttons are built anew only when what they can do has changed, so that they keep the focus. */
function row(model, actions) {
  const title = make("span", { class: "name", title: model.model }, model.name);
  const badges = make("span", { class: "tags" });
  const needs = make("span", { class: "facts" });
  const meter = make("div", { class: "memory", "aria-hidden": "true" }, make("div", { class: "bar" }));
  const bar = make("div", { class: "bar" });
  const progress = make("div", { class: "progress thin", role: "progressbar", "aria-label": `Download of ${model.name}`, hidden: true }, bar);
  const status = make("span", { class: "facts", role: "status" });
  const tools = make("div", { class: "tools" });
  const notice = make("div", { class: "notice", role: "alert" });
  const head = make("div", { class: "model-head" }, make("div", { class: "title" }, make("span", {}, title, badges), make("span", { class: "id facts" }, model.model)), tools);
  const node = make("li", { class: "model", "data-model": model.model }, head, make("div", { class: "model-foot" }, needs, meter, status), progress, notice);
  let drawn = "";

  function update(now, memory) {
    const active = Boolean(now.download && ACTIVE.has(now.download.phase));
    needs.textContent = `${size(now.size_bytes)} on disk · about ${size(now.memory_bytes)} of memory`;
    meter.firstChild.style.width = `${Math.min(100, (100 * now.memory_bytes) / memory)}%`;
    meter.classList.toggle("over", !now.fits);
    progress.hidden = !active;
    if (active) {
      const percent = now.download.total ? (100 * now.download.done) / now.download.total : 0;
      bar.style.width = `${percent}%`;
      progress.setAttribute("aria-valuenow", Math.round(percent));
    }
    setText(status, active ? downloadText(now.download) : diskText(now));
    const key = JSON.stringify([active, now.state, now.speaking, now.in_use, now.recommended, now.fits, now.too_slow, now.download?.problem]);
    if (key === drawn) return;
    drawn = key;
    badges.replaceChildren(...badgesOf(now).map(([kind, text]) => make("span", { class: `tag ${kind}` }, text)));
    tools.replaceChildren(...buttons(now, active, actions));
    showProblem(notice, now.download?.problem);
  }

  return { node, update };
}

function badgesOf({ recommended, fits, too_slow: slow, speaking }) {
  const warnings = [!fits && ["warning", "too large for this machine"], slow && ["warning", "too slow on this CPU"]];
  return [speaking && ["starter", "in use"], recommended && ["starter", "recommended"], ...warnings].filter(Boolean);
}

function buttons({ model, name, state, speaking, in_use: used, on_disk_bytes: there }, active, { download, cancel, remove, use }) {
  const tool = (text, label, go, kind = "") => button(text, () => go(model), { class: `small ${kind}`, "aria-label": `${label} ${name}` });
  if (active) return [tool("cancel", "Cancel the download of", cancel)];
  if (state === "none") return [tool("download", "Download", download)];
  const removal = used ? [] : [confirmedButton("remove", `Remove ${name}`, `remove ${size(there)} for good`, `Remove ${name} from this machine`, () => remove(model))];
  if (state === "partial") return [tool("go on", "Go on downloading", download, "keep"), ...removal];
  return [...(speaking ? [] : [tool("use this model", "Use", use, "keep")]), ...removal];
}

function downloadText({ phase, done, total, rate, left }) {
  if (phase === "starting" || !total) return "asking the hub";
  const amount = `${size(done)} of ${size(total)}`;
  if (phase === "verifying") return `${amount} · checking`;
  if (phase === "waiting") return `${amount} · another program downloads it`;
  const speed = rate ? ` · ${(rate / 1e6).toFixed(1)} MB/s` : "";
  return amount + speed + (left !== null ? ` · ${left < 90 ? `${Math.round(left)} s` : `${Math.round(left / 60)} min`} left` : "");
}

function diskText({ state, revision, on_disk_bytes: there, size_bytes: whole }) {
  if (state === "none") return "";
  if (state === "partial") return `${size(there)} of ${size(whole)} are here`;
  return revision ? `on this machine · revision ${revision.slice(0, 8)}` : "made on this machine";
}

/** Put rows into a list in this order; none is moved without need, because that would take the focus from it. */
function arrange(list, nodes) {
  const same = list.children.length === nodes.length && nodes.every((node, i) => list.children[i] === node);
  if (!same) list.replaceChildren(...nodes);
}

const size = (bytes) => (bytes >= 5e7 ? `${(bytes / 1e9).toFixed(1)} GB` : `${(bytes / 1e6).toFixed(1)} MB`);
