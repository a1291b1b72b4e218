// Asks the studio what a description says: one request at a time, and after it the newest text.

import { language } from "../../static/page/words.js";

const MOST = 4096; // characters that are read; a description may have half as many

/** Returns a function that reads a text and calls `show(reading, text)`; texts in between are skipped. */
export function readingFeed(show) {
  let wanted = null;
  let busy = false;

  async function run() {
    busy = true;
    while (wanted !== null) {
      const text = wanted;
      wanted = null;
      const reading = await read(text).catch(() => null);
      if (reading) show(reading, text);
    }
    busy = false;
  }

  return (text) => {
    wanted = text;
    if (!busy) run();
  };
}

async function read(text) {
  const body = JSON.stringify(text.slice(0, MOST));
  const answer = await fetch(`/studio/reading.json?interface=${language}`, { method: "POST", headers: { "content-type": "application/json" }, body });
  return answer.ok ? answer.json() : null;
}
