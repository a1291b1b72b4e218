"""The starter description that comes nearest to what somebody wrote, for notes that no change of its words answers."""

from functools import cache

from studio.text.description import Traits
from studio.text.description.language import language_of
from studio.text.description.lexicon import LEXICONS
from studio.text.starters import Starter, starter_descriptions
from studio.text.vocabulary import vocabulary
from studio.text.vocabulary.nearest_term import term_of


def nearest_example(traits: Traits) -> str:
    """Return the starter that says most of what a description says, in its language where there is one.

    Of a description in a language that is not read, the starter is one that speaks it, in English.
    """
    written = traits.language if traits.language in LEXICONS else LEXICONS[0]
    said = frozenset(filter(None, (_term(traits, name) for name in ("gender", "age", "pitch", "pace", "brightness"))))
    candidates = _written_in(written)
    return max(candidates, key=lambda one: (len(said & set(one.says)), one.language == traits.language)).description


def _term(traits: Traits, dimension: str) -> str:
    value = getattr(traits, dimension)
    term = None if value is None else term_of(vocabulary().dimension(dimension), value)
    return term.id if term else ""


@cache
def _written_in(language: str) -> tuple[Starter, ...]:
    return tuple(one for one in starter_descriptions() if language_of(one.description) == language)
