// Escape closes what is open: the thing that was opened last first.

const open = []; // functions that close, the last opened at the end

/** Register what Escape is to close. Returns a function that forgets it, for when it is closed otherwise. */
export function opened(close) {
  open.push(close);
  return () => forget(close);
}

function forget(close) {
  const at = open.lastIndexOf(close);
  if (at >= 0) open.splice(at, 1);
}

document.addEventListener("keydown", (event) => {
  if (event.key !== "Escape" || event.defaultPrevented || event.isComposing || !open.length) return;
  event.preventDefault();
  open.pop()();
});
