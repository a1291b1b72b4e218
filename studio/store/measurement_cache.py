"""Measurements that were made once: found again by the sound's content and the method's version."""

import json
from typing import Any

from studio.store.database import Database


class Measurements:
    """A cache of measurements in the library; every method may be called from any thread.

    Parameters
    ----------
    database : Database
        Where they are kept.
    """

    def __init__(self, database: Database) -> None:
        self._database = database

    def find(self, sound: str, method: str) -> dict[str, Any] | None:
        """Give what was measured, or None.

        Parameters
        ----------
        sound : str
            A hash of the samples and their rate.
        method : str
            Names what was measured, how, and in which version: another version is another name.
        """
        rows = self._database.read("SELECT found FROM measurements WHERE sound = ? AND method = ?", (sound, method))
        return json.loads(rows[0][0]) if rows else None

    def keep(self, sound: str, method: str, found: dict[str, Any]) -> None:
        """Remember what was measured: plain JSON data.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        row = (sound, method, json.dumps(found, ensure_ascii=False, allow_nan=False))
        with self._database.writing() as db:
            db.execute("INSERT OR REPLACE INTO measurements VALUES (?, ?, ?)", row)
