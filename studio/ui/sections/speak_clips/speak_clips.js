// What the chosen voice has spoken, newest first: above it what it is speaking or about to.

import { call } from "../../static/page/actions.js";
import { clip, liveClip } from "../../static/page/clip_button.js";
import { compareButtons } from "../../static/page/compare_buttons.js";
import { forget, restore, snapshot } from "../../static/page/comparison.js";
import { button, getJson, make, ordinal, progressBar, readingText, seconds, setText } from "../../static/page/dom.js";
import { downloadAll, downloadLinks } from "../../static/page/downloads.js";
import { emit, on } from "../../static/page/event_bus.js";
import { poll } from "../../static/page/polling.js";
import { problemNodes } from "../../static/page/problems.js";
import { roving } from "../../static/page/roving.js";
import { arrange, rowKeys } from "../../static/page/row.js";
import { tell } from "../../static/page/toast.js";
import { play, toggle } from "../../static/page/transport.js";
import { counted, t } from "../../static/page/words.js";
import { go } from "../../static/page/workspace.js";
import { noteText, otherSeed, say, stop, watchJobs } from "../speak/jobs.js";
import { currentVoice, watchVoice } from "../speak/voices.js";
import { timeLeftText } from "../takes/time_left.js";

export function mount(element) {
  const status = make("span", { class: "facts", role: "status" });
  const all = button(t("speak_clips.all"), () => downloadAll(shown.map(({ take }) => take.ref)), { class: "small quiet", hidden: true });
  const head = make("header", { class: "section-head" }, make("h2", {}, t("speak_clips.title")), status, all);
  const list = make("ol", { class: "takes said", "aria-label": t("speak_clips.title") });
  const empty = make("div", { class: "empty" });
  const notice = make("div", { class: "notice", role: "alert" });
  const older = button("", () => go("history", { filter: "spoken", search: `voice:"${currentVoice().name}"` }), { class: "small quiet", hidden: true });
  element.append(make("section", { class: "clips", "aria-label": t("speak_clips.title") }, head, notice, list, older, empty));
  roving(list, { itemSelector: "li" });

  const rows = new Map(); // a take's or a job's id → its row
  let jobs = [];
  let shown = []; // the finished clips of the voice
  let lost = 0; // texts that one answer does not know

  const refresh = poll(async () => {
    const voice = currentVoice();
    if (!voice) return null;
    const found = await getJson(`/studio/spoken.json?${new URLSearchParams({ voice: voice.ref })}`).catch(() => null);
    if (currentVoice()?.ref !== voice.ref) return 0;
    if (!found) return null;
    for (const { text } of found.clips) noteText(voice, text);
    shown = found.clips;
    older.hidden = !found.older;
    older.textContent = counted("speak_clips.older", found.older);
    draw();
    return null;
  });

  watchVoice(() => {
    shown = [];
    older.hidden = true;
    notice.replaceChildren();
    draw();
    refresh();
  });
  watchJobs((unfinished, ended) => {
    jobs = unfinished;
    if (ended) finish(ended);
    draw();
  });
  on("workspace", (workspace) => workspace === "speak" && refresh());

  /** Show what came of a job: its clip, whose sound goes on, or why there is none. */
  function finish(job) {
    const [slot] = job.state?.takes ?? [];
    const mine = job.voice.ref === currentVoice()?.ref;
    if (slot?.take && mine) {
      const clipOf = { take: slot.take, text: job.text };
      keep(clipOf, job.voice, rows.get(job.id)?.live);
      shown = [clipOf, ...shown.filter(({ take }) => take.id !== slot.take.id)];
    }
    if (mine) {
      const problem = job.state?.phase === "failed" ? job.state.error : null;
      notice.replaceChildren(...(problem ? [make("div", { class: "problem" }, ...problemNodes(problem))] : []));
      if (job.state?.phase === "cancelled") tell(t("speak_clips.stopped"));
    }
    if (!job.state) countLost();
    rows.delete(job.id);
    refresh();
  }

  /** Tell once of all texts that an answer does not know, whatever their voices. */
  function countLost() {
    lost += 1;
    if (lost > 1) return;
    queueMicrotask(() => {
      tell(counted("speak_clips.lost", lost));
      lost = 0;
    });
  }

  /** Move a clip to the bin, and out of the comparison; the page offers to undo both. */
  async function bin(spoken) {
    const { take } = spoken;
    const before = snapshot();
    const { problem } = await call("history.delete", { takes: [take.id], auditions: [] });
    if (problem) return tell(`${problem.what} ${problem.next_step}`);
    shown = shown.filter((other) => other.take.id !== take.id);
    const compared = forget([take.ref]).length > 0;
    draw();
    const undo = async () => {
      const answer = await call("history.restore", { takes: [take.id], auditions: [] });
      if (answer.problem) return tell(`${answer.problem.what} ${answer.problem.next_step}`);
      if (compared) restore(before);
      refresh();
    };
    tell(t("speak_clips.binned", { name: take.label }), { undo });
  }

  function draw() {
    const voice = currentVoice();
    const mine = jobs.filter((job) => job.voice.ref === voice?.ref).reverse();
    const nodes = [...mine.map(jobRow), ...shown.map((each) => keep(each, voice))];
    arrange(list, nodes);
    list.hidden = !nodes.length;
    empty.hidden = nodes.length > 0;
    empty.replaceChildren(make("strong", {}, t(voice ? "speak_clips.none" : "speak_voice.none")));
    setText(status, shown.length ? counted("speak_clips.count", shown.length) : "");
    all.hidden = shown.length < 2;
    emit("drawn");
  }

  function jobRow(job) {
    if (!rows.has(job.id)) rows.set(job.id, makeJobRow(job));
    rows.get(job.id).update(job);
    return rows.get(job.id).node;
  }

  function keep(spoken, voice, live = null) {
    const { id } = spoken.take;
    if (!rows.has(id)) rows.set(id, { node: clipRow(spoken, voice, live, () => bin(spoken)) });
    return rows.get(id).node;
  }
}

/** The row of a text that waits or is being spoken: `{ node, update, live }`. */
function makeJobRow(job) {
  const facts = make("span", { class: "facts", role: "status" });
  const progress = progressBar(t("speak_clips.progress"));
  progress.node.classList.add("thin");
  progress.node.hidden = false;
  const halt = button(t("speak_clips.stop"), () => stop(job), { "aria-label": t("speak_clips.stop_named", { text: beginning(job.text) }) });
  const head = make("span", { class: "pending", "aria-hidden": "true" });
  const node = make("li", { class: "take waiting", "aria-busy": "true" }, head, make("div", { class: "title" }, words(job.text), facts), make("div", { class: "tools" }, halt), progress.node);
  const row = { node: rowKeys(node, { Delete: () => stop(job) }), live: null, update };

  function update({ id, voice, state, left, hear }) {
    const [slot] = state?.takes ?? [];
    setText(facts, state ? jobText(state, slot, left) : t("speak.waiting"));
    progress.set(slot?.fraction ?? 0);
    if (!(slot?.sounded > 0) || row.live) return;
    row.live = liveClip(`/studio/live/${id}/0.pcm`, t("speak_clips.being_said", { name: voice.name }));
    node.firstChild.replaceWith(row.live.button);
    progress.bar.append(row.live.heard);
    rowKeys(node, {});
    if (hear) play(row.live);
  }

  return row;
}

function jobText({ phase, position }, slot, left) {
  if (phase === "queued") return position > 1 ? t("speak_clips.queued", { place: ordinal(position) }) : t("speak.waiting");
  const parts = [slot.repeated && t("speak_clips.repeated"), slot.sounded > 0 ? t("speak_clips.so_far", { length: seconds(slot.sounded) }) : readingText(slot.reading), left !== null && timeLeftText(left)];
  return parts.filter(Boolean).join(" · ");
}

/** The row of a finished clip: to play, compare, download, read again and put into the bin. */
function clipRow({ take, text }, voice, live, bin) {
  const { label } = take;
  const sound = clip(take.audio, label, live, text.slice(0, 400));
  const again = button(t("speak_clips.again"), () => say(voice, text, { seed: otherSeed() }), { title: t("speak_clips.again_about"), "aria-label": t("speak_clips.again_named", { name: label }) });
  const remove = button("✕", bin, { class: "small quiet icon", title: t("speak_clips.delete"), "aria-label": t("speak_clips.delete_named", { name: label }) });
  const told = [seconds(take.duration), take.incomplete && t("takes.stopped_early"), t("speak_clips.seed", { seed: take.seed })];
  const facts = make("span", { class: "facts" }, told.filter(Boolean).join(" · "));
  const title = make("div", { class: "title" }, words(text), facts);
  const node = make("li", { class: "take", "data-take": take.id }, sound.button, title, sound.wave, make("div", { class: "tools" }, ...compareButtons(take.ref, label), again, downloadLinks(take.ref, label), remove));
  return rowKeys(node, { Enter: () => toggle(sound), Delete: bin, Backspace: bin });
}

const beginning = (text) => (text.length > 60 ? `${text.slice(0, 60).replace(/\s+\S*$/, "")} …` : text);

const words = (text) => make("span", { class: "name words", title: text.slice(0, 400) }, text.slice(0, 400));
