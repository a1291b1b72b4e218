"""A library's database that is in memory and ends with the program."""

import sqlite3
from pathlib import Path

from studio.store.database import Database
from studio.store.migrations import migrate
from studio.store.numbering import folded


class MemoryDatabase(Database):
    """A `Database` without a file, for what is not to be stored; it is empty at first."""

    def __init__(self) -> None:
        super().__init__(Path())

    def _open(self) -> sqlite3.Connection:
        db = sqlite3.connect(":memory:", check_same_thread=False)
        db.create_function("folded", 1, folded, deterministic=True)
        migrate(db)
        return db
