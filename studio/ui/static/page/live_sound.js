// A take's sound while it is made, as the page requests it from the studio.

import { LiveSound as Sound, samplesOf } from "../player/live_sound.js";

export { unlock } from "../player/live_sound.js";

const ASK_AGAIN = 500; // milliseconds, after a lost connection

/** The sound of a take by the address of its stream; events and use are those of the player's `LiveSound`. */
export class LiveSound extends Sound {
  constructor(address) {
    super(() => receive(this, address));
  }
}

/** Ask for what comes after what there is, until the answer is that there is no more. */
async function receive(sound, address) {
  while (!sound.end) {
    await ask(sound, address).catch(() => new Promise((resolve) => setTimeout(resolve, ASK_AGAIN)));
  }
}

async function ask(sound, address) {
  const place = new URLSearchParams({ attempt: sound.attempt, start: sound.length });
  const answer = await fetch(`${address}?${place}`);
  if (answer.status >= 500) throw new Error(`HTTP ${answer.status}`);
  if (answer.status !== 200) return sound.finish(answer.headers.get("Studio-End") ?? "stopped");
  sound.rate = Number(answer.headers.get("Studio-Rate")) || sound.rate;
  const attempt = Number(answer.headers.get("Studio-Attempt"));
  if (attempt !== sound.attempt) sound.repeat(attempt);
  const reader = answer.body.getReader();
  let odd = new Uint8Array(0); // half a sample, where the network parts the bytes there
  for (let { done, value } = await reader.read(); !done; { done, value } = await reader.read()) {
    const bytes = new Uint8Array(odd.length + value.length);
    bytes.set(odd);
    bytes.set(value, odd.length);
    odd = bytes.slice(bytes.length - (bytes.length % 2));
    sound.add(samplesOf(bytes));
  }
}
