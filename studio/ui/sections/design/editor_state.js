// What the editor's fields hold, and the drafts of this tab: what was typed for each version stays until it is generated.
// Gradio's fields are the truth; `draft.js` connects them.

import { emit } from "../../static/page/event_bus.js";
import { tell } from "../../static/page/toast.js";

const STORED = "voice-studio-drafts";
const MOST = 60; // versions whose drafts are kept

export const FIELDS = ["description", "text", "language", "takes", "seed", "pin", "marks"];

const stored = read();
let drafts = stored.drafts ?? {}; // an audition's id → fields
let editing = stored.editing ?? ""; // the version whose fields these are, or "" for a new voice
let fields = stored.fields ?? null; // null until something is in them
let fill = () => {};

export const currentFields = () => fields;
export const editedVersion = () => editing;

/** Name the function that puts fields into Gradio's. */
export function connectFields(fillGradio) {
  fill = fillGradio;
}

/** Note what the fields hold now; called after each change. */
export function noteFields(now) {
  fields = now;
  store();
}

/** The fields were sent: they are those of the version that was asked for. */
export function noteGenerated(id) {
  delete drafts[editing];
  noteLoaded(id);
}

/** The fields are those of a version. */
export function noteLoaded(id) {
  editing = id;
  store();
  emit("edited", editing);
}

/**
 * Put other values into the fields, and say so with an undo; fields that are left out stay.
 *
 * What is in the fields is kept as the draft of the version that it belongs to; a version that was edited in this tab
 * comes back as it was left, unless it is to be loaded `asMade`.
 */
export function loadFields(values, { version = "", asMade = false, told }) {
  const before = { fields, editing, drafts: { ...drafts } };
  keepDraft();
  const loaded = { ...fields, ...values, ...(version && !asMade ? drafts[version] : {}) };
  editing = version;
  apply(loaded);
  tell(told, {
    undo() {
      ({ editing, drafts } = before);
      apply(before.fields);
    },
  });
}

/** Change some fields of what is being edited, and say so with an undo that leaves the others as they are then. */
export function changeFields(values, told) {
  const before = Object.fromEntries(Object.keys(values).map((name) => [name, fields?.[name]]));
  apply({ ...fields, ...values });
  tell(told, { undo: () => apply({ ...fields, ...before }) });
}

/** The language field, where it names another language than a text that is put into the editor. */
export function fitting(language) {
  const chosen = fields?.language ?? "auto";
  return chosen === "auto" || language === "auto" || chosen === language ? {} : { language };
}

function apply(values) {
  fields = values;
  store();
  fill(values);
  emit("edited", editing);
}

function keepDraft() {
  if (!fields || !editing) return;
  const { [editing]: _, ...others } = drafts;
  drafts = Object.fromEntries([...Object.entries(others), [editing, fields]].slice(-MOST));
}

function store() {
  sessionStorage.setItem(STORED, JSON.stringify({ fields, editing, drafts }));
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED)) ?? {};
  } catch {
    return {};
  }
}
