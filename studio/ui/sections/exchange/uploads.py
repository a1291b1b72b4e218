"""Files on their way from the browser: each arrives in pieces, so that no request is large, in a private folder."""

import secrets
import shutil
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from studio.domain.label import file_stem
from studio.errors import InvalidInput, NotFound
from studio.exchange.bounded_zip import LARGEST_FILE
from studio.store.files import storage
from studio.store.temporary import temporary_folder
from studio.ui.sections.downloads.file_names import unique

MOST_FILES = 100  # of one import
_MOST_BATCHES = 4  # imports at once; the oldest is given up
_LONGEST_ENDING = 8  # characters


@dataclass(frozen=True)
class _Batch:
    folder: Path
    files: tuple[Path, ...]


class Uploads:
    """The files of the imports that are under way; every method may be called from any thread."""

    def __init__(self) -> None:
        self._batches: OrderedDict[str, _Batch] = OrderedDict()
        self._lock = threading.Lock()

    def begin(self, names: Sequence[str]) -> str:
        """Make room for files of these names, and return the id of the import.

        Raises
        ------
        InvalidInput
            If there are too many, or none.
        StorageFailed
            If the disk refuses.
        """
        if not 0 < len(names) <= MOST_FILES:
            raise InvalidInput(f"{len(names)} files cannot be imported at once.", f"Choose 1 to {MOST_FILES} files.")
        with storage(Path("The folder for temporary files")):
            folder = temporary_folder("import")
        id = secrets.token_hex(16)
        with self._lock:
            self._batches[id] = _Batch(folder, tuple(folder / name for name in unique(map(_safe, names))))
            given_up = [self._batches.popitem(last=False) for _ in range(len(self._batches) - _MOST_BATCHES)]
        for _, batch in given_up:
            shutil.rmtree(batch.folder, ignore_errors=True)
        return id

    def write(self, id: str, number: int, start: int, piece: bytes) -> None:
        """Write a piece of a file.

        Parameters
        ----------
        id : str
            What `begin` returned.
        number : int
            The file's place among the names.
        start : int
            Bytes of it that have arrived; the first piece, at 0, begins the file anew.
        piece : bytes
            What follows them.

        Raises
        ------
        NotFound
            If there is no such import or file any more.
        InvalidInput
            If the file is too large, or a piece before this one is missing.
        StorageFailed
            If the disk refuses.
        """
        files = self.files(id)
        if not 0 <= number < len(files):
            raise NotFound("The import has no such file.", "Import it again.")
        path = files[number]
        if start + len(piece) > LARGEST_FILE:
            raise InvalidInput(
                f"{path.name} has more than {LARGEST_FILE >> 20} MB.", "Import the files of a voice only."
            )
        with storage(path), path.open("r+b" if start else "wb") as file:
            if file.seek(0, 2) != start:
                raise InvalidInput(f"A part of {path.name} did not arrive.", "Import it again.")
            file.write(piece)

    def files(self, id: str) -> tuple[Path, ...]:
        """Return the files of an import; raises `NotFound` where it is over."""
        with self._lock:
            if id not in self._batches:
                raise NotFound("This import is over.", "Choose the files again.")
            return self._batches[id].files

    def end(self, id: str) -> None:
        """Delete the files of an import."""
        with self._lock:
            batch = self._batches.pop(id, None)
        if batch is not None:
            shutil.rmtree(batch.folder, ignore_errors=True)


def _safe(name: str) -> str:
    """Return a name as a file name that is valid everywhere and leads nowhere else."""
    given = PurePosixPath(str(name).replace("\\", "/"))
    ending = "".join(filter(str.isalnum, given.suffix))[:_LONGEST_ENDING]
    return f"{file_stem(given.stem)[:80]}.{ending}" if ending else file_stem(given.stem)[:80]
