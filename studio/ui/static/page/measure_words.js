// Measurements and differences in the page's language; the studio sends their names, numbers and English units.

import { figure, t } from "./words.js";

/** An answer of `measure.json` with its labels, units and differences in words. */
export function inWords({ basis, methods, clips }) {
  return {
    basis: t(`measures.basis_${basis.includes("sketch") ? "sketch" : "takes"}`),
    methods: methods.map((method) => ({ ...method, label: t(`measures.${method.name}`), unit: unitOf(method.unit) })),
    clips: clips.map(withDifferences),
  };
}

function withDifferences(clip) {
  const differences = Object.fromEntries(Object.entries(clip.differences).map(([name, each]) => [name, { ...each, ...wordsOf(name, each) }]));
  const shown = Object.fromEntries(Object.entries(clip.shown).map(([name, text]) => [name, figure(text)]));
  return { ...clip, shown, differences, differs: clip.told.map((name) => differences[name].words).join(", ") };
}

/** A difference as "+3.2 semitones" and "higher by 3.2 semitones". */
export function wordsOf(name, { by, shown, unit }) {
  if (!shown) return { words: "" };
  const number = figure(shown.split(" ")[0]);
  const amount = `${number.slice(1)} ${unitOf(unit)}`;
  return { shown: `${number} ${unitOf(unit)}`, words: t("measures.by", { direction: t(`measures.${name}_${by > 0 ? "more" : "less"}`), amount }) };
}

/** A unit that is a word; symbols are the same in every language. */
export function unitOf(unit) {
  const key = `measures.unit_${unit.replace("/", "_a_")}`;
  const word = t(key);
  return word === key ? unit : word;
}
