"""Where a description says something."""

import re

from studio.text.description.lexicon import WORD, fold, lexicon
from studio.text.description.traits import Mention
from studio.text.edit.grammar import Grammar

_COMPOUND_BEFORE = re.compile(r"(?:\w+-)*$")
_COMPOUND_AFTER = re.compile(r"(?:-\w+)*(?: d['’]années)?")


def place_of(text: str, mention: Mention, grammar: Grammar) -> tuple[int, int]:
    """Return where the words of a mention start and end; in Chinese without the noun.

    What is written as one word goes as one: "mid-to-high". Of 声音低沉 the reader finds 声音低; exchanged is 低沉.
    """
    start, end = mention.start, mention.start + len(mention.words)
    if grammar.language != "chinese":
        return start - len(_COMPOUND_BEFORE.search(text[:start])[0]), end + len(_COMPOUND_AFTER.match(text[end:])[0])  # type: ignore[index]
    noun = next((noun for noun in grammar.nouns if mention.words.startswith(noun) and mention.words != noun), "")
    start += len(noun)
    known = lexicon(grammar.language)
    for at in range(start, end):
        words = tuple(fold(found[0]) for found in WORD.finditer(text, at, at + max(known.longest.values())))
        size, entry = known.entry_at(words)
        if at + size > end and any(sense.dimension == mention.dimension for sense in entry.senses):
            return (start if at == start else at), at + size
    return start, end
