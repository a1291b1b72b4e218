// "More like this": takes with the same words and other seeds, of a version or of a take.

import { callAsTab } from "../../static/page/actions.js";
import { emit } from "../../static/page/event_bus.js";
import { tell } from "../../static/page/toast.js";
import { currentFields } from "../design/editor_state.js";

const [USUAL, MOST] = [4, 8]; // takes
const SETTLED = 500; // milliseconds: pressing it twice as fast asks once

let pressed = -SETTLED; // when it was pressed last

/** Generate more of a take or a version, by its id: as many takes as the editor asks for. */
export async function moreLike(id) {
  if (performance.now() - pressed < SETTLED) return;
  pressed = performance.now();
  const takes = Math.min(MOST, Number(currentFields()?.takes) || USUAL);
  const { id: audition, problem } = await callAsTab("versions.more", { id, takes });
  if (audition) emit("follow", audition);
  else tell(`${problem.what} ${problem.next_step}`);
}
