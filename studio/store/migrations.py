"""The tables of `library.db`, as a list of steps from each version to the next.

A released step is never changed; a change is another step. The first one tolerates existing tables, because version 1
was once created without a transaction.
"""

import sqlite3

from studio.errors import Advice, StorageFailed

#: MIGRATIONS[n] leads from version n to version n + 1.
MIGRATIONS: tuple[tuple[str, ...], ...] = (
    (
        """
        CREATE TABLE IF NOT EXISTS takes (
            id          TEXT PRIMARY KEY,
            audition    TEXT NOT NULL,
            position    INTEGER NOT NULL,
            created     TEXT NOT NULL,
            recipe      TEXT NOT NULL,
            sample_rate INTEGER NOT NULL
        )
        """,
        "CREATE INDEX IF NOT EXISTS takes_by_audition ON takes (audition, position)",
        "CREATE INDEX IF NOT EXISTS takes_by_time ON takes (created)",
    ),
    (
        """
        CREATE TABLE ratings (
            take    TEXT PRIMARY KEY,
            verdict TEXT NOT NULL CHECK (verdict IN ('', 'keep', 'reject')),
            starred INTEGER NOT NULL CHECK (starred IN (0, 1)),
            note    TEXT NOT NULL,
            updated TEXT NOT NULL
        )
        """,
        """
        CREATE TABLE listening_tests (
            id      TEXT PRIMARY KEY,
            kind    TEXT NOT NULL CHECK (kind IN ('abx', 'preference', 'tournament')),
            created TEXT NOT NULL,
            planned INTEGER NOT NULL,
            seed    INTEGER NOT NULL,
            ended   TEXT
        )
        """,
        """
        CREATE TABLE listening_clips (
            test      TEXT NOT NULL,
            place     INTEGER NOT NULL,
            reference TEXT NOT NULL,
            label     TEXT NOT NULL,
            PRIMARY KEY (test, place)
        )
        """,
        "CREATE INDEX listening_by_clip ON listening_clips (reference)",
        """
        CREATE TABLE trials (
            test     TEXT NOT NULL,
            number   INTEGER NOT NULL,
            shown    TEXT NOT NULL,
            answer   TEXT NOT NULL,
            correct  INTEGER,
            seconds  REAL NOT NULL,
            replays  INTEGER NOT NULL,
            answered TEXT NOT NULL,
            PRIMARY KEY (test, number)
        )
        """,
        """
        CREATE TABLE measurements (
            sound  TEXT NOT NULL,
            method TEXT NOT NULL,
            found  TEXT NOT NULL,
            PRIMARY KEY (sound, method)
        )
        """,
    ),
    (),  # the same tables, whose recipes may have a variant: earlier studios cannot read those
    ("ALTER TABLE takes ADD COLUMN duration REAL",),  # in seconds; `Library` fills it for earlier takes
    (),  # the same tables, whose recipes may have pauses and pronunciations, and sketch voices that pause longer
    (
        # Filled for earlier takes by `studio.store.numbering`. `recipe` is the first take's, as it was asked for;
        # `words` is what a search looks through; `binned` is when it was moved to the bin.
        """
        CREATE TABLE auditions (
            id      TEXT PRIMARY KEY,
            version INTEGER NOT NULL UNIQUE,
            kind    TEXT NOT NULL CHECK (kind IN ('designed', 'spoken')),
            voice   TEXT NOT NULL,
            recipe  TEXT NOT NULL,
            planned INTEGER NOT NULL,
            created TEXT NOT NULL,
            state   TEXT NOT NULL CHECK (state IN ('begun', 'done', 'cancelled', 'failed')),
            error   TEXT NOT NULL,
            words   TEXT NOT NULL,
            binned  TEXT
        )
        """,
        "CREATE INDEX auditions_by_time ON auditions (created)",
        "ALTER TABLE takes ADD COLUMN incomplete INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE takes ADD COLUMN binned TEXT",
    ),
    # The id of the version that a version was made from: '' if there was none, NULL if an earlier studio stored it.
    ("ALTER TABLE auditions ADD COLUMN parent TEXT",),
    (
        # `folded` is the tag as a search compares it.
        """
        CREATE TABLE tags (
            take   TEXT NOT NULL,
            tag    TEXT NOT NULL,
            folded TEXT NOT NULL,
            PRIMARY KEY (take, folded)
        )
        """,
        "CREATE INDEX tags_by_word ON tags (folded)",
        # Where in `measurements` the numbers of a take are.
        """
        CREATE TABLE measured_takes (
            take   TEXT PRIMARY KEY,
            sound  TEXT NOT NULL,
            method TEXT NOT NULL
        )
        """,
    ),
    ("ALTER TABLE ratings ADD COLUMN title TEXT NOT NULL DEFAULT ''",),
)
TABLES = (
    "takes", "ratings", "listening_tests", "listening_clips", "trials", "measurements", "auditions", "tags",
    "measured_takes",
)  # fmt: skip


def migrate(db: sqlite3.Connection) -> None:
    """Migrate a database to the newest version, step by step; each step completely or not at all.

    Parameters
    ----------
    db : sqlite3.Connection
        Not used by anybody else meanwhile.

    Raises
    ------
    StorageFailed
        If a newer studio wrote it.
    """
    version = db.execute("PRAGMA user_version").fetchone()[0]
    if version > len(MIGRATIONS):
        advice = Advice("Update this one, or use another home.", shell="Update this one, or use another --home.")
        raise StorageFailed("The library was written by a newer studio.", advice)
    for number, statements in enumerate(MIGRATIONS[version:], start=version + 1):
        with db:
            db.execute("BEGIN IMMEDIATE")
            for statement in statements:
                db.execute(statement)
            db.execute(f"PRAGMA user_version = {number}")
