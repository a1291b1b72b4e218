"""Rules about the language and the length of a description."""

import re
from collections.abc import Iterator
from functools import lru_cache

from studio.domain.limits import MAX_DESCRIPTION
from studio.text.description import DIMENSIONS, Traits
from studio.text.description.character_and_use import character_and_use
from studio.text.description.traits import PLAIN
from studio.text.edit import add
from studio.text.lint.draft import Draft
from studio.text.lint.note import Note
from studio.text.lint.other_languages import recognised
from studio.text.lint.removal import sentences
from studio.text.vocabulary import vocabulary
from studio.text.vocabulary.nearest_term import term_of

ENOUGH = 500  # characters: one to three dense sentences; the model's guide asks for concise descriptions
_CLAUSE_END = re.compile(r"[,;:，；：、]|\s")


def other_language(draft: Draft) -> Iterator[Note]:
    """Find a description in neither English nor Chinese."""
    language = draft.traits.language
    if language in ("", "english", "chinese"):
        return
    whole = ((0, len(draft.description)),)
    read = language == "french"
    terms = _terms(draft) if read else recognised(draft.description, language)
    yield draft.note("language", whole, _in_english(terms) or None, key="french" if read else "why")


def _terms(draft: Draft) -> tuple[str, ...]:
    """Return a term for each dimension that was read in a description; of accents, which the model ignores, none."""
    named = {one.dimension: one.term for one in reversed(character_and_use(draft.words, draft.traits.language))}
    said = {one.dimension: one.term for one in reversed(draft.traits.unmeasured) if one.value and one.term}
    found = {**named, **said, **_measured(draft.traits)}
    ignored = {each.name for each in vocabulary().dimensions if each.ignored}
    return tuple(found[each.name] for each in vocabulary().dimensions if each.name in found.keys() - ignored)


def _measured(traits: Traits) -> dict[str, str]:
    """Return the terms of values; of what words only suggest, that is who speaks: "elle", "grand-mère"."""
    said = {one.dimension for one in traits.mentions if one.weight >= PLAIN or one.dimension in ("gender", "age")}
    dimensions = [each for each in vocabulary().dimensions if each.name in said]
    terms = (term_of(each, getattr(traits, each.name)) for each in dimensions if each.name in DIMENSIONS)
    return {term.dimension: term.id for term in terms if term}


@lru_cache(maxsize=64)
def _in_english(terms: tuple[str, ...]) -> str:
    """Return a description in English that says these terms; "" without any."""
    description = ""
    for term in terms:
        description = add(description, term, "english").description
    return description


def length(draft: Draft) -> Iterator[Note]:
    """Find a description that is longer than it needs to be, or than is allowed."""
    size = len(draft.description)
    if size > MAX_DESCRIPTION:
        shorter = _beginning(draft.description, MAX_DESCRIPTION)
        yield draft.note("too-long", ((MAX_DESCRIPTION, size),), shorter, size=size, most=MAX_DESCRIPTION)
    elif size > ENOUGH:
        shorter = _beginning(draft.description, ENOUGH)
        yield draft.note("length", ((ENOUGH, size),), shorter, size=size, enough=ENOUGH)


def _beginning(description: str, most: int) -> str:
    """Return the sentences that fit into so many characters; of one that does not, what stands before a comma."""
    whole = [end for _, end in sentences(description) if end <= most]
    if whole:
        return description[: whole[-1]]
    ends = [match.start() for match in _CLAUSE_END.finditer(description, 0, most)]
    commas = [end for end in ends if not description[end].isspace()]
    return description[: (commas or ends or [most])[-1]].rstrip()
