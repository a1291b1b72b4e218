"""What a description says: as the reader finds it, and by the words of the vocabulary where the reader knows none."""

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache

from studio.text.description.lexicon import fold, lexicon
from studio.text.description.phrases import Span, spans_of
from studio.text.description.reader import read_traits
from studio.text.description.traits import DIMENSIONS, PLAIN, UNMEASURED, Mention, Traits
from studio.text.phrase_search import PhraseTable, find_phrases, phrase_table, words_of
from studio.text.vocabulary import Value, vocabulary

_READ = frozenset(DIMENSIONS + UNMEASURED)  # "character" and "use" are known to the vocabulary alone


@dataclass(frozen=True)
class Understood:
    """A description as it is read.

    Parameters
    ----------
    text : str
        The description.
    language : str
        The language that it is edited in.
    traits : Traits
        What is read in it.
    spans : tuple of Span
        Its phrases.
    """

    text: str
    language: str
    traits: Traits
    spans: tuple[Span, ...]

    def value(self, dimension: str) -> Value | None:
        """Return the value of a dimension; None where it is not said, or has no values."""
        value: Value | None = getattr(self.traits, dimension) if dimension in DIMENSIONS else None
        return value

    def said(self, dimension: str) -> tuple[Mention, ...]:
        """Return the mentions of a dimension."""
        if dimension in _READ:
            return tuple(self._with_repeated_degree(mention) for mention in self.traits.said(dimension))
        found = find_phrases(words_of(self.text), _phrases(dimension, self.language))
        return tuple(Mention(dimension, 1.0, self.text[each.start : each.end], each.start) for each in found)

    def _with_repeated_degree(self, mention: Mention) -> Mention:
        """Return a mention with all of "very, very slowly", of which the reader counts one "very"."""
        degree, _, rest = mention.words.partition(" ")
        if not rest or lexicon(self.language).entry_at((fold(degree),))[1].scale is None:
            return mention
        repeated = re.search(rf"(?:\b{re.escape(degree)}\b[,\s]+)+$", self.text[: mention.start], re.IGNORECASE)
        start = repeated.start() if repeated else mention.start
        return replace(mention, start=start, words=self.text[start : mention.start] + mention.words)

    def plain(self, dimension: str) -> tuple[Mention, ...]:
        """Return the mentions that say it plainly: neither suggest it nor name a person, such as "a narrator"."""
        people = {span.start for span in self.spans if span.person and dimension not in _READ}
        said = self.said(dimension)
        return tuple(mention for mention in said if mention.weight >= PLAIN and mention.start not in people)

    def stated(self, dimension: str) -> tuple[Mention, ...]:
        """Return what is exchanged where something else is to be said; of who speaks, also what only suggests it."""
        return self.plain(dimension) or (self.said(dimension) if dimension in ("gender", "age") else ())

    def hinted_at(self, mention: Mention) -> set[str]:
        """Return the dimensions in which the words of a mention only suggest something."""
        start, end = mention.start, mention.start + len(mention.words)
        return {each.dimension for each in self.traits.mentions if each.weight < PLAIN and start <= each.start < end}


@lru_cache(maxsize=256)
def understand(text: str, language: str) -> Understood:
    """Read a description that is edited in a language."""
    return Understood(text, language, read_traits(text), tuple(spans_of(text, lexicon(language))))


def terms_in(words: str, dimension: str, language: str) -> set[str]:
    """Return the ids of the terms of a dimension whose words stand in a text."""
    return {each.key for each in find_phrases(words_of(words), _phrases(dimension, language))}


@cache
def _phrases(dimension: str, language: str) -> PhraseTable[str]:
    """Return the phrases of a dimension, and the term that each says."""
    terms = reversed(vocabulary().dimension(dimension).terms)
    return phrase_table({term.id: term.words.get(language, ()) for term in terms})
