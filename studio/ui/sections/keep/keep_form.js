// The form that saves a take as a preset, in the inspector: Enter saves, Escape closes it.

import { button, getJson, make } from "../../static/page/dom.js";
import { opened } from "../../static/page/escape.js";
import { emit, on } from "../../static/page/event_bus.js";
import { chosenToKeep, fetchRatings } from "../../static/page/ratings.js";
import { t } from "../../static/page/words.js";

const names = new Map(); // a take's id → Promise of the name that is suggested for it

export function mount(element, { props, trigger }) {
  const heading = make("h2", {});
  const close = button(t("keep.cancel"), () => show(false), { class: "small quiet" });
  element.append(make("header", { class: "section-head" }, heading, close));
  const form = document.getElementById("keep-form");
  let take = null; // what is to be saved
  let suggested = ""; // the name that was put into the field
  let from = null; // what had the focus before
  let forget = null; // no longer lets Escape close the form
  const intoView = () => form.contains(document.activeElement) && form.scrollIntoView({ block: "nearest" });
  new ResizeObserver(intoView).observe(form.previousElementSibling); // the numbers of the take arrive above the form

  function show(open) {
    form.toggleAttribute("data-open", open);
    forget?.();
    forget = open ? opened(() => show(false)) : null;
    if (open) return;
    rowOf(take)?.focus();
    if (form.contains(document.activeElement) || document.activeElement === document.body) from?.focus();
  }

  on("inspect", ({ take: { id } }) => nameFor(id)); // so that it is there when the form opens
  on("saved", (id) => {
    fetchRatings([id]); // it is kept
    names.clear();
    if (take?.id === id) show(false);
    else if (form.hasAttribute("data-open")) suggestAgain(); // another take was chosen meanwhile; the answer emptied the fields
  });
  on("keep", start);

  async function start(chosen) {
    chosenToKeep();
    take = chosen;
    from = document.activeElement;
    heading.textContent = t("keep.heading", { label: take.label });
    props.value = { id: take.id, name: typedName() };
    emit("inspect", { take, audition: null, open: true });
    show(true);
    const name = await nameFor(take.id);
    if (take !== chosen) return;
    if (name && (!typedName() || typedName() === suggested)) suggest(name);
    nameField().focus();
    nameField().select();
    intoView();
  }

  form.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.isComposing || !event.target.matches("input, textarea")) return;
    const saves = event.target.closest("#field-notes, #field-consent") ? event.ctrlKey || event.metaKey : true;
    if (!saves) return;
    event.preventDefault();
    if (!event.repeat) document.getElementById("save").click();
  });

  const waiting = chosenToKeep();
  if (waiting) start(waiting);

  async function suggestAgain() {
    const chosen = take;
    const name = await nameFor(chosen.id);
    if (take === chosen) suggest(name);
  }

  function suggest(name) {
    suggested = name;
    props.value = { id: take.id, name };
    trigger("fill");
    nameField().value = name; // at once, so that it can be selected
  }
}

const nameField = () => document.querySelector("#field-name textarea, #field-name input");
const typedName = () => nameField()?.value ?? "";
const rowOf = (take) => [...document.querySelectorAll(`li.take[data-take="${take?.id}"]`)].find((row) => row.offsetParent);

function nameFor(id) {
  const query = new URLSearchParams({ take: id });
  if (!names.has(id)) names.set(id, getJson(`/studio/suggested-name.json?${query}`).then(({ name }) => name, () => (names.delete(id), "")));
  return names.get(id);
}
