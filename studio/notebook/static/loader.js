// What each widget has as its module: the drawing is in one shared module, which the model `_library` holds once.

// Without a kernel the still picture stays: it plays, and the widget would not.
const NOBODY = { initialize() {}, render() {} };
const OPENED = Symbol.for("voice-studio widgets");

async function library(model) {
  const { widget_manager: manager } = model;
  const shared = await manager.get_model(model.get("_library").replace("IPY_MODEL_", ""));
  if (shared.comm_live === false) return NOBODY; // a saved notebook with the state of its widgets, and no kernel
  const opened = (globalThis[OPENED] ??= new Map());
  const version = shared.get("version");
  if (!opened.has(version)) opened.set(version, open(shared.get("source")));
  return opened.get(version);
}

async function open(source) {
  const packed = Uint8Array.from(atob(source), (character) => character.charCodeAt(0));
  const text = new Blob([packed]).stream().pipeThrough(new DecompressionStream("gzip"));
  const script = new Blob([await new Response(text).text()], { type: "text/javascript" });
  const address = URL.createObjectURL(script);
  try {
    return await import(/* @vite-ignore */ address);
  } finally {
    URL.revokeObjectURL(address);
  }
}

export default {
  async initialize({ model }) {
    return (await library(model)).initialize(model);
  },
  async render({ model, el }) {
    return (await library(model)).render(model, el);
  },
};
