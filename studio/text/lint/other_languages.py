"""Recognises the terms of a voice in languages that are not read, by a few words each (`other_languages.toml`)."""

import re
import tomllib
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Any

from studio.text.vocabulary import vocabulary
from studio.text.vocabulary.nearest_term import term_of

_WITHOUT_SPACES = ("japanese", "korean")  # or with endings that no list of words has
_OLDEST = 110


def recognised(description: str, language: str) -> tuple[str, ...]:
    """Return the ids of the terms that are recognised, one a dimension, in the order of the vocabulary.

    Parameters
    ----------
    description : str
        How the voice sounds.
    language : str
        "german", "russian" …; nothing is recognised in one that the table does not have.

    Examples
    --------
    >>> recognised("Eine tiefe, warme Männerstimme, nicht laut.", "german")
    ('gender.male', 'pitch.low', 'brightness.warm')
    """
    if language not in _table():
        return ()
    text = description.casefold()
    found = {**_by_dimension(text, language), **dict(_age_in_figures(text, language))}
    return tuple(found[each.name] for each in vocabulary().dimensions if each.name in found)


def _by_dimension(text: str, language: str) -> dict[str, str]:
    """Return the first term of each dimension."""
    found: dict[str, tuple[int, str]] = {}
    for term, pattern in _patterns(language).items():
        dimension = term.partition(".")[0]
        if (match := pattern.search(text)) and match.start() < found.get(dimension, (len(text),))[0]:
            found[dimension] = match.start(), term
    return {dimension: term for dimension, (_, term) in found.items()}


def _age_in_figures(text: str, language: str) -> Iterator[tuple[str, str]]:
    years = "|".join(map(re.escape, _table()[language]["years"]))
    match = re.search(rf"\b(\d{{1,3}})[\s-]*(?:{years})", text)
    if match and 0 < int(match[1]) < _OLDEST:
        term = term_of(vocabulary().dimension("age"), float(match[1]))
        if term:
            yield "age", term.id


@cache
def _patterns(language: str) -> dict[str, re.Pattern[str]]:
    row = _table()[language]
    joined = {term: "|".join(map(re.escape, words)) for term, words in row.items() if "." in term}
    if language in _WITHOUT_SPACES:
        denied = "|".join(map(re.escape, row["not_after"]))
        return {term: re.compile(rf"(?:{words})(?!\w?(?:{denied}))") for term, words in joined.items()}
    denials = "".join(rf"(?<!\b{re.escape(word)}\s)" for word in row["not"])
    return {term: re.compile(rf"{denials}\b(?:{words})") for term, words in joined.items()}


@cache
def _table() -> dict[str, dict[str, Any]]:
    return tomllib.loads(files("studio.text.lint").joinpath("other_languages.toml").read_text("utf-8"))
