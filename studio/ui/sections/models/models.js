// The models: what there is, what is on this machine, and how to get, use and remove one. Opened from the engine line.

import { call } from "../../static/page/actions.js";
import { button, confirmedButton, getJson, make, setText } from "../../static/page/dom.js";
import { emit, on } from "../../static/page/event_bus.js";
import { poll } from "../../static/page/polling.js";
import { showProblem } from "../../static/page/problems.js";
import { counted, decimal, t } from "../../static/page/words.js";

const KINDS = ["design", "base"];
const ACTIVE = new Set(["starting", "waiting", "downloading", "verifying"]);

export function mount(element) {
  const advice = make("p", { class: "hint" });
  const notice = make("div", { class: "notice", role: "alert" });
  const lists = Object.fromEntries(KINDS.map((kind) => [kind, make("ul", { class: "models" })]));
  const both = button("", downloadRecommended, { class: "small primary", hidden: true });
  const sketch = button(t("models.use_sketch"), () => actions.use(""));
  const close = button(t("models.close"), () => dialog.close(), { class: "small quiet" });
  const dialog = make("dialog", { class: "models-page", "aria-labelledby": "models-title" });
  dialog.append(make("header", { class: "section-head" }, make("h2", { id: "models-title" }, t("models.title")), make("span", { class: "status" }), close));
  dialog.append(advice, make("div", { class: "tools" }, both), notice, ...KINDS.flatMap((kind) => [make("h3", {}, t(`models.to_${kind}`)), lists[kind]]));
  dialog.append(make("footer", {}, make("span", { class: "hint" }, t("models.without")), sketch));
  element.append(dialog);

  const rows = new Map();
  let missing = []; // the recommended models that are neither here nor on their way
  const act = (name) => async (model) => {
    showProblem(notice, (await call(`models.${name}`, model)).problem);
    ask();
  };
  const actions = { download: act("download"), cancel: act("cancel"), remove: act("remove"), use: act("use") };

  let last = null; // the state as it was told last
  on("models", () => {
    if (!dialog.open) dialog.showModal();
    if (last) showRows(last);
    ask();
  });
  on("use-model", (model) => actions.use(model.model));
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close()); // beside it

  async function downloadRecommended() {
    for (const { model } of missing) await actions.download(model);
    close.focus(); // the button is gone
  }

  function show(state) {
    advice.textContent = adviceText(state);
    missing = state.models.filter((model) => model.recommended && model.state !== "complete" && !ACTIVE.has(model.download?.phase));
    both.hidden = !missing.length;
    setText(both, downloadRecommendedText(missing));
    sketch.disabled = state.preview;
    last = state;
    if (dialog.open) showRows(state); // a page that opens needs no list
    const active = state.models.map((model) => model.download).filter((download) => download && ACTIVE.has(download.phase));
    const total = active.reduce((sum, { total }) => sum + total, 0);
    emit("downloading", active.length ? active.reduce((sum, { done }) => sum + done, 0) / (total || 1) : null);
    emit("model-ready", state.models.find((model) => model.kind === "design" && model.state === "complete") ?? null);
    return active.length > 0;
  }

  function showRows(state) {
    for (const model of state.models) {
      if (!rows.has(model.model)) rows.set(model.model, row(model, actions));
      rows.get(model.model).update(model, state.memory);
    }
    for (const [kind, list] of Object.entries(lists)) arrange(list, state.models.filter((model) => model.kind === kind).map((model) => rows.get(model.model).node));
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

function downloadRecommendedText(missing) {
  const bytes = missing.reduce((sum, model) => sum + model.size_bytes - model.on_disk_bytes, 0);
  const names = missing.map(({ name }) => name).join(` ${t("models.and")} `);
  return t(missing.length > 1 ? "models.get_both" : "models.get_one", { names, size: size(bytes) });
}

function adviceText({ memory, both, cpu, models }) {
  const names = models.filter((model) => model.recommended).map((model) => model.name);
  const found = names.length ? t("models.recommended_are", { names: names.join(` ${t("models.and")} `), size: size(both) }) : t("models.none_recommended");
  return [t("models.memory", { size: size(memory) }), found, cpu && t("models.on_cpu"), t("models.estimates")].filter(Boolean).join(" ");
}

/** One model. Its buttons are built anew only when what they can do has changed, so that they keep the focus. */
function row(model, actions) {
  const title = make("span", { class: "name", title: model.model }, model.name);
  const badges = make("span", { class: "tags" });
  const needs = make("span", { class: "facts" });
  const meter = make("div", { class: "memory", "aria-hidden": "true" }, make("div", { class: "bar" }));
  const bar = make("div", { class: "bar" });
  const progress = make("div", { class: "progress thin", role: "progressbar", "aria-label": t("models.download_of", { name: model.name }), hidden: true }, bar);
  const status = make("span", { class: "facts", role: "status" });
  const tools = make("div", { class: "tools" });
  const notice = make("div", { class: "notice", role: "alert" });
  const head = make("div", { class: "model-head" }, make("div", { class: "title" }, make("span", {}, title, badges), make("span", { class: "id facts" }, model.model)), tools);
  const node = make("li", { class: "model", "data-model": model.model }, head, make("div", { class: "model-foot" }, needs, meter, status), progress, notice);
  let drawn = "";

  function update(now, memory) {
    const active = Boolean(now.download && ACTIVE.has(now.download.phase));
    needs.textContent = t("models.needs", { disk: size(now.size_bytes), memory: size(now.memory_bytes) });
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
  const warnings = [!fits && ["warning", t("models.too_large")], slow && ["warning", t("models.too_slow")]];
  return [speaking && ["starter", t("models.in_use")], recommended && ["starter", t("models.recommended")], ...warnings].filter(Boolean);
}

function buttons({ model, name, state, speaking, in_use: used, on_disk_bytes: there }, active, { download, cancel, remove, use }) {
  const tool = (key, go, kind = "") => button(t(`models.${key}`), () => go(model), { class: `small ${kind}`, "aria-label": t(`models.${key}_named`, { name }) });
  if (active) return [tool("cancel", cancel)];
  if (state === "none") return [tool("download", download)];
  const removal = used ? [] : [confirmedButton(t("models.remove"), t("models.remove_named", { name }), t("models.remove_sure", { size: size(there) }), t("models.remove_sure_named", { name, size: size(there) }), () => remove(model))];
  if (state === "partial") return [tool("go_on", download, "keep"), ...removal];
  return [...(speaking ? [] : [tool("use", use, "keep")]), ...removal];
}

function downloadText({ phase, done, total, rate, left }) {
  if (phase === "starting" || !total) return t("models.asking");
  const amount = t("models.amount", { done: size(done), total: size(total) });
  if (phase === "verifying") return `${amount} · ${t("models.checking")}`;
  if (phase === "waiting") return `${amount} · ${t("models.elsewhere")}`;
  const speed = rate ? ` · ${t("shell.mb", { n: decimal(rate / 1e6, 1) })}/s` : "";
  return amount + speed + (left !== null ? ` · ${left < 90 ? counted("models.seconds_left", Math.round(left)) : counted("models.minutes_left", Math.round(left / 60))}` : "");
}

function diskText({ state, revision, on_disk_bytes: there, size_bytes: whole }) {
  if (state === "none") return "";
  if (state === "partial") return t("models.partly_here", { done: size(there), total: size(whole) });
  return revision ? t("models.here", { revision: revision.slice(0, 8) }) : t("models.made_here");
}

/** Put rows into a list in this order; none is moved without need, because that would take the focus from it. */
function arrange(list, nodes) {
  const same = list.children.length === nodes.length && nodes.every((node, i) => list.children[i] === node);
  if (!same) list.replaceChildren(...nodes);
}

const size = (bytes) => (bytes >= 5e7 ? t("shell.gb", { n: decimal(bytes / 1e9, 1) }) : t("shell.mb", { n: decimal(bytes / 1e6, 1) }));
