"""Reference audio that saved voices are copied from, addressed by its content, with what a model computed from it.

Any program with the same home folder finds it by its hash, so no path crosses a process boundary, and a queued line
does not depend on its preset. The least recently used audio is deleted first.
"""

import hashlib
import os
import re
import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.domain.backends import QWEN3, clones_voices
from studio.domain.limits import MAX_TEXT
from studio.domain.recipe import Recipe
from studio.domain.voice import Voice
from studio.errors import InvalidInput, NotFound, StorageFailed
from studio.store.files import read_flac, storage, write_atomically, write_flac

MOST_REFERENCES = 64
MOST_BYTES = 512 * 2**20
SAMPLE_RATE = QWEN3.sample_rate  # of references: what Base models read
_HASH = re.compile(r"[0-9a-f]{64}")


def content_hash(samples: NDArray[np.float32]) -> str:
    """Return the SHA-256 of samples as little-endian float32, as 64 hexadecimal digits.

    Examples
    --------
    >>> content_hash(np.zeros(2, np.float32))[:8]
    'af5570f5'
    """
    return hashlib.sha256(np.ascontiguousarray(samples, dtype="<f4").tobytes()).hexdigest()


def voice_of(name: str, recipe: Recipe, samples: NDArray[np.float32]) -> Voice:
    """Return the voice of a clip that was heard, as a recipe needs it to speak in it.

    A line spoken in a saved voice has that voice's seed.
    """
    seed = recipe.voice.seed if recipe.voice else recipe.seed
    # A line may be longer than a transcript may be. Only backends that clone read it, and they refuse such long clips.
    transcript = recipe.text if clones_voices(recipe.backend) else recipe.text[:MAX_TEXT]
    return Voice(name, recipe.backend, content_hash(samples), transcript, seed)


class ReferenceSounds:
    """The reference audio of one home folder, each clip in a folder named after its content's hash.

    Parameters
    ----------
    folder : pathlib.Path
        Created when the first clip is added.
    most, most_bytes : int
        The number and the total size of clips that are kept; the least recently used are deleted.
    """

    def __init__(self, folder: Path, most: int = MOST_REFERENCES, most_bytes: int = MOST_BYTES) -> None:
        self._folder = folder
        self._most = most
        self._most_bytes = most_bytes

    def add(self, samples: NDArray[np.float32], sample_rate: int) -> str:
        """Store a clip and return its hash.

        Raises
        ------
        InvalidInput
            If no voice can be copied from it, because it is not mono or not at 24 kHz.
        StorageFailed
            If the disk refuses.
        """
        _check(samples, sample_rate)
        name = content_hash(samples)
        if not self.holds(name):
            write_flac(self._folder / name / "reference.flac", samples, sample_rate)
        self._use(name)
        self._delete_old()
        return name

    def holds(self, name: str) -> bool:
        """Return whether the clip with that hash is stored and undamaged."""
        try:
            self.read(name)
        except NotFound:
            return False
        return True

    def read(self, name: str) -> NDArray[np.float32]:
        """Return the clip with that hash, float32 of shape (n,).

        Raises
        ------
        NotFound
            If it is not stored, damaged, or not at 24 kHz.
        """
        try:
            samples, sample_rate = read_flac(self._of(name) / "reference.flac")
        except (NotFound, StorageFailed):
            raise _gone(name) from None
        if content_hash(samples) != name or sample_rate != SAMPLE_RATE:
            raise _gone(name)
        self._use(name)
        return samples

    def derived(self, name: str, label: str, make: Callable[[], NDArray[np.int32]]) -> NDArray[np.int32]:
        """Return what was computed from a clip, from the cache if possible.

        Parameters
        ----------
        name : str
            The clip's hash.
        label : str
            File name for the result; it must name what it is and the model that computed it.
        make : callable
            Computes it; called if it is not cached or cannot be read.

        Returns
        -------
        ndarray of int32
            The result of `make`.
        """
        file = self._of(name) / f"{label}.npy"
        with suppress(OSError, ValueError, EOFError):
            return np.asarray(np.load(file, allow_pickle=False), dtype=np.int32)
        made = make()
        if file.parent.is_dir():
            with suppress(StorageFailed):  # it can be made again
                write_atomically(file, lambda opened: np.save(opened, made))
        return made

    def _of(self, name: str) -> Path:
        if not _HASH.fullmatch(name):
            raise _gone(name)
        return self._folder / name

    def _use(self, name: str) -> None:
        with suppress(OSError):
            os.utime(self._folder / name)

    def _delete_old(self) -> None:
        with storage(self._folder):
            found = [entry for entry in self._folder.iterdir() if _HASH.fullmatch(entry.name)]
        kept = 0
        for count, entry in enumerate(sorted(found, key=_last_use, reverse=True), start=1):
            kept += _bytes_of(entry)
            if count > 1 and (count > self._most or kept > self._most_bytes):
                shutil.rmtree(entry, ignore_errors=True)


def _check(samples: NDArray[np.float32], sample_rate: int) -> None:
    channels = 1 if samples.ndim == 1 else samples.shape[1]
    if (channels, sample_rate) != (1, SAMPLE_RATE):
        raise InvalidInput(
            f"The reference of this voice is at {sample_rate:,} Hz with {channels} channel{'s' * (channels > 1)}; "
            f"a voice is copied from mono audio at {SAMPLE_RATE:,} Hz.",
            f"Restore the preset's own reference.flac, or convert it to {SAMPLE_RATE:,} Hz, mono.",
            code="reference-unusable",
            details={"sample_rate": sample_rate, "channels": channels},
        )


def _last_use(entry: Path) -> float:
    try:
        return entry.stat().st_mtime
    except OSError:
        return 0.0  # another program has just deleted it


def _bytes_of(entry: Path) -> int:
    with suppress(OSError):
        return sum(file.stat().st_size for file in entry.iterdir())
    return 0


def _gone(name: str) -> NotFound:
    return NotFound(
        f"The reference audio {str(name)[:12]}… of this voice is no longer in the home folder.",
        "Speak with the preset itself, which restores it.",
    )
