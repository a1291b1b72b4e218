/** The sounds that the kernel sends of a widget's clips, unasked where they are short; its views share them. */

const stores = new Map(); // a widget's key → its sounds by the ids of clips

/** Receive sounds as long as the widget is there; returns what ends that. */
export function receiveSounds(model) {
  const key = model.get("_key");
  const sounds = new Map();
  const receive = (message, buffers) => {
    if (message.kind === "sounds") message.ids.forEach((id, place) => sounds.set(id, buffers[place]));
  };
  keepSounds(key, sounds);
  model.on("msg:custom", receive);
  return () => {
    stores.delete(key);
    model.off("msg:custom", receive);
  };
}

/** Keep sounds that were there from the beginning. */
export function keepSounds(key, sounds) {
  stores.set(key, sounds);
}

/** The bytes of a clip's sound, or undefined while they have not come. */
export function soundOf(model, id) {
  return stores.get(model.get("_key"))?.get(id);
}
