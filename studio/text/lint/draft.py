"""A description as the rules see it."""

from dataclasses import dataclass
from functools import cached_property

from studio.text.description import Traits
from studio.text.lint.note import Fix, Note, Spans
from studio.text.lint.sentences import sentence
from studio.text.phrase_search import Word, words_of


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
    def language(self) -> str:
        """The description's language if the vocabulary has it, else "english"."""
        return self.traits.language if self.traits.language in ("french", "chinese") else "english"

    def note(
        self, rule: str, spans: Spans = (), fixed: str | None = None, *, key: str = "why", **values: object
    ) -> Note:
        """Return a note of a rule, with its sentences, and a fix where `fixed` is the description after one."""
        fix = Fix(sentence(rule, "fix", self.people, **values), fixed) if fixed is not None else None
        return Note(rule, sentence(rule, key, self.people, **values), spans, fix)
