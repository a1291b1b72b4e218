// The page's only polling loop: one timer and one listener for all that is asked of the studio again and again.

export const AWAY = 1500; // milliseconds until the studio is asked again after it did not answer
const HIDDEN = 3000; // milliseconds between two requests of a page that nobody looks at, at least

const tasks = new Set();
let timer = 0;

/**
 * Run `step` at once, and again after the milliseconds it resolves to; with null, not before the page is shown again
 * or the returned function is called. `signal` ends it.
 */
export function poll(step, signal) {
  const task = { step, due: 0, busy: false, again: false };
  tasks.add(task);
  signal?.addEventListener("abort", () => tasks.delete(task));
  runDue();
  return () => {
    task.due = 0;
    task.again = task.busy;
    runDue();
  };
}

function runDue() {
  clearTimeout(timer);
  const now = performance.now();
  for (const task of tasks) if (!task.busy && task.due <= now) run(task);
  const next = Math.min(...[...tasks].filter(({ busy }) => !busy).map(({ due }) => due));
  if (next < Infinity) timer = setTimeout(runDue, Math.max(0, next - now));
}

async function run(task) {
  task.busy = true;
  task.again = false;
  let pause = null;
  try {
    pause = await task.step();
  } finally {
    task.busy = false;
    task.due = task.again ? 0 : pause === null ? Infinity : performance.now() + (document.hidden ? Math.max(pause, HIDDEN) : pause);
    runDue();
  }
}

document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  for (const task of tasks) task.due = 0;
  runDue();
});
