"""Time to list and search the history of a library with 10,000 takes: `python bench/history.py [TAKES]`.

The rows are written without sounds; the history reads none.
"""

import json
import random
import sqlite3
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

from studio.audio.measurements import MEASUREMENTS
from studio.audio.metrics import Measurements
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.store.library import Library
from studio.store.numbering import number_auditions
from studio.store.take_files import row_of

PER_VERSION = 4
ROUNDS = 20
WORDS = (
    "calm", "woman", "man", "low", "high", "slow", "quick", "slightly", "husky", "warm", "bright", "breathy",
    "smiling", "gravelly", "young", "old", "sixties", "narrator", "detective", "storyteller", "soft", "clear",
)  # fmt: skip
TEXT = (
    "The lamps along the harbour came on one by one, and nobody on the quay said a word about it until the rain began."
)
QUERIES: dict[str, dict[str, str]] = {
    "newest page": {},
    "one word": {"search": "gravelly"},
    "three words": {"search": "gravelly quick smiling"},
    "a word that is nowhere": {"search": "zyzzyva"},
    "a word of the notes": {"search": "lukewarm"},
    "seed": {"search": "5123"},
    "kept": {"verdict": "kept"},
    "rejected, one word": {"verdict": "rejected", "search": "detective"},
    "spoken": {"kind": "spoken"},
    "pitch, pace": {"search": "pitch:180-220 pace:>4"},
    "pitch, tag, date, word": {"search": "pitch:180-220 tag:narrator after:2026-01-02 husky"},
    "backend, open": {"search": "backend:sketch verdict:open"},
    "not tagged, star": {"search": "-tag:narrator star"},
}
PAGE = 60  # takes
RATED = "take, verdict, starred, note, updated"


def fill(library: Library, count: int) -> None:
    """Insert so many takes, a quarter of them with a rating, some with a note."""
    chance = random.Random(7)
    start = datetime(2026, 1, 1, tzinfo=UTC)
    with library.database.writing() as db:
        for number in range(count):
            version, position = divmod(number, PER_VERSION)
            words = random.Random(version)
            description = " ".join(words.choice(WORDS) for _ in range(40))
            recipe = Recipe(
                description, TEXT, seed=number, backend="sketch", model="sketch", versions={"espeak-ng": "1"}
            )
            created = start + timedelta(seconds=30 * number)
            take = Take(f"{number:032x}", recipe, [], position=position, audition=f"{version:032x}", created=created)  # type: ignore[arg-type]
            row = row_of(take)._asdict() | {"duration": 4.2}
            columns = [name for name in row if name not in ("version", "parent")]
            db.execute(f"INSERT INTO takes ({', '.join(columns)}) VALUES ({', '.join(f':{c}' for c in columns)})", row)
            if chance.random() < 0.25:
                verdict, note = chance.choice(["keep", "reject"]), "lukewarm, too slow" if number % 97 == 0 else "fine"
                rating = (row["id"], verdict, chance.random() < 0.1, note, created.isoformat())
                db.execute(f"INSERT INTO ratings ({RATED}) VALUES (?, ?, ?, ?, ?)", rating)
            if number % 10 == 0:
                db.execute("INSERT INTO tags VALUES (?, 'narrator', 'narrator')", (row["id"],))
            _measure(db, number, chance)
        number_auditions(db)


def _measure(db: sqlite3.Connection, number: int, chance: random.Random) -> None:
    """Insert measurements as large as real ones, but not of every hundredth take."""
    if number % 100 == 0:
        return
    values = {name: chance.uniform(0, 100) for name in MEASUREMENTS}
    found = Measurements(values | {"pitch": chance.uniform(80, 300), "syllable_rate": chance.uniform(2, 7)}).to_json()
    db.execute("INSERT INTO measurements VALUES (?, 'method', ?)", (f"{number:032x}", json.dumps(found)))
    db.execute("INSERT INTO measured_takes VALUES (?, ?, 'method')", (f"{number:032x}", f"{number:032x}"))


def main() -> None:
    """Print the slowest of some rounds of each query, and of walking through all pages."""
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 10_000
    with tempfile.TemporaryDirectory() as folder:
        library = Library(Path(folder))
        fill(library, count)
        print(f"{count:,} takes in {count // PER_VERSION:,} versions; milliseconds, median and slowest of {ROUNDS}")
        for name, query in QUERIES.items():
            times, rows = [], 0
            for _ in range(ROUNDS):
                began = time.perf_counter()
                page = library.history(**query)
                library.listed([row.id for row in page.rows])
                times.append(1000 * (time.perf_counter() - began))
                rows = len(page.rows)
            print(f"  {name:24} {sorted(times)[ROUNDS // 2]:6.1f} {max(times):6.1f}   {rows} rows")
        for query in QUERIES.values():
            if search := query.get("search"):
                times = [_timed(lambda search=search: library.search(search, PAGE)) for _ in range(ROUNDS)]
                print(f"  takes: {search[:56]:56} {sorted(times)[ROUNDS // 2]:6.1f} {max(times):6.1f}")
        print(f"  {'page in the middle':24} {_middle(library):6.1f}")
        library.close()


def _timed(work: Callable[[], object]) -> float:
    """Return the milliseconds that a function takes."""
    began = time.perf_counter()
    work()
    return 1000 * (time.perf_counter() - began)


def _middle(library: Library) -> float:
    """Return the milliseconds that a page in the middle of the history takes."""
    before = f"{datetime(2026, 1, 2, 18, tzinfo=UTC).isoformat()} "
    began = time.perf_counter()
    page = library.history(before=before)
    library.listed([row.id for row in page.rows])
    return 1000 * (time.perf_counter() - began)


if __name__ == "__main__":
    main()
