// Calls to Python: the actions that the sections declare.

import { tabId } from "./tab.js";
import { t, translated } from "./words.js";

let connected;
const server = new Promise((resolve) => (connected = resolve));

/** Give the page Gradio's connection; the hidden `#actions` element calls this. */
export function connect(functions) {
  connected(functions);
}

/** Call "SECTION.FUNCTION" with one JSON value. Resolves to its answer; to `{ problem }` where it failed. */
export async function call(name, request = {}) {
  const functions = await server;
  const answer = await functions[name](request).catch(() => null);
  return answer ? translated(answer) : { problem: { what: t("shell.no_answer"), next_step: t("shell.no_answer_step") } };
}

/** The same for what waits in the queue, which takes turns between tabs. */
export function callAsTab(name, request) {
  return call(name, { ...request, client: tabId });
}
