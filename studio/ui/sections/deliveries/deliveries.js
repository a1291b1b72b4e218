// The deliveries of the chosen voice: a list to hear and compare them, and the form that proposes another one.

import { make } from "../../static/page/dom.js";
import { emit } from "../../static/page/event_bus.js";
import { roving } from "../../static/page/roving.js";
import { arrange } from "../../static/page/row.js";
import { t } from "../../static/page/words.js";
import { watchChosen } from "../presets/chosen_preset.js";
import { deliveryRow } from "./delivery_row.js";
import { proposalForm } from "./proposal_form.js";

export function mount(element) {
  const hint = make("p", { class: "hint" });
  const list = make("ul", { class: "delivery-list", "aria-label": t("deliveries.title") });
  const form = proposalForm();
  const panel = make("section", { class: "deliveries-panel", "aria-label": t("deliveries.title"), hidden: true }, make("h2", {}, t("deliveries.title")), hint, list, form.node);
  element.append(panel);
  roving(list, { itemSelector: "li" });
  const rows = new Map(); // a delivery as text → its row

  watchChosen((preset) => {
    panel.hidden = !preset;
    if (!preset) return;
    const hadFocus = list.contains(document.activeElement);
    arrange(list, preset.deliveries.map((delivery) => rowOf(preset, delivery)));
    list.hidden = !preset.deliveries.length;
    hint.hidden = Boolean(preset.deliveries.length);
    hint.textContent = t(preset.starter ? "deliveries.starter" : "deliveries.none");
    form.show(preset);
    if (hadFocus && list.hidden) form.focus(); // the last one was removed
    emit("drawn");
  });

  function rowOf(preset, delivery) {
    const stamp = JSON.stringify([preset.ref, preset.starter, delivery]);
    if (!rows.has(stamp)) rows.set(stamp, deliveryRow(preset, delivery));
    return rows.get(stamp);
  }
}
