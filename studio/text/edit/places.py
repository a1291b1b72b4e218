"""Where a description says something."""

from studio.text.description.lexicon import WORD, fold, lexicon
from studio.text.description.traits import Mention
from studio.text.edit.grammar import Grammar


def place_of(text: str, mention: Mention, grammar: Grammar) -> tuple[int, int]:
    """Return where the words of a mention start and end; in Chinese without the noun, and to the end of the word.

    The reader finds 声音低 in 声音低沉: what is exchanged there is 低沉.
    """
    start, end = mention.start, mention.start + len(mention.words)
    if grammar.language != "chinese":
        return start, end
    noun = next((noun for noun in grammar.nouns if mention.words.startswith(noun) and mention.words != noun), "")
    start += len(noun)
    known = lexicon(grammar.language)
    for at in range(start, end):
        words = tuple(fold(found[0]) for found in WORD.finditer(text, at, at + known.longest))
        size, entry = known.entry_at(words)
        if at + size > end and any(sense.dimension == mention.dimension for sense in entry.senses):
            return (start if at == start else at), at + size
    return start, end
