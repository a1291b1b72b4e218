// What this tab has asked for, and which version it shows; it survives a reload and is not shared with other tabs.

const STORED = "voice-studio-versions";
const MOST = 40; // auditions of this tab that may still run

const state = { own: [], current: "", ...read() };

/** The ids of the auditions that this tab asked for and that have not ended, the newest last. */
export const own = () => state.own;

/** The id of the version that is shown, or "". */
export const current = () => state.current;

export function setCurrent(id) {
  state.current = id;
  store();
}

export function addOwn(id) {
  state.own = [...state.own.filter((each) => each !== id), id].slice(-MOST);
  store();
}

export function removeOwn(id) {
  state.own = state.own.filter((each) => each !== id);
  store();
}

function store() {
  sessionStorage.setItem(STORED, JSON.stringify(state));
}

function read() {
  try {
    return JSON.parse(sessionStorage.getItem(STORED)) ?? {};
  } catch {
    return {};
  }
}
