"""What a description says in each dimension, with the words that say it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.text.description import DIMENSIONS, Mention, Traits
from studio.text.description.character_and_use import NamedTerm, character_and_use
from studio.text.description.traits import HINT
from studio.text.phrase_search import Word
from studio.text.vocabulary import Dimension, Value, vocabulary
from studio.text.vocabulary.nearest_term import term_of

_AGES = {"english": "about {age:.0f} years", "french": "environ {age:.0f} ans"}


@dataclass(frozen=True)
class Understood:
    """What was understood of one dimension.

    Parameters
    ----------
    dimension : str
        Its name in the vocabulary.
    label : str
        Its name for people.
    value : str, float or bool, optional
        As in `Traits`; for a dimension that is not measured 1.0, or 0.0 where the words deny it. None where the
        description does not say it.
    term : str, optional
        The nearest term of the vocabulary.
    spans : tuple of (int, int)
        The words that say it, in the order of the text: indexes of the first character and of the one after the last.
    says : str
        The value for people: "low", "about 65 years"; "" where it is not said.
    suggested : bool
        Whether the words only suggest it, as "calm" suggests a slow pace.
    """

    dimension: str
    label: str
    value: Value | None = None
    term: str | None = None
    spans: tuple[tuple[int, int], ...] = ()
    says: str = ""
    suggested: bool = False


def understood(traits: Traits, words: tuple[Word, ...], people: str) -> tuple[Understood, ...]:
    """Return every dimension that the description says, and those that it is expected to say.

    Parameters
    ----------
    traits : Traits
        Of the description.
    words : tuple of Word
        Of the same.
    people : str
        The language of labels: "english" or "french".
    """
    return tuple(_all_of(traits, character_and_use(words, traits.language), people))


def _all_of(traits: Traits, named: Sequence[NamedTerm], people: str) -> Iterator[Understood]:
    for dimension in vocabulary().dimensions:
        label = dimension.names[people]
        mentions = traits.said(dimension.name)
        if found := [one for one in named if one.dimension == dimension.name]:
            terms = tuple(dict.fromkeys(one.term for one in found))
            spans = tuple((one.start, one.end) for one in found)
            yield Understood(dimension.name, label, 1.0, terms[0], spans, _listed(terms, people))
        elif mentions and dimension.name in DIMENSIONS:
            yield _measured(dimension, getattr(traits, dimension.name), mentions, people)
        elif mentions:
            yield _unmeasured(dimension, mentions, people)
        elif dimension.expected:
            yield Understood(dimension.name, label)


def _measured(dimension: Dimension, value: Value, mentions: Sequence[Mention], people: str) -> Understood:
    term = term_of(dimension, value)
    says = term.word(people) if term else ""
    if dimension.name == "age":
        says = _AGES[people].format(age=value)
    heaviest = max(mention.weight for mention in mentions)
    kept = [mention for mention in mentions if mention.weight == heaviest or mention.weight >= HINT]
    suggested = heaviest <= HINT
    return Understood(
        dimension.name, dimension.names[people], value, term.id if term else None, _spans(kept), says, suggested
    )


def _unmeasured(dimension: Dimension, mentions: Sequence[Mention], people: str) -> Understood:
    said = [mention for mention in mentions if mention.value]
    terms = tuple(dict.fromkeys(mention.term for mention in said if mention.term))
    if said:
        first = terms[0] if terms else None
        says = _listed(terms, people)
        return Understood(dimension.name, dimension.names[people], 1.0, first, _spans(mentions), says)
    absent = next((term.id for term in dimension.terms if term.value == 0), None)
    says = ", ".join(mention.words for mention in mentions)
    return Understood(dimension.name, dimension.names[people], 0.0, absent, _spans(mentions), says)


def _spans(mentions: Sequence[Mention]) -> tuple[tuple[int, int], ...]:
    return tuple(sorted({(mention.start, mention.start + len(mention.words)) for mention in mentions}))


def _listed(terms: Sequence[str], people: str) -> str:
    chosen = map(vocabulary().term, terms)
    return ", ".join(term.word(people) or term.word("english") or term.word("chinese") for term in chosen)
