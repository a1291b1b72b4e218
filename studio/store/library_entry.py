"""Entries of the library: what is stored of a take, without its samples, and the queries that list them."""

import json
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime

from studio.domain.label import take_label
from studio.domain.recipe import Recipe
from studio.errors import Advice, InvalidInput, NotFound, StorageFailed
from studio.store.database import DAMAGED, Row
from studio.store.ratings import RATING, Rating, rating_of

NUMBERED = "LEFT JOIN auditions ON auditions.id = takes.audition"
COLUMNS = "takes.id, audition, position, takes.created, takes.recipe, version, incomplete"
ENTRY = f"SELECT {COLUMNS}, duration, {RATING}"
JOINS = f"{NUMBERED} LEFT JOIN ratings ON ratings.take = takes.id"
RATED = f"{ENTRY} FROM takes {JOINS}"
LIVE, BINNED = "takes.binned IS NULL", "takes.binned IS NOT NULL"
UNREADABLE = (InvalidInput, ValueError, KeyError, TypeError, AttributeError, RecursionError)  # a damaged row


@dataclass(frozen=True)
class LibraryEntry:
    """A take as the library lists it, without its samples.

    Parameters
    ----------
    id : str
        Of the take.
    audition : str
        The id of its audition.
    position : int
        Its index there.
    created : datetime
        When it was finished, in UTC.
    recipe : Recipe
        What generates it again.
    duration : float
        Seconds; 0 if an earlier studio stored the take and its file cannot be read.
    rating : Rating
        A person's rating of it.
    version : int or None
        The number of its audition; None if it has none.
    incomplete : bool
        Whether it was stopped: it is the beginning of what its recipe makes.
    """

    id: str
    audition: str
    position: int
    created: datetime
    recipe: Recipe
    duration: float
    rating: Rating
    version: int | None = None
    incomplete: bool = False

    @property
    def label(self) -> str:
        """What a person calls it: `v7·3`, or `Evening · Good evening` for a spoken line; `v7·3…` if it was stopped."""
        return take_label(self.recipe, self.position, self.version, incomplete=self.incomplete)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.label}, {self.duration:.1f} s, seed {self.recipe.seed}>"


def entries_of(rows: Iterable[Row]) -> tuple[LibraryEntry, ...]:
    """Return the entries of rows, without those that are damaged, so that they do not hide the others."""
    found = []
    for row in rows:
        with suppress(*UNREADABLE):
            found.append(entry_of(row))
    return tuple(found)


@contextmanager
def damage_reported(take_id: str) -> Iterator[None]:
    """Raise `StorageFailed` where reading a take's row fails."""
    try:
        yield
    except (NotFound, StorageFailed):
        raise
    except UNREADABLE as error:
        raise StorageFailed(
            f"What the library knows of take {take_id[:40]} is damaged ({type(error).__name__}).",
            Advice(
                f"Its sound is takes/{take_id[:40]}.flac in the home folder.",
                shell=f"Its sound is takes/{take_id[:40]}.flac in the home folder; "
                "`studio library repair` checks everything.",
            ),
            code=DAMAGED,
        ) from error


def is_valid_recipe(recipe: str) -> bool:
    """Return whether the JSON text of a row is a recipe."""
    with suppress(*UNREADABLE):
        Recipe.from_json(json.loads(recipe))
        return True
    return False


def entry_of(row: Row) -> LibraryEntry:
    """Return the entry of a row of the query `RATED`."""
    take_id, audition, position, created, recipe, version, incomplete, duration, *rating = row
    return LibraryEntry(
        id=take_id,
        audition=audition,
        position=position,
        created=datetime.fromisoformat(created),
        recipe=Recipe.from_json(json.loads(recipe)),
        duration=duration or 0.0,
        rating=rating_of(*rating),
        version=version,
        incomplete=bool(incomplete),
    )
