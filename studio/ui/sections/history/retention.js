// Retention: which takes go to the bin at each start, by age and by size. Off until somebody turns it on; before that it is
// shown what it would move.

import { call } from "../../static/page/actions.js";
import { button, getJson, make } from "../../static/page/dom.js";
import { showProblem } from "../../static/page/problems.js";
import { tell } from "../../static/page/toast.js";
import { counted, t } from "../../static/page/words.js";

const TYPING = 300; // milliseconds without a key before it is shown what would move

/** Make the button and the form that it opens, `{ toggle, node, shown(rule) }`: `shown` shows what is stored. */
export function retention() {
  const node = make("form", { class: "retention", id: "history-retention", hidden: true, "aria-label": t("history.retention") });
  const toggle = button("", open, { class: "small quiet", "aria-expanded": "false", "aria-controls": node.id });
  const days = make("input", { type: "number", min: 1, max: 36500, step: 1, placeholder: "–" });
  const gigabytes = make("input", { type: "number", min: 0.001, max: 100000, step: "any", placeholder: "–" });
  const effect = make("p", { class: "hint", role: "status" });
  const notice = make("div", { class: "notice", role: "alert" });
  const store = make("button", { type: "submit", class: "small" }, t("history.retention_store"));
  const off = button(t("history.retention_off"), () => remember({ days: null, gigabytes: null }), { class: "small quiet" });
  let stored = { days: null, gigabytes: null };
  let timer = 0;

  node.append(
    make("p", { class: "hint" }, t("history.retention_about")),
    make("div", { class: "tools" }, make("label", {}, t("history.retention_days"), days), make("label", {}, t("history.retention_gigabytes"), gigabytes), store, off),
    effect,
    notice,
  );

  const numberIn = (field) => (field.value === "" ? null : Number(field.value));
  const typed = () => ({ days: numberIn(days), gigabytes: numberIn(gigabytes) });
  const isEmpty = (rule) => rule.days === null && rule.gigabytes === null;

  function shown(rule) {
    stored = rule;
    toggle.textContent = t(isEmpty(rule) ? "history.retention_is_off" : "history.retention_is_on");
    off.hidden = isEmpty(rule);
  }

  function fill() {
    days.value = stored.days ?? "";
    gigabytes.value = stored.gigabytes ?? "";
    preview();
  }

  function open() {
    node.hidden = !node.hidden;
    toggle.setAttribute("aria-expanded", !node.hidden);
    if (node.hidden) return;
    fill();
    days.focus();
  }

  async function preview() {
    const rule = typed();
    store.disabled = isEmpty(rule) || !node.checkValidity();
    if (store.disabled) return void (effect.textContent = t("history.retention_nothing"));
    const found = await getJson(`/studio/history/retention.json?${new URLSearchParams(Object.entries(rule).filter(([, value]) => value !== null))}`).catch(() => null);
    if (!found || JSON.stringify(rule) !== JSON.stringify(typed())) return;
    const named = found.labels.length ? ` ${found.labels.join(", ")}${found.takes > found.labels.length ? " …" : ""}` : "";
    effect.textContent = found.takes ? `${counted("history.retention_moves", found.takes)}${named}` : t("history.retention_moves_none");
  }

  async function remember(rule) {
    const before = stored;
    const { problem } = await call("history.retain", rule);
    showProblem(notice, problem);
    if (problem) return;
    shown(rule);
    fill();
    tell(t(isEmpty(rule) ? "history.retention_ended" : "history.retention_stored"), { undo: () => remember(before) });
    toggle.focus();
  }

  node.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(preview, TYPING);
  });
  node.addEventListener("submit", (event) => {
    event.preventDefault();
    if (!store.disabled) remember(typed());
  });
  node.addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    open();
    toggle.focus();
  });
  return { toggle, node, shown };
}
