"""A description as the rules see it."""

from dataclasses import dataclass
from functools import cache, cached_property

from studio.text.description import Traits
from studio.text.description.lexicon import lexicon
from studio.text.lint.note import Fix, Note, Spans
from studio.text.lint.sentences import sentence
from studio.text.phrase_search import Word, words_of

#: Characters. Edits read a description many times over, and notes follow each key in 50 ms.
LONGEST_TO_EDIT = 250


@dataclass(frozen=True)
class Draft:
    """A description, what was read in it, and the language that people read notes in ("english" or "french")."""

    description: str
    traits: Traits
    people: str = "english"

    @cached_property
    def words(self) -> tuple[Word, ...]:
        """The words of the description."""
        return words_of(self.description)

    @property
    def small_words(self) -> frozenset[str]:
        """Folded words that say nothing about a voice: articles, prepositions, degrees."""
        return _small_words(self.language)

    @property
    def language(self) -> str:
        """The description's language if the vocabulary has it, else "english"."""
        return self.traits.language if self.traits.language in ("french", "chinese") else "english"

    def note(
        self, rule: str, spans: Spans = (), fixed: str | None = None, *, key: str = "why", **values: object
    ) -> Note:
        """Return a note of a rule, with its sentences, and a fix where `fixed` is the description after one."""
        fixes = () if fixed is None else (self.fix(rule, fixed, **values),)
        return Note(rule, sentence(rule, key, self.people, **values), spans, fixes)

    def fix(self, rule: str, fixed: str, key: str = "fix", /, **values: object) -> Fix:
        """Return a fix of a rule; `fixed` is the description after it."""
        return Fix(sentence(rule, key, self.people, **values), fixed)


@cache
def _small_words(language: str) -> frozenset[str]:
    known = lexicon(language).entries.items()
    tags = {
        "function",
        "filler",
        "determiner",
        "is",
        "and",
        "or",
        "but",
        "other",
        "simile",
        "pronoun",
        "possessive",
        "of",
    }
    return frozenset(
        phrase[0] for phrase, entry in known if len(phrase) == 1 and (entry.tags & tags or entry.scale is not None)
    )
