// Notes on the description: one at a time, with fixes to click. They come when the typing pauses, and move nothing under
// a caret: the strip opens and closes only while the description, or the strip itself, has the focus.

import { button, make, setText } from "../../static/page/dom.js";
import { roving } from "../../static/page/roving.js";
import { tell } from "../../static/page/toast.js";
import { counted, t } from "../../static/page/words.js";

const DISMISSED = "voice-studio-dismissed-notes";

/** The strip: `{ node, show(notes, text), at(caret) }`. `fix(fix, event)` applies one of a note, `light(rule)` tints its words, `changed()` says that other notes are left. */
export function noteStrip({ fix, light, changed }) {
  const count = button("", () => setOpen(!isOpen), { class: "small quiet note-count", "aria-expanded": "false" });
  const back = button("‹", () => go(-1), { class: "small quiet icon", "aria-label": t("description.previous_note") });
  const on = button("›", () => go(1), { class: "small quiet icon", "aria-label": t("description.next_note") });
  const why = make("p", { class: "why" });
  const fixes = make("div", { class: "note-fixes", role: "group", "aria-label": t("description.fixes") });
  const away = button(t("description.dismiss_note"), dismiss, { class: "small quiet dismiss" });
  const bar = make("div", { class: "note-bar" }, away, back, count, on);
  const told = make("p", { class: "only-read", role: "status" });
  const node = make("section", { class: "description-notes", "aria-label": t("description.notes_heading") }, why, fixes, bar, told);
  const known = new Set(); // notes that were read out
  const dismissed = new Set(JSON.parse(sessionStorage.getItem(DISMISSED) ?? "[]"));
  let all = [];
  let notes = []; // without those that were dismissed
  let text = "";
  let chosen = 0;
  let isOpen = false;
  let isClosed = false; // by the person

  apply(false);
  roving(fixes, { itemSelector: "button", across: true });
  for (const enter of ["pointerenter", "focusin"]) node.addEventListener(enter, () => light(notes[chosen]?.rule ?? null));
  for (const leave of ["pointerleave", "focusout"]) node.addEventListener(leave, () => light(null));
  document.addEventListener("focusin", settle);

  function draw() {
    const keys = notes.map(keyOf);
    const previous = node.dataset.note ?? "";
    notes = all.filter((note) => !dismissed.has(keyOf(note)));
    chosen = Math.max(0, keys.includes(previous) ? notes.findIndex((note) => keyOf(note) === previous) : Math.min(chosen, notes.length - 1));
    choose(chosen);
    readOut();
    settle();
    changed();
  }

  function choose(place) {
    const note = notes[place];
    chosen = place;
    node.toggleAttribute("data-empty", !note);
    setText(count, countText());
    count.disabled = !note;
    for (const step of [back, on]) step.hidden = notes.length < 2;
    if (!note) return void delete node.dataset.note;
    node.dataset.note = keyOf(note);
    setText(why, note.why);
    const labels = [...fixes.children].map((each) => each.textContent);
    if (note.fixes.length !== labels.length || note.fixes.some(({ label }, i) => label !== labels[i])) {
      fixes.replaceChildren(...note.fixes.map(({ label }, i) => button(label, (event) => fix(notes[chosen].fixes[i], event), { class: "small fix" })));
    }
  }

  function countText() {
    if (!notes.length) return t("description.no_notes");
    return isOpen && notes.length > 1 ? t("description.note_of", { place: chosen + 1, n: notes.length }) : counted("description.notes", notes.length);
  }

  function go(step) {
    choose((chosen + step + notes.length) % notes.length);
    light(notes[chosen].rule);
    if (!isOpen) setOpen(true);
  }

  function setOpen(open) {
    isClosed = !open;
    apply(open);
  }

  function apply(open) {
    isOpen = open;
    node.toggleAttribute("data-open", open);
    why.hidden = fixes.hidden = away.hidden = !open;
    setText(count, countText());
    count.setAttribute("aria-expanded", String(open));
  }

  /** Open or close where that moves nothing under a caret. */
  function settle() {
    const wanted = notes.length > 0 && !isClosed;
    if (wanted !== isOpen && mayMove()) apply(wanted);
  }

  function mayMove() {
    const focused = document.activeElement;
    const column = document.getElementById("design-editor");
    return !column?.contains(focused) || document.getElementById("field-description").contains(focused) || node.parentElement.contains(focused);
  }

  function dismiss() {
    const key = keyOf(notes[chosen]);
    setDismissed(key, true);
    tell(t("description.dismissed"), { undo: () => setDismissed(key, false) });
    (notes.length ? count : document.querySelector("#field-description textarea")).focus();
  }

  function setDismissed(key, is) {
    if (is) dismissed.add(key);
    else dismissed.delete(key);
    sessionStorage.setItem(DISMISSED, JSON.stringify([...dismissed]));
    draw();
  }

  function readOut() {
    const fresh = notes.filter((note) => !known.has(keyOf(note)));
    for (const note of fresh) known.add(keyOf(note));
    if (fresh.length) told.textContent = fresh.map((note) => note.why).join(" ");
  }

  /** A note is known by its rule and the words it is about, wherever they stand. */
  function keyOf({ rule, spans }) {
    return [rule, ...spans.map(([start, end]) => text.slice(start, end).toLowerCase())].join("|");
  }

  return {
    node,
    show(found, of) {
      all = found;
      text = of;
      draw();
    },
    shown: () => notes,
    /** Turn to the note on the words that the caret is in. */
    at(caret) {
      const place = notes.findIndex(({ spans }) => spans.some(([start, end]) => start <= caret && caret <= end));
      if (place >= 0 && place !== chosen) choose(place);
    },
  };
}
