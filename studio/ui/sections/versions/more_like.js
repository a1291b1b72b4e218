// "More like this": takes with the same words and other seeds, of a version or of a take.

import { callAsTab } from "../../static/page/actions.js";
import { emit } from "../../static/page/event_bus.js";
import { tell } from "../../static/page/toast.js";
import { currentFields } from "../design/editor_state.js";

const USUAL = 4; // takes

/** How many takes are made at once: as many as the editor asks for. */
export const takesAsked = () => Number(currentFields()?.takes) || USUAL;

/** Generate more of a take or a version, by its id. */
export async function moreLike(id) {
  const { id: audition, problem } = await callAsTab("versions.more", { id, takes: takesAsked() });
  if (audition) emit("follow", audition);
  else tell(`${problem.what} ${problem.next_step}`);
}
