"""Tags of takes: words of a person's own, to find them by. Tags that differ in case or accents alone are one."""

import json
import sqlite3
from collections.abc import Iterable

from studio.store.database import Database
from studio.store.numbering import folded
from studio.store.preset_fields import check_tags

#: The tags of the take in a row, as JSON, in alphabetical order.
TAGS_OF_TAKE = """
(SELECT json_group_array(tag) FROM (SELECT tag FROM tags WHERE take = takes.id ORDER BY folded)) AS tags
"""


class TakeTags:
    """The tags of one home folder's takes; `Ratings` changes them.

    Parameters
    ----------
    database : Database
        Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def counts(self) -> dict[str, int]:
        """Return each tag, in alphabetical order, and how many takes outside the bin have it."""
        query = """
        SELECT min(tag), count(*) FROM tags JOIN takes ON takes.id = take WHERE binned IS NULL
        GROUP BY folded ORDER BY folded
        """
        return dict(self._database.read(query))


def tags_from(column: str) -> tuple[str, ...]:
    """Return the tags of the column that `TAGS_OF_TAKE` adds to a row."""
    return tuple(map(str, json.loads(column)))


def replace_tags(db: sqlite3.Connection, take_id: str, tags: Iterable[str]) -> None:
    """Replace the tags of a take, in a transaction.

    Raises
    ------
    InvalidInput
        If they cannot be used.
    """
    checked = check_tags(tags)
    db.execute("DELETE FROM tags WHERE take = ?", (take_id,))
    _insert(db, take_id, checked)


def change_tags(db: sqlite3.Connection, take_id: str, add: Iterable[str], remove: Iterable[str]) -> None:
    """Add tags to a take and remove others, in a transaction.

    Raises
    ------
    InvalidInput
        If they cannot be used, or the take would have too many.
    """
    gone = {folded(tag.strip()) for tag in remove}
    rows = db.execute("SELECT tag, folded FROM tags WHERE take = ? ORDER BY folded", (take_id,)).fetchall()
    replace_tags(db, take_id, [*(tag for tag, word in rows if word not in gone), *add])


def _insert(db: sqlite3.Connection, take_id: str, tags: Iterable[str]) -> None:
    rows = [(take_id, tag, folded(tag)) for tag in tags]
    db.executemany("INSERT INTO tags VALUES (?, ?, ?) ON CONFLICT DO NOTHING", rows)
