// The takes of a sweep as a grid: a row a step, a column a seed. Arrows move, Enter plays; while a cell of it sounds, the
// arrows play what they reach.

import { clip, liveClip } from "../../static/page/clip_button.js";
import { put } from "../../static/page/comparison.js";
import { button, getJson, make } from "../../static/page/dom.js";
import { emit } from "../../static/page/event_bus.js";
import { unitOf } from "../../static/page/measure_words.js";
import { decisions } from "../../static/page/ratings.js";
import { toggle } from "../../static/page/transport.js";
import { figure, probability, t } from "../../static/page/words.js";
import { loadFields } from "../design/editor_state.js";

/**
 * Make the grid of an audition that is a sweep: `{ node, rows, update(audition), focus() }`; `rows` are its cells in the
 * order of their takes, as `take_row.js` makes rows, and `leave(step)` moves the focus out of it, up or down.
 */
export function sweepGrid(audition, leave) {
  const { sweep } = audition;
  const cells = sweep.positions.map((row) => row.map((position) => (position === null ? null : makeCell(position))));
  const headers = sweep.words.map((words, step) => stepHeader(words, step, audition));
  const medians = sweep.words.map(() => make("div", { role: "gridcell", class: "sweep-median" }));
  const dimension = sweep.dimension ? t(`dimension.${sweep.dimension}`) : t("sweep.words");
  const corner = make("div", { role: "columnheader", class: "sweep-corner" }, dimension);
  const seeds = sweep.seeds.map((seed) => make("div", { role: "columnheader" }, t("takes.seed", { seed })));
  const middle = make("div", { role: "columnheader", class: "sweep-median" }, t("sweep.median"));
  const grid = make("div", { role: "grid", class: "sweep-grid", "aria-label": t("sweep.grid", { dimension }) });
  grid.style.setProperty("--seeds", sweep.seeds.length);
  const lines = cells.map((row, step) => line(headers[step], ...row.map((cell) => cell?.node ?? make("div", { role: "gridcell" })), medians[step]));
  grid.append(line(corner, ...seeds, middle), ...lines);
  const verdict = make("p", { class: "hint sweep-verdict", role: "status" });
  const node = make("div", { class: "sweep" }, grid, verdict);
  grid.addEventListener("keydown", move, { capture: true }); // before the keys of the cell itself
  let measured = false;

  const rows = cells.flat().filter(Boolean).sort((a, b) => a.position - b.position);
  let stop = rows[0]; // the cell that the Tab key reaches
  grid.addEventListener("focusin", ({ target }) => markStop(rows.find((cell) => cell.node.contains(target)) ?? stop));
  markStop(stop);
  return { node, rows, update, focus: () => stop.node.focus() };

  function markStop(cell) {
    stop = cell;
    for (const each of rows) each.node.tabIndex = each === stop ? 0 : -1;
  }

  function update(now) {
    const slots = new Map(now.takes.map((slot) => [slot.position, slot]));
    cells.forEach((row, step) => row.forEach((cell, column) => cell && slots.has(cell.position) && fill(cell, slots.get(cell.position), now, place(step, column))));
    if (now.over && !measured) measure(now.id);
  }

  function place(step, column) {
    return `${sweep.words[step] || t("sweep.nothing")}, ${t("takes.seed", { seed: sweep.seeds[column] })}`;
  }

  async function measure(id) {
    measured = true;
    verdict.textContent = t("versions.measuring");
    const found = await getJson(`/studio/swept.json?${new URLSearchParams({ id })}`).catch(() => null);
    if (!found) {
      verdict.textContent = t("versions.not_measured");
      return void (measured = false);
    }
    const unit = unitOf(found.unit);
    found.values.forEach((row, step) => row.forEach((value, column) => show(cells[step][column], figure(value), unit)));
    found.medians.forEach((value, step) => (medians[step].textContent = figure(value)));
    if (found.name) corner.textContent = `${dimension} (${t(`measures.${found.name}`)}, ${unit})`;
    verdict.textContent = t(`sweep.verdict_${found.verdict}`, { seeds: found.seeds, p: probability(found.p) });
    verdict.title = t("sweep.how");
    node.dataset.verdict = found.verdict;
  }

  function move(event) {
    const [down, right] = { ArrowDown: [1, 0], ArrowUp: [-1, 0], ArrowRight: [0, 1], ArrowLeft: [0, -1] }[event.key] ?? [];
    if (down === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const table = cells.map((row, step) => [headers[step].firstChild, ...row.map((cell) => cell?.node)]);
    const step = table.findIndex((row) => row.some((stop) => stop?.contains(event.target)));
    if (step < 0) return;
    event.preventDefault();
    event.stopPropagation();
    const column = table[step].findIndex((stop) => stop?.contains(event.target));
    if (down && !table[step + down]) return leave(down);
    const next = table[step + down]?.[column + right];
    if (!next) return;
    const sounding = cells.flat().find((cell) => cell?.clip?.button.matches(".sounding"));
    next.focus();
    const cell = cells[step + down][column + right - 1];
    if (sounding && cell?.clip && cell !== sounding) toggle(cell.clip);
  }
}

function line(...nodes) {
  return make("div", { role: "row", class: "sweep-line" }, ...nodes);
}

/** The words of a step; a click brings its description into the editor. */
function stepHeader(words, step, { id, text, sweep }) {
  const name = words || t("sweep.nothing");
  const load = () => loadFields({ description: sweep.descriptions[step], text }, { version: id, asMade: true, told: t("sweep.step_loaded", { words: name }) });
  const press = button(name, load, { class: "small quiet", tabindex: "-1", title: sweep.descriptions[step] });
  return make("div", { role: "rowheader" }, press);
}

function makeCell(position) {
  return { node: make("div", { role: "gridcell", class: "sweep-cell", tabindex: "-1" }), position, clip: null, made: null };
}

function fill(cell, slot, audition, place) {
  if (cell.made) return;
  cell.node.dataset.seed = slot.seed;
  if (slot.take) return finish(cell, slot.take, audition, place);
  cell.node.textContent = audition.over ? "–" : `${Math.round(100 * slot.fraction)} %`;
  if (audition.over || !slot.sounded) return;
  cell.clip ??= liveClip(`/studio/live/${audition.id}/${slot.position}.pcm`, slot.label);
  cell.clip.button.tabIndex = -1;
  cell.node.prepend(cell.clip.button);
}

function finish(cell, take, audition, place) {
  cell.made = take;
  cell.clip = clip(take.audio, take.label, cell.clip);
  cell.value = make("span", { class: "facts" });
  const inspect = { take, audition };
  const keys = {
    enter: () => toggle(cell.clip),
    "shift+a": () => put(0, take.ref),
    "shift+b": () => put(1, take.ref),
    i: () => emit("inspect", { ...inspect, open: true }),
    n: () => (emit("inspect", { ...inspect, open: true }), document.querySelector(".inspector textarea.note")?.focus()),
  };
  const { tabIndex } = cell.node;
  decisions(cell.node, take, keys);
  cell.node.tabIndex = tabIndex; // the grid is one stop of the Tab key
  cell.node.dataset.ref = take.ref;
  cell.place = `${take.label}, ${place}`;
  cell.node.setAttribute("aria-label", cell.place);
  const tools = ["A", "B"].map((letter, at) => toPlace(letter, at, take));
  cell.node.replaceChildren(cell.clip.button, make("span", { class: "name" }, take.label), make("span", { class: "tools" }, ...tools), cell.value);
  cell.clip.button.tabIndex = -1;
  cell.node.addEventListener("focusin", () => emit("inspect", inspect));
  cell.node.addEventListener("click", (event) => event.target.closest("button") || cell.node.focus());
}

function toPlace(letter, place, { ref, label }) {
  const named = t("comparison.to_place_of", { letter, label });
  return button(letter, () => put(place, ref), { class: "small icon", tabindex: "-1", "data-place": place, "data-ref": ref, "aria-label": named, title: named });
}

function show(cell, value, unit) {
  if (!cell?.value || !value) return;
  cell.value.textContent = value;
  cell.node.setAttribute("aria-label", `${cell.place}, ${value} ${unit}`);
}
