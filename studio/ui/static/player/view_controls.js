/** What is drawn: the spectrogram's scale, colours and range, and what lies over the pictures. */

import { MAPS } from "./colour.js";
import { choice, toggleButton } from "./elements.js";
import { RANGES } from "./settings.js";

/**
 * Make the controls: `{ elements, difference, show(settings, difference, comparable) }`.
 *
 * `acts` are set(changes) and difference(); `demand` is whether views can be requested (`ask` of the player).
 */
export function viewControls(text, settings, demand, acts) {
  const scales = ["mel", "linear"].map((scale) => [scale, text(scale)]);
  const scale = choice(text("axis"), scales, settings.scale, (chosen) => acts.set({ scale: chosen }));
  const maps = Object.keys(MAPS).map((map) => [map, text(map)]);
  const map = choice(text("colours"), maps, settings.map, (chosen) => acts.set({ map: chosen }));
  const ranges = RANGES.map((range) => [range, text("decibels", { number: range })]);
  const range = choice(text("range"), ranges, settings.range, (chosen) => acts.set({ range: Number(chosen) }));
  const toggle = (name, setting) =>
    toggleButton(text(name), text(`${name}_title`), () => acts.set({ [setting]: !settings[setting] }));
  const pitch = toggle("f0", "pitch");
  const energy = toggle("energy", "energy");
  const syllables = toggle("syllables", "syllables");
  const difference = toggleButton(text("difference"), text("difference_title"), acts.difference, "difference");
  for (const part of [scale, pitch, syllables, difference]) part.hidden = !demand;
  const show = (shown, comparable) => {
    const pressed = [[pitch, settings.pitch], [energy, settings.energy], [syllables, settings.syllables], [difference, shown]];
    for (const [button, on] of pressed) button.setAttribute("aria-pressed", String(on));
    difference.disabled = !comparable;
  };
  return { elements: [scale, map, range, pitch, energy, syllables], difference, show };
}
