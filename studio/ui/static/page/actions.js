// Calls to Python: the actions that the sections declare.

import { tabId } from "./tab.js";

const NO_ANSWER = { what: "The studio did not answer.", next_step: "Is it still running? Then try again." };

let connected;
const server = new Promise((resolve) => (connected = resolve));

/** Give the page Gradio's connection; the hidden `#actions` element calls this. */
export function connect(functions) {
  connected(functions);
}

/** Call "SECTION.FUNCTION" with one JSON value. Resolves to its answer; to `{ problem }` where it failed. */
export async function call(name, request = {}) {
  const functions = await server;
  return (await functions[name](request).catch(() => null)) ?? { problem: NO_ANSWER };
}

/** The same for what waits in the queue, which takes turns between tabs. */
export function callAsTab(name, request) {
  return call(name, { ...request, client: tabId });
}
