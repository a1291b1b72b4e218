// What changed between two texts, word by word.

import { make } from "./dom.js";

/** The words of `after` and of `before`: `[kind, text]`, where kind is "same", "added" or "removed", in reading order. */
export function wordDiff(before, after) {
  const [a, b] = [wordsOf(before), wordsOf(after)];
  const common = commonLengths(a, b);
  const parts = [];
  const push = (kind, word) => (parts.at(-1)?.[0] === kind ? (parts.at(-1)[1] += ` ${word}`) : parts.push([kind, word]));
  let [i, j] = [0, 0];
  while (i < a.length || j < b.length) {
    if (i < a.length && j < b.length && a[i] === b[j]) {
      push("same", b[j]);
      i += 1;
      j += 1;
    } else if (i < a.length && (j === b.length || common[i + 1][j] >= common[i][j + 1])) push("removed", a[i++]);
    else push("added", b[j++]);
  }
  return parts;
}

/** A paragraph that shows `after`, with what it has more or less than `before`. */
export function diffNode(before, after) {
  return changesNode(wordDiff(before, after));
}

/** A paragraph that shows changes, `[kind, text]` each. */
export function changesNode(changes, tag = "p") {
  const tags = { same: "span", added: "ins", removed: "del" };
  return make(tag, { class: "word-diff" }, ...changes.flatMap(([kind, text]) => [make(tags[kind], {}, text), " "]));
}

/** Whole words; text without spaces, as in Chinese, character by character. */
function wordsOf(text) {
  return text.match(/[\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]|[^\s\u2e80-\u9fff\uac00-\ud7af\uff00-\uffef]+/gu) ?? [];
}

/** How many words the rests of both have in common, in order (longest common subsequence). */
function commonLengths(a, b) {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      lengths[i][j] = a[i] === b[j] ? lengths[i + 1][j + 1] + 1 : Math.max(lengths[i + 1][j], lengths[i][j + 1]);
    }
  }
  return lengths;
}
