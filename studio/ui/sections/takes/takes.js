// The versions and their takes, while they are made and afterwards, the newest version first.

import { call, callAsTab } from "../../static/page/actions.js";
import { offer } from "../../static/page/comparison.js";
import { button, getJson, make, progressBar } from "../../static/page/dom.js";
import { emit, on } from "../../static/page/event_bus.js";
import { poll } from "../../static/page/polling.js";
import { problemNodes } from "../../static/page/problems.js";
import { keyHint } from "../../static/page/ratings.js";
import { roving } from "../../static/page/roving.js";
import { tabId } from "../../static/page/tab.js";
import { tell } from "../../static/page/toast.js";
import { t, translated } from "../../static/page/words.js";
import { starred } from "../starred/starred.js";
import { editedVersion } from "../design/editor_state.js";
import { enterComparison } from "./enter_comparison.js";
import { hearAtOnce } from "./hear_at_once.js";
import { latestLines } from "./latest_lines.js";
import { addOwn, current, own, removeOwn, setCurrent } from "./tab_session.js";
import { nameOf, partOf, statusText, versionGroup } from "./version_group.js";
import { fetchVersion, known, learn, loadOlder, newestEnded } from "./version_store.js";

/** Yield how the auditions are, at once and after each change. To a page that nobody looks at once, so that it holds no connection. */
async function* newsOf(query, signal) {
  const once = document.hidden;
  const answer = await fetch(`/studio/auditions.${once ? "json" : "ndjson"}?${query}`, { cache: "no-store", signal });
  if (!answer.ok) throw new Error(String(answer.status));
  yield* once ? [await answer.json()] : latestLines(answer);
}

export function mount(element, { props, watch }) {
  const status = make("span", { class: "status", role: "status" });
  const progress = progressBar(t("takes.progress"));
  const notice = make("div", { class: "problem", role: "alert", hidden: true });
  const warning = make("p", { class: "hint", id: "takes-warning", "aria-live": "polite", hidden: true });
  const list = make("div", { class: "versions" });
  const more = make("div", { class: "more-versions" });
  const empty = make("div", { class: "empty", hidden: true }, make("strong", {}, t("takes.empty")), make("p", {}, t("takes.empty_about")));
  const scroller = make("div", { class: "versions-scroller" }, list, more, empty);
  const favourites = starred([scroller]);
  const atOnce = hearAtOnce();
  const heading = make("header", { class: "section-head" }, make("h2", {}, t("takes.heading")), status, atOnce.label, favourites.button);
  const panel = make("section", { class: "takes-panel", "aria-label": t("takes.heading") }, heading, progress.node, notice, warning, scroller, favourites.list, keyHint());
  element.append(panel);
  roving(list, { itemSelector: ".version-fold, li.take" });

  const groups = new Map(); // an audition's id → its group
  let elsewhere = new Set(); // the ids of auditions that other tabs run
  let waiting = null; // aborts the request for news
  let toOpen = ""; // what was asked for while nothing ran, until the studio tells of it
  let answered = null; // the number of the last answer of Python
  let cutOff = false; // whether the studio ended while it made takes for this tab

  const acts = {
    opened: (group) => emit("version", group.version),
    async stop(group) {
      const queued = group.audition()?.phase === "queued";
      await call("takes.stop", { id: group.id });
      group.focus();
      if (queued) tell(t("takes.cancelled", { version: nameOf(group.version) }), { undo: () => acts.retry(group) });
    },
    async retry(group) {
      const { id, problem } = await callAsTab("takes.retry", { id: group.id });
      if (id) return follow(id);
      notice.replaceChildren(...problemNodes(problem));
      notice.hidden = false;
    },
  };

  /** The group of a version; a new one takes its place in the list, which the newest version leads. */
  function groupOf(version) {
    if (!groups.has(version.id)) {
      const group = versionGroup(learn(version), acts);
      const all = known();
      const older = all.slice(all.findIndex(({ id }) => id === version.id)).find(({ id }) => groups.has(id));
      list.insertBefore(group.node, groups.get(older?.id)?.node ?? null); // the others stay, so that they are not drawn again
      groups.set(version.id, group);
      empty.hidden = true;
    }
    return groups.get(version.id);
  }

  function remove(id) {
    const group = groups.get(id);
    if (!group) return;
    const focused = group.node.contains(document.activeElement);
    group.node.remove();
    groups.delete(id);
    if (focused) list.querySelector(".version-fold")?.focus();
  }

  /**
   * Show a version's takes as those that this tab works with; the one before folds, unless somebody is in it. On a phone,
   * where the page scrolls and not the list, a page that opens stays at its top.
   */
  async function turnTo(id, opens = false) {
    const before = groups.get(current());
    setCurrent(id);
    const group = groups.get(id);
    if (before && before !== group && !before.node.contains(document.activeElement)) before.fold();
    await group?.open();
    if (current() !== id || !group) return;
    describe();
    if (!opens || scroller.scrollHeight > scroller.clientHeight) group.node.scrollIntoView({ block: "nearest" });
    emit("version", group.version);
    if (group.audition()?.over) finished(group);
  }

  // ---- what runs ----

  const ask = poll(async () => {
    const asked = own();
    const query = new URLSearchParams(asked.map((id) => ["id", id]));
    waiting = new AbortController();
    try {
      for await (const news of newsOf(query, waiting.signal)) {
        if (own().join() !== asked.join()) return 0;
        show(await translated(news), asked);
      }
      return own().length || elsewhere.size ? 0 : null;
    } catch {
      return waiting.signal.aborted ? 0 : 1000;
    } finally {
      waiting.abort(); // the studio may have more to tell
    }
  });

  document.addEventListener("visibilitychange", () => document.hidden && own().length && askNow());

  function askNow() {
    waiting?.abort();
    ask();
  }

  function show({ auditions, others }, asked) {
    const there = new Map(auditions.map((audition) => [audition.id, audition]));
    for (const id of asked) if (!there.has(id)) lose(id);
    for (const audition of [...auditions].sort((a, b) => asked.indexOf(a.id) - asked.indexOf(b.id))) showOwn(audition);
    const gone = [...elsewhere].filter((id) => !others.some((other) => other.id === id));
    elsewhere = new Set(others.map((other) => other.id));
    for (const other of others) groupOf(summaryOf(other)).update(other);
    gone.forEach(refresh);
    describe();
  }

  function showOwn(audition) {
    const group = groupOf(summaryOf(audition));
    const earlier = group.audition();
    if (earlier && !earlier.over && audition.takes.length < earlier.takes.length) cutOff = true;
    group.update(audition);
    const leading = own().map((id) => groups.get(id)?.audition()).find((each) => each && !each.over && each.phase !== "queued");
    const begins = audition.phase !== "queued" && earlier?.phase === "queued";
    const hasTurn = audition.over ? audition.phase === "done" : leading?.id === audition.id; // a short one may be over already
    if (audition.id === toOpen || (begins && hasTurn && current() !== audition.id)) {
      toOpen = "";
      turnTo(audition.id);
    }
    atOnce.offer(audition.id, group.rows());
    if (!audition.over) return;
    removeOwn(audition.id);
    enterComparison(group);
    emit("ended", audition.id);
  }

  /** The studio knows nothing of an audition that this tab asked for: it ended before a take was finished. */
  function lose(id) {
    removeOwn(id);
    cutOff = true;
    remove(id);
    if (current() === id) turnTo(known().find((each) => groups.has(each.id))?.id ?? "");
  }

  /** An audition of another tab has ended: what it made is a version like any other. */
  async function refresh(id) {
    const group = groups.get(id);
    const answer = await fetch(`/studio/audition.json?${new URLSearchParams({ id })}`).catch(() => null);
    const audition = answer?.ok ? await translated(await answer.json()) : null;
    if (audition?.takes.length) group?.update(audition);
    else if (answer) remove(id);
  }

  /** Show a version that came from the bin or was duplicated; not one that is in the bin, nor what a saved voice spoke. */
  async function addStored(id) {
    const audition = await getJson(`/studio/audition.json?${new URLSearchParams({ id })}`).catch(() => null);
    const version = audition?.takes.some(({ take }) => take && !take.voice) && (await fetchVersion(id));
    if (version) groupOf(version);
  }

  function finished(group) {
    if (group.id === current() && !own().length) offer(group.references());
  }

  /** The audition that the line above the list is about: what this tab runs or waits for, else what it shows. */
  function leading() {
    const mine = own().map((id) => groups.get(id)?.audition()).filter((each) => each && !each.over);
    return mine.find(({ phase }) => phase !== "queued") ?? mine[0] ?? groups.get(current())?.audition() ?? null;
  }

  function describe() {
    const audition = leading();
    const running = Boolean(audition && !audition.over);
    const text = audition ? statusText(audition) : "";
    if (status.textContent !== text) status.textContent = text;
    progress.set(audition ? partOf(audition.takes) : 0);
    progress.node.hidden = !running;
    panel.setAttribute("aria-busy", running);
    const place = own().map((id) => groups.get(id)?.audition()).find((each) => each?.phase === "queued")?.position ?? 0;
    emit("queue-place", place);
    document.getElementById("design-editor").dataset.working = own().length ? "own" : "no";
    tellRunning(running ? audition.id : "");
    const error = audition?.phase === "failed" ? audition.error : cutOff ? { what: t("takes.cut_off"), next_step: t("takes.cut_off_step") } : null;
    notice.hidden = !error;
    notice.replaceChildren(...(error ? problemNodes(error) : []));
    const warned = groups.get(current())?.audition()?.warning ?? "";
    if (warning.textContent !== warned) warning.textContent = warned;
    warning.hidden = !warned;
    empty.hidden = groups.size > 0;
  }

  /** Python is told which tab this is, what its Stop stops, and which version the editor's fields are of. */
  function tellRunning(id = props.value?.running ?? "") {
    const told = { running: id, client: tabId, parent: editedVersion() };
    if (Object.entries(told).some(([name, value]) => props.value?.[name] !== value)) props.value = told;
  }

  /** Show an audition that this tab has asked for: at once, or when its turn comes where another one runs. */
  function follow(id) {
    cutOff = false;
    if (!own().length) toOpen = id;
    addOwn(id);
    atOnce.expect(id);
    emit("asked", id);
    askNow();
  }

  on("edited", () => tellRunning());
  on("follow", follow);
  on("library-changed", (ids) => ids.forEach((id) => (groups.has(id) ? refresh(id) : addStored(id))));
  on("reopen", async (id) => {
    const version = await fetchVersion(id);
    if (!version) return tell(t("takes.gone"));
    groupOf(version);
    await turnTo(id);
    groups.get(id).focus();
  });
  watch("value", () => {
    const { number, follow: id, client } = props.value ?? {};
    if (!id || client !== tabId || number === answered) return;
    answered = number;
    tellRunning("");
    emit("generated", id);
    follow(id);
  });

  // ---- earlier versions ----

  async function showOlder() {
    await loadOlder().catch(() => []);
    known().forEach(groupOf);
    empty.hidden = groups.size > 0;
  }

  async function begin() {
    const newest = await newestEnded().catch(() => null);
    known().forEach(groupOf);
    const shown = current() && (await fetchVersion(current()));
    if (shown) groupOf(shown);
    const first = shown || (own().length ? null : newest);
    if (first) await turnTo(first.id, true);
    describe();
    new IntersectionObserver(([seen]) => seen.isIntersecting && showOlder(), { root: scroller, rootMargin: "400px" }).observe(more);
  }

  tellRunning("");
  begin();
}

/** What an audition's group needs of it, as `version_store.js` keeps it. */
function summaryOf(audition) {
  const { id, version, description, text } = audition;
  return { id, version, description, text, takes: audition.takes.length };
}
