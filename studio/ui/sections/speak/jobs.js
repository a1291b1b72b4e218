// What this tab has asked voices to speak and is not finished: in the queue or under way. The tab remembers it.

import { call, callAsTab } from "../../static/page/actions.js";
import { getJson } from "../../static/page/dom.js";
import { poll } from "../../static/page/polling.js";
import { timeLeft } from "../takes/time_left.js";
import { noteSpoken } from "./voices.js";

const STORED = "voice-studio-speaking";
const watchers = new Set();
const spoken = new Map(); // a voice's reference → the texts that it has spoken, or is about to
let stamp = "";

/** `{ id, voice, text, state, left }`: `state` is that of its audition, `left` the seconds left where known. */
let jobs = remembered();

/** Call `show` with the unfinished jobs and the ended one, where one has just ended: now, and after each change. */
export function watchJobs(show) {
  watchers.add(show);
  show(jobs, null);
}

/** Ask a voice to speak; resolves to the answer, `{ id, notes }` or `{ problem }`. */
export async function say(voice, text, { raw = false, seed = null, hear = false } = {}) {
  const answer = await callAsTab("speak.say", { ref: voice.ref, text, raw, ...(seed === null ? {} : { seed: String(seed) }) });
  if (!answer.id) return answer;
  noteSpoken(voice);
  noteText(voice, text);
  jobs = [...jobs, { id: answer.id, voice, text, hear, state: null, left: null, estimate: timeLeft() }];
  changed();
  ask();
  return answer;
}

/** Remember that a voice has spoken a text. */
export function noteText({ ref }, text) {
  if (!spoken.has(ref)) spoken.set(ref, new Set());
  spoken.get(ref).add(text.trim());
}

export const hasSpoken = ({ ref }, text) => Boolean(spoken.get(ref)?.has(text.trim()));

/** A seed for another reading of a text. */
export const otherSeed = () => Math.floor(Math.random() * 1e6);

export function stop(job) {
  return call("speak.stop", { id: job.id });
}

const ask = poll(async () => {
  if (!jobs.length) return null;
  const asked = jobs.map(({ id }) => id);
  const query = new URLSearchParams([...asked.map((id) => ["id", id]), ["after", stamp]]);
  const answer = await getJson(`/studio/speech.json?${query}`).catch(() => null);
  if (!answer) return 1000;
  if (asked.length === jobs.length) stamp = answer.stamp;
  const states = new Map(answer.auditions.map((audition) => [audition.id, audition]));
  for (const job of jobs.filter(({ id }) => asked.includes(id))) update(job, states.get(job.id) ?? null);
  if (!jobs.length) stamp = "";
  return jobs.length ? 0 : null;
});

function update(job, state) {
  if (state && JSON.stringify(state) === JSON.stringify(job.state)) return;
  job.state = state;
  const [slot] = state?.takes ?? [];
  if (state?.phase === "working") job.left = job.estimate(slot.fraction);
  const ended = !state || state.over; // without a state the studio was restarted, and does not know it
  if (ended) jobs = jobs.filter((other) => other !== job);
  changed(ended ? job : null);
}

function changed(ended = null) {
  sessionStorage.setItem(STORED, JSON.stringify(jobs.map(({ id, voice, text }) => ({ id, voice, text }))));
  for (const show of watchers) show(jobs, ended);
}

function remembered() {
  try {
    return (JSON.parse(sessionStorage.getItem(STORED)) ?? []).map((job) => ({ ...job, hear: false, state: null, left: null, estimate: timeLeft() }));
  } catch {
    return [];
  }
}
