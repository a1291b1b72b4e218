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

/** A number with as many decimals, as the language writes it. */
export function decimal(value, digits) {
  return value.toLocaleString(language, { minimumFractionDigits: digits, maximumFractionDigits: digits });
}
