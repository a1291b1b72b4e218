"""The files of takes: `ID.flac`, and its sidecar file `ID.json` with the recipe, from which a lost row is restored."""

import json
import os
import re
from contextlib import suppress
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.errors import StudioError
from studio.store.files import storage, write_atomically, write_flac
from studio.store.provenance import Provenance

_MOST_VERSIONS = 1 << 31
_MOST_BYTES = 1 << 20  # of a sidecar file; a recipe's text has at most 20,000 characters
_ID = re.compile("[0-9a-f]{32}")


class TakeRow(NamedTuple):
    """What the library stores of a take in the table `takes`, and, with its version and parent, in a sidecar file."""

    id: str
    audition: str
    position: int
    created: str
    recipe: str
    sample_rate: int
    duration: float
    incomplete: int
    version: int | None = None
    parent: str | None = None


def row_of(take: Take) -> TakeRow:
    """Return a take's row."""
    recipe = json.dumps(take.recipe.to_json(), ensure_ascii=False)
    return TakeRow(
        id=take.id,
        audition=take.audition,
        position=take.position,
        created=take.created.isoformat(),
        recipe=recipe,
        sample_rate=take.sample_rate,
        duration=take.duration,
        incomplete=int(take.incomplete),
        version=take.version,
        parent=take.parent,
    )


def is_take_id(value: object) -> bool:
    """Return whether a value has the form of an id: 32 hexadecimal digits."""
    return isinstance(value, str) and _ID.fullmatch(value) is not None


class TakeFiles:
    """The files of all takes of one home folder.

    Parameters
    ----------
    folder : pathlib.Path
        Created with the first take.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def sound(self, take_id: str) -> Path:
        """Return the path of a take's sound, for an id from the library."""
        return self._folder / f"{take_id}.flac"

    def sidecar(self, take_id: str) -> Path:
        """Return the path of a take's sidecar file, for an id from the library."""
        return self._folder / f"{take_id}.json"

    def write(self, take: Take) -> None:
        """Write a take's files, the sound last.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        self.write_sidecar(row_of(take))
        write_flac(self.sound(take.id), take.samples, take.sample_rate, Provenance.of_take(take))

    def write_sidecar(self, row: TakeRow) -> None:
        """Write what the library knows of a take beside its sound.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        content = {"schema": 1, **row._asdict(), "recipe": json.loads(row.recipe)}
        for name in ("incomplete", "version"):
            if not content[name]:
                del content[name]
        if row.parent is None:
            del content["parent"]
        text = json.dumps(content, ensure_ascii=False, indent=1) + "\n"
        write_atomically(self.sidecar(row.id), lambda file: file.write(text.encode()))

    def read_sidecar(self, take_id: str) -> TakeRow | None:
        """Return a take's row as its sidecar file has it, or None without a valid one."""
        try:
            with self.sidecar(take_id).open("rb") as file:
                return _row(json.loads(file.read(_MOST_BYTES)), take_id)
        except (OSError, StudioError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
            return None

    def size(self, take_id: str) -> int:
        """Return the bytes of a take's files."""
        return sum(_size(path) for path in (self.sound(take_id), self.sidecar(take_id)))

    def sizes(self) -> dict[str, int]:
        """Return the bytes of every take's files."""
        found: dict[str, int] = {}
        with storage(self._folder, action="read"), suppress(FileNotFoundError), os.scandir(self._folder) as entries:
            for entry in entries:
                stem = entry.name.partition(".")[0]
                if is_take_id(stem):
                    found[stem] = found.get(stem, 0) + _size(Path(entry.path))
        return found

    def delete(self, take_id: str) -> None:
        """Delete a take's files, the sound first.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        with storage(self._folder):
            self.sound(take_id).unlink(missing_ok=True)
            self.sidecar(take_id).unlink(missing_ok=True)

    def ids(self) -> set[str]:
        """Return the ids of all sounds."""
        return self._ids(".flac")

    def sidecar_ids(self) -> set[str]:
        """Return the ids of all sidecar files."""
        return self._ids(".json")

    def _ids(self, extension: str) -> set[str]:
        with storage(self._folder, action="read"):
            return {path.stem for path in self._folder.glob(f"*{extension}") if is_take_id(path.stem)}


def _size(path: Path) -> int:
    try:
        return path.stat().st_size
    except OSError:  # it was deleted meanwhile
        return 0


def _row(content: dict[str, Any], take_id: str) -> TakeRow:
    if content["schema"] != 1 or content["id"] != take_id:
        raise ValueError("not this take's sidecar file")
    recipe, version, parent = Recipe.from_json(content["recipe"]), content.get("version"), content.get("parent")
    return TakeRow(
        id=take_id,
        audition=str(content["audition"]),
        position=int(content["position"]),
        created=datetime.fromisoformat(content["created"]).isoformat(),
        recipe=json.dumps(recipe.to_json(), ensure_ascii=False),
        sample_rate=int(content["sample_rate"]),
        duration=float(content["duration"]),
        incomplete=int(bool(content.get("incomplete", False))),
        version=version if isinstance(version, int) and 0 < version < _MOST_VERSIONS else None,
        parent=parent if parent == "" or is_take_id(parent) else None,
    )
