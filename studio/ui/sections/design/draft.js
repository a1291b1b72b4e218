// Connects Gradio's fields with `editor_state.js`: what is typed is kept in this tab, and comes back after a reload.
// A new tab starts with the newest version of the library.

import { emit, on } from "../../static/page/event_bus.js";
import { t } from "../../static/page/words.js";
import { enter, onGo } from "../../static/page/workspace.js";
import { addOwn } from "../takes/tab_session.js";
import { fetchVersion, newestEnded } from "../takes/version_store.js";
import { FIELDS, connectFields, currentFields, loadFields, noteFields, noteGenerated, noteLoaded } from "./editor_state.js";
import { editorDrawn, handOver, shown, typedEarly } from "./first_screen.js";
import { loadVersion } from "./load_version.js";

const MOST_TAKES = 8; // of one description; a sweep has more
const CHANGED = "studio:fields"; // Gradio tells of its fields with this event (see `__init__.py`)

export async function mount(element, { props, trigger }) {
  const { defaults } = props.value;
  let number = 0;

  /** Put values into Gradio's fields; with `untouched`, only into those that still have their default. */
  function fill(values, untouched = false) {
    props.value = { defaults, number: ++number, untouched, values: FIELDS.map((name) => values[name] ?? defaults[name]) };
    trigger("fill");
  }

  /** Put the newest version into the fields, except one in which somebody begins to write. */
  async function fillWithNewest() {
    const version = (await newest()) ?? {};
    const wanted = Object.entries(version).filter(([name]) => !document.getElementById(`field-${name}`)?.contains(document.activeElement));
    const { description = "", text = "" } = Object.fromEntries(wanted);
    fill(Object.fromEntries(wanted), true);
    await shown({ description, text });
  }

  connectFields(fill);
  document.addEventListener(CHANGED, ({ detail }) => noteFields(Object.fromEntries(FIELDS.map((name, i) => [name, detail[i]]))));
  on("generated", noteGenerated);
  onGo("design", take);

  const kept = currentFields(); // before Gradio tells of its empty fields
  await editorDrawn();
  const known = { ...kept, ...typedEarly() };
  const isNew = !Object.keys(known).length;
  if (!isNew) fill(known, true);
  await handOver();
  if (isNew) await fillWithNewest();
  document.getElementById("design-editor").toggleAttribute("data-restored", true);
}

/** What another workspace asks of this one: to follow an audition, to reopen a version, or to start from a voice. */
async function take({ follow, reopen, ...voice }) {
  if (follow) {
    emit("follow", follow);
    return addOwn(follow); // the list of takes may not be loaded yet
  }
  if (!reopen) {
    loadFields(fieldsOf(voice), { version: voice.version ?? "", asMade: true, told: voice.told ?? t("design.loaded") });
    return requestAnimationFrame(toEditor); // Gradio has not shown the workspace yet
  }
  const version = await fetchVersion(reopen);
  if (version) loadVersion(version, { reopen: true });
}

/** What was pressed is out of sight: Tab goes on from the editor. No field has the focus, so that Ctrl-Z takes this back. */
function toEditor() {
  const left = document.activeElement;
  if (left === document.body || !left.checkVisibility()) enter();
}

/** The fields of a voice: a preset, a version, a variation. With a `version`, what is generated is made from that. */
function fieldsOf({ description, text, language, seed, takes }) {
  const values = { description, text, language, takes, ...(seed === undefined ? {} : { seed: String(seed), pin: true }) };
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/** The fields of the newest version, from which the next one is made. */
async function newest() {
  const version = await newestEnded().catch(() => null);
  if (version) noteLoaded(version.id);
  if (!version) return null;
  return { ...version, seed: String(version.seed), takes: version.takes > MOST_TAKES ? undefined : version.takes };
}
