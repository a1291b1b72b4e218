"""The rows of the table `auditions`: each audition of a home folder has a number of its own, its version."""

import json
import sqlite3
import unicodedata
from collections.abc import Mapping, Sequence
from contextlib import suppress
from itertools import groupby
from typing import Any

from studio.domain.recipe import Recipe
from studio.errors import InvalidInput

_COLUMNS = "id, version, kind, voice, recipe, planned, created, state, error, words, parent"
_INSERT = f"""
INSERT INTO auditions ({_COLUMNS})
SELECT :id, coalesce(:wanted, max(version) + 1, 1), :kind, :voice, :recipe, :planned, :created, :state, '', :words,
    :parent
FROM auditions WHERE true
ON CONFLICT (id) DO NOTHING
"""
_UNNUMBERED = """
SELECT audition, created, recipe FROM takes
WHERE audition != '' AND audition NOT IN (SELECT id FROM auditions)
ORDER BY audition, created, position
"""


def insert_audition(
    db: sqlite3.Connection,
    audition: str,
    recipes: Sequence[Recipe],
    created: str,
    state: str,
    version: int | None = None,
    parent: str | None = None,
) -> int:
    """Insert the row of an audition unless it has one, and return its version.

    Parameters
    ----------
    db : sqlite3.Connection
        In a transaction that no other program can write beside, so that two auditions never get one number.
    audition : str
        The audition's id.
    recipes : sequence of Recipe
        One a take, as they were asked for.
    created : str
        When it was asked for: ISO 8601, UTC.
    state : str
        "begun", "done", "cancelled" or "failed".
    version : int, optional
        The version that it had, of a library that was lost; ignored if another audition has it.
    parent : str, optional
        The id of the audition that it was made from; "" for none, None where that is unknown.
    """
    first = recipes[0]
    if version is not None and db.execute("SELECT 1 FROM auditions WHERE version = ?", (version,)).fetchone():
        version = None
    row = {
        "id": audition,
        "wanted": version,
        "kind": "spoken" if first.voice else "designed",
        "voice": first.voice.name if first.voice else "",
        "recipe": json.dumps(first.to_json(), ensure_ascii=False),
        "planned": len(recipes),
        "created": created,
        "state": state,
        "words": searchable_words(recipes),
        "parent": parent,
    }
    db.execute(_INSERT, row)
    found = db.execute("SELECT version FROM auditions WHERE id = ?", (audition,)).fetchone()
    return int(found[0])


def has_unnumbered(db: sqlite3.Connection) -> bool:
    """Return whether there are takes whose audition has no number."""
    return db.execute(_UNNUMBERED).fetchone() is not None


def number_auditions(
    db: sqlite3.Connection,
    earlier: Mapping[str, int | None] | None = None,
    parents: Mapping[str, str | None] | None = None,
) -> None:
    """Number the auditions of takes that have none, in order of time: those of an earlier studio or a lost database.

    Parameters
    ----------
    db : sqlite3.Connection
        In a transaction, as for `insert_audition`.
    earlier : mapping of str to int or None, optional
        Auditions → the versions that they had.
    parents : mapping of str to str or None, optional
        Auditions → the auditions that they were made from, as for `insert_audition`.
    """
    had, made_from = earlier or {}, parents or {}
    rows = db.execute(_UNNUMBERED).fetchall()
    found = []
    for audition, takes in groupby(rows, key=lambda row: row[0]):
        readable = [(str(created), recipe) for _, created, text in takes if (recipe := _recipe(text))]
        if readable:
            found.append((readable[0][0], audition, [recipe for _, recipe in readable]))
    # Those that have a number first, so that no other audition gets it.
    for created, audition, recipes in sorted(found, key=lambda each: (had.get(each[1]) is None, *each[:2])):
        insert_audition(db, audition, recipes, created, "done", had.get(audition), made_from.get(audition))


def searchable_words(recipes: Sequence[Recipe]) -> str:
    """Return what a search looks through: descriptions, texts, voices' names and seeds, folded."""
    texts = [text for each in recipes for text in (each.voice.name if each.voice else "", each.description, each.text)]
    seeds = [str(recipe.seed) for recipe in recipes]
    return folded(" ".join(dict.fromkeys([*texts, *seeds])))


def folded(text: str) -> str:
    """Return a text in which a search ignores case and accents.

    Examples
    --------
    >>> folded("Über die Straße")
    'uber die strasse'
    """
    decomposed = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in decomposed if not unicodedata.combining(character))


def _recipe(text: Any) -> Recipe | None:
    with suppress(InvalidInput, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Recipe.from_json(json.loads(text))
    return None
