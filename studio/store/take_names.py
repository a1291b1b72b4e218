"""Finds the take that a person means by an id, its first digits, or a label such as `v7·3`."""

import re
from collections.abc import Sequence

from studio.domain.label import parse_label
from studio.errors import Advice, InvalidInput, NotFound
from studio.store.database import Database, Row
from studio.store.library_entry import BINNED, LIVE, RATED, LibraryEntry, entries_of

_BEGINNING = re.compile("[0-9a-f]{6,32}")  # of an id
_IN_ORDER = "ORDER BY takes.created DESC, position"
_SHOWN = 5  # takes listed when the first digits of an id are ambiguous


def find_take_id(database: Database, name: str, *, binned: bool = False) -> str:
    """Return the id of the take that a person means by an id, its first six or more digits, or a label.

    Parameters
    ----------
    database : Database
        Where the takes are stored.
    name : str
        "7cd9e83c", or `v7·3`, which may be typed "v7.3"; "v7" if that version has one take.
    binned : bool
        Whether to look in the bin instead.

    Raises
    ------
    NotFound
        If there is no such take, or it is in the bin (code "in-bin").
    InvalidInput
        If several ids begin with these digits, or the version has several takes; the error lists them.
    """
    word = str(name).strip().lower()
    if not could_name_take(word):
        raise no_take(name)
    query, values = _naming(word)
    rows = database.read(f"{query} AND {BINNED if binned else LIVE} {_IN_ORDER}", values)
    if not rows and not binned and (there := database.read(query, values)):
        raise _in_bin(there[0], word)
    if not rows:
        raise no_take(name)
    if len(rows) > 1:
        raise _ambiguous(word, entries_of(rows))
    return str(rows[0][0])


def could_name_take(word: str) -> bool:
    """Return whether a word can be a take's id, enough of its first digits, or a label such as `v7·3`."""
    return _BEGINNING.fullmatch(word.strip().lower()) is not None or parse_label(word) is not None


def _naming(word: str) -> tuple[str, tuple[object, ...]]:
    """Return the query, and its values, for the takes that a person may mean."""
    label = parse_label(word)
    if label is None:
        return f"{RATED} WHERE takes.id BETWEEN ? AND ?", (word, f"{word}g")
    return f"{RATED} WHERE version = ? AND position = coalesce(?, position)", label


def no_take(take_id: str) -> NotFound:
    """Return the error that there is no such take."""
    return NotFound(
        f"There is no take {str(take_id)[:40]!r}.",
        Advice(
            "st.library.latest() has the newest ones; it may belong to another home folder.",
            shell="`studio takes list` shows all takes; it may belong to another home folder.",
        ),
    )


def missing_take(database: Database, take_id: str) -> NotFound:
    """Return the error about a take that is not in the lists: it is in the bin, or there is none."""
    binned = database.read(f"{RATED} WHERE takes.id = ? AND {BINNED}", (str(take_id),))
    return _in_bin(binned[0], take_id) if binned else no_take(take_id)


def _in_bin(row: Row, name: str) -> NotFound:
    """Return the error about a take in the bin, which it calls by its label where the name is the whole id."""
    take_id = str(row[0])
    called = next((entry.label for entry in entries_of([row])), name) if name == take_id else name
    return NotFound(
        f"The take {called!r} is in the bin.",
        Advice(
            f"st.library.bin.restore([{take_id!r}]) moves it back.",
            shell=f"Restore in the bin of the page's History, or `studio takes restore {take_id[:8]}`, moves it back.",
        ),
        code="in-bin",
    )


def _ambiguous(word: str, takes: Sequence[LibraryEntry]) -> InvalidInput:
    told = [f"{take.id} ({take.label})" for take in takes[:_SHOWN]]
    more = f", and {len(takes) - _SHOWN} more" if len(takes) > _SHOWN else ""
    by_label = parse_label(word) is not None
    return InvalidInput(
        f"{word} has {len(takes)} takes." if by_label else f"The ids of {len(takes)} takes begin with {word}.",
        f"{'Name one of them' if by_label else 'Give more digits. Newest first'}: {', '.join(told)}{more}.",
        code="ambiguous-take",
        details={"field": "take", "candidates": [take.id for take in takes]},
    )
