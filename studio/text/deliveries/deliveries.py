"""Loads `deliveries.toml`, which explains its own form, and writes a delivery into a description."""

import tomllib
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any

from studio.errors import InvalidInput
from studio.text.description import DIMENSIONS, read_traits
from studio.text.edit import Edit, add, add_words
from studio.text.edit.joining import edit_between
from studio.text.vocabulary import LANGUAGES

MAX_WORDS = 200  # characters that describe a delivery
#: What says who speaks, not how: a delivery never changes it.
WHO = frozenset({"gender", "age"})


@dataclass(frozen=True)
class NamedDelivery:
    """A manner of speaking that the studio knows by name.

    Parameters
    ----------
    id : str
        "sad".
    names : mapping of str to str
        What people read, by language: "english", "french", "chinese".
    words : tuple of str
        What people may type for it, its names included.
    terms : tuple of str
        Terms of the vocabulary that the voice's description says with it.
    moves : mapping of str to float
        How far it moves a voice of the sketch, by dimension; "whisper" is 1 for a whisper.
    """

    id: str
    names: Mapping[str, str]
    words: tuple[str, ...]
    terms: tuple[str, ...]
    moves: Mapping[str, float]


@cache
def named_deliveries() -> tuple[NamedDelivery, ...]:
    """Return the deliveries that have a name.

    Examples
    --------
    >>> [delivery.id for delivery in named_deliveries()][:3]
    ['calm', 'happy', 'sad']
    """
    table = tomllib.loads(files("studio.text.deliveries").joinpath("deliveries.toml").read_text("utf-8"))
    return tuple(_named(row) for row in table["delivery"])


def find_delivery(name: str) -> NamedDelivery | None:
    """Return the delivery of a name or a word for it in English, French or Chinese; None where there is none.

    Examples
    --------
    >>> find_delivery("Triste").id
    'sad'
    """
    return _by_word().get(_folded(name))


def described(description: str, name: str, words: str = "") -> Edit:
    """Make a voice's description ask for a delivery; who speaks stays the same.

    Parameters
    ----------
    description : str
        How the voice sounds.
    name : str
        The delivery's: one of `named_deliveries`, or one of the person's own.
    words : str
        How it sounds, in the person's words; they take the place of what the studio knows of the name. What the
        description says in the same dimensions is taken out. Default for a name of the person's own: the name itself.

    Returns
    -------
    Edit
        The whole description, and the part of it that changed.

    Raises
    ------
    InvalidInput
        If the words are too long.

    Examples
    --------
    >>> described("A warm woman's voice in her forties, at a brisk pace.", "sad").description
    "A warm, soft, sad woman's voice in her forties, at a slow pace."
    >>> described("A warm woman's voice.", "tired", "tired, close to tears").description
    "A warm woman's voice. Tired, close to tears."
    """
    known = None if words.strip() else find_delivery(name)
    if known is None:
        return add_words(description, _own_words(name, words), apart_from=WHO)
    after = description
    for term in reversed(known.terms):  # the emotion, which comes first, is the last to be moved about by the others
        after = add(after, term).description
    return edit_between(description, after, known.id)


def moves_of(name: str, words: str = "") -> Mapping[str, float]:
    """Return how far a delivery moves a voice of the sketch, by dimension of the vocabulary.

    Parameters
    ----------
    name, words
        As for `described`. Of a person's own words, what the reader understands moves the voice; words about a named
        emotion move it as that delivery does.

    Examples
    --------
    >>> moves_of("sad")["pace"], moves_of("mine", "slow")["pace"]
    (-0.55, -0.65)
    """
    known = None if words.strip() else find_delivery(name)
    return known.moves if known else _moves_in(_own_words(name, words))


def _moves_in(words: str) -> Mapping[str, float]:
    """Return the moves of the named deliveries that words name, and over these what the words say of the sound."""
    moves: dict[str, float] = {}
    traits = read_traits(words)
    for mention in traits.unmeasured:
        known = find_delivery(mention.words)
        moves |= known.moves if known and mention.denied is None else {}
    for dimension in DIMENSIONS:
        value = getattr(traits, dimension)
        if dimension not in WHO and value is not None:
            moves[dimension] = float(value)
    return moves


def _own_words(name: str, words: str) -> str:
    said = " ".join((words.strip() or name).split())
    if len(said) > MAX_WORDS:
        raise InvalidInput(
            f"The words for a delivery have {len(said)} characters.",
            f"Use at most {MAX_WORDS}.",
            code="invalid-delivery",
            details={"field": "words"},
        )
    return said


@cache
def _by_word() -> Mapping[str, NamedDelivery]:
    return {_folded(word): delivery for delivery in named_deliveries() for word in (delivery.id, *delivery.words)}


def _folded(word: str) -> str:
    """Return a word without case and accents."""
    apart = unicodedata.normalize("NFKD", " ".join(word.split()).casefold())
    return "".join(character for character in apart if not unicodedata.combining(character))


def _named(row: Mapping[str, Any]) -> NamedDelivery:
    words = [*row["names"].values(), *(word for language in LANGUAGES for word in row.get(language, ()))]
    return NamedDelivery(
        row["id"],
        MappingProxyType(dict(row["names"])),
        tuple(words),
        tuple(row["terms"]),
        MappingProxyType({name: float(value) for name, value in row["moves"].items()}),
    )
