// The page's texts in the language that the browser asks for; `studio/ui/words` has the tables.

import { TABLES } from "../../words.js";

const [DEFAULT] = Object.keys(TABLES);

export const language = navigator.languages.map((name) => name.slice(0, 2).toLowerCase()).find((name) => name in TABLES) ?? DEFAULT;
document.documentElement.lang = language;

/** A text by its key; `values` fill its "{name}". A key that is in no table is a mistake of the page: it is shown. */
export function t(key, values = {}) {
  const text = TABLES[language][key] ?? TABLES[DEFAULT][key] ?? key;
  return text.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
}

/** A text with a number: "KEY.one" or "KEY.other", which contain "{n}". */
export function counted(key, n, values = {}) {
  const form = new Intl.PluralRules(language).select(n) === "one" ? "one" : "other";
  return t(`${key}.${form}`, { n: n.toLocaleString(language), ...values });
}

/** A text that begins with a number as Python writes it, "1,234.5", with the number as the language writes it. */
export function figure(text) {
  if (language === DEFAULT) return text;
  return text.replace(/\d[\d,]*(?:\.(\d+))?/, (number, digits = "") => decimal(Number(number.replaceAll(",", "")), digits.length));
}

/** An answer of Python, whose sentences are English, with them in the page's language. */
export async function translated(answer) {
  return language === DEFAULT ? answer : (await import("./sentences.js")).translate(answer);
}

/** One sentence of Python in the page's language. */
export const inPageLanguage = async (what) => (await translated({ what })).what;

/** A probability: "p = 0.012", "p < 0.001". */
export function probability(p) {
  return p < 0.0005 ? `p < ${decimal(0.001, 3)}` : `p = ${decimal(p, 3)}`;
}

/** A number with as many decimals, as the language writes it. */
export function decimal(value, digits) {
  return value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
