// Python's sentences (errors, notes, methods, reasons) in the page's language. They arrive in English; those that this page
// has not shown yet are sent to the studio, which has the catalogue. A page in English never loads this module.

import { language } from "./words.js";

const FIELDS = new Set(["what", "next_step", "warning", "why", "how", "source", "summary", "cost", "error"]);
const LISTS = new Set(["notes", "unmeasured"]); // whose texts are sentences
const HAS_ITS_OWN = "flags"; // the page's table has theirs
const AT_ONCE = 64; // sentences in one request
const MOST = 2000; // sentences that are kept

const known = new Map(); // a sentence → itself in the page's language

/** Put the sentences of an answer into the page's language, in place; resolves to the answer. */
export async function translate(answer) {
  const places = [...placesIn(answer)];
  await learn(new Set(places.map(({ holder, name }) => holder[name])));
  for (const { holder, name } of places) holder[name] = known.get(holder[name]) ?? holder[name];
  return answer;
}

function* placesIn(holder, all = false) {
  for (const [name, value] of Object.entries(holder ?? {})) {
    if (typeof value === "string") {
      if (value && (all || FIELDS.has(name))) yield { holder, name };
    } else if (typeof value === "object" && name !== HAS_ITS_OWN) yield* placesIn(value, LISTS.has(name));
  }
}

async function learn(sentences) {
  const fresh = [...sentences].filter((sentence) => !known.has(sentence));
  if (known.size + fresh.length > MOST) known.clear();
  while (fresh.length) {
    const asked = fresh.splice(0, AT_ONCE);
    const told = await ask(asked).catch(() => []); // without the studio they stay in English
    told.forEach((sentence, at) => known.set(asked[at], sentence));
  }
}

async function ask(sentences) {
  const answer = await fetch(`/studio/sentences.json?interface=${language}`, { method: "POST", headers: { "content-type": "application/json" }, body: JSON.stringify(sentences) });
  return answer.ok ? answer.json() : [];
}
