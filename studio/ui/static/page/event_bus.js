// Events between the parts of the page:
//   "comparison"   what is compared has changed
//   "keep"         a take (detail) is to be saved as a preset; "saved": it was (detail: its id)
//   "write"        a voice was chosen to speak: the text is what comes next
//   "follow"       the list of takes is to show an audition (detail: its id); "asked": it shows what this tab asked for
//   "generated"    the editor's request has become an audition (detail: its id)
//   "ended"        the takes of an audition are finished, or it was stopped (detail: its id)
//   "inspect"      a take (detail: { take, audition, open }) has the focus; "version": a version was opened (detail)
//   "reopen"       the list of takes is to open an earlier version (detail: its audition's id)
//   "edited"       the editor's fields are those of another version (detail: its id, or "" for a new voice)
//   "deciding"     a decision about a take is being sent; "decided" and "undecided": what came of it
//   "queue-place"  the place in the queue of what this tab asked for (detail), 0 when it does not wait
//   "models"       open the list of models; "use-model": use one (detail); "downloading", "model-ready": their state
//   "trial", "blind-result"  a blind test shows a trial (detail: the test's id), or a result
//   "library-changed"  versions (detail: the ids of their auditions) or takes of them were added, went to the bin, or came back
//   "history-focus", "history-open"  a row of the history got the focus, or a click
//   "drawn"        cards were added to the page

const SHARED = ["library-changed"]; // what the other tabs of the browser are told, too
const bus = new EventTarget();
const tabs = new BroadcastChannel("voice-studio-events");
tabs.addEventListener("message", ({ data: { name, detail } }) => dispatch(name, detail));

export function emit(name, detail) {
  dispatch(name, detail);
  if (SHARED.includes(name)) tabs.postMessage({ name, detail });
}

function dispatch(name, detail) {
  bus.dispatchEvent(new CustomEvent(name, { detail }));
}

export function on(name, listener) {
  bus.addEventListener(name, (event) => listener(event.detail));
}
