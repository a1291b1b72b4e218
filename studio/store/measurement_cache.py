"""A cache of measurements, by the sound's content and the method's version."""

import json
from contextlib import suppress
from typing import Any

from studio.domain.strict_json import parse_json
from studio.errors import StorageFailed
from studio.store.database import Database


class MeasurementCache:
    """A cache of measurements in the library; every method may be called from any thread.

    Where the library cannot be read or written, nothing is found or kept: a clip can be measured without it.

    Parameters
    ----------
    database : Database
        Where they are stored.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, sound: str, method: str) -> dict[str, Any] | None:
        """Return a cached result, or None.

        Parameters
        ----------
        sound : str
            A hash of the samples and their rate.
        method : str
            Name of the measurement, its method and version.
        """
        query = "SELECT found FROM measurements WHERE sound = ? AND method = ?"
        try:
            rows = self._database.read(query, (sound, method))
            found = parse_json(rows[0][0]) if rows else None
        except (StorageFailed, TypeError, ValueError):  # a damaged file, or a damaged row
            return None
        return found if isinstance(found, dict) else None

    def keep(self, sound: str, method: str, found: dict[str, Any]) -> None:
        """Store a result: plain JSON data."""
        row = (sound, method, json.dumps(found, ensure_ascii=False, allow_nan=False))
        with suppress(StorageFailed), self._database.writing() as db:
            db.execute("INSERT OR REPLACE INTO measurements VALUES (?, ?, ?)", row)

    def assign(self, take_id: str, sound: str = "", method: str = "") -> None:
        """Store which result is a take's, so that a search finds it by its numbers.

        Parameters
        ----------
        take_id : str
            Of a take; ignored if the library has no such take.
        sound, method : str
            As for `find`; "" if the take cannot be measured.
        """
        same = "SELECT 1 FROM measured_takes WHERE take = ? AND sound = ? AND method = ?"
        with suppress(StorageFailed):
            if self._database.read(same, (take_id, sound, method)):
                return
            with self._database.writing() as db:
                query = "INSERT OR REPLACE INTO measured_takes SELECT id, ?, ? FROM takes WHERE id = ?"
                db.execute(query, (sound, method, take_id))
