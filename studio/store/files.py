"""Atomic file writes: a crash or a full disk leaves either the old file or the new one, never half of one."""

import errno
import fcntl
import os
import secrets
import shutil
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from studio.audio.sound_file import SoundFileFailed, decode, encode, encode_exactly, read_header, with_rate_of_opus
from studio.audio.tags import with_tags
from studio.domain.strict_json import parse_json
from studio.errors import InvalidInput, NotFound, StorageFailed, StudioError
from studio.interrupt import uninterrupted
from studio.store.encodings import ENCODINGS
from studio.store.provenance import Provenance

#: Sound formats that can be written, by file name extension.
FORMATS = {f".{name}": encoding for name, encoding in ENCODINGS.items()}
_IN_THE_WAY = "Something else has that name. Choose another place."
_NAME_A_FILE = "Name a new file, or one that may be replaced."
_NO_PERMISSION = "Choose another place, or correct the permissions, then try again."
#: Codes of errors of the whole disk or folder.
DISK_FULL = "disk-full"
NOT_WRITABLE = "not-writable"
_CODES = {
    errno.ENOSPC: DISK_FULL,
    errno.EDQUOT: DISK_FULL,
    errno.EACCES: NOT_WRITABLE,
    errno.EPERM: NOT_WRITABLE,
    errno.EROFS: NOT_WRITABLE,
}
_NEXT_STEPS = {
    errno.EACCES: _NO_PERMISSION,
    errno.EPERM: _NO_PERMISSION,
    errno.EROFS: _NO_PERMISSION,
    errno.EEXIST: _IN_THE_WAY,
    errno.EISDIR: _IN_THE_WAY,
    errno.ENOTDIR: _IN_THE_WAY,
    errno.ELOOP: _IN_THE_WAY,
}


@contextmanager
def storage(path: Path, action: str = "written") -> Iterator[None]:
    """Turn an operating system error about a file or folder into `StorageFailed` with a next step.

    Parameters
    ----------
    path : pathlib.Path
        What the error is about.
    action : str
        What cannot be done with it.
    """
    try:
        yield
    except StudioError:
        raise  # some of ours are OSErrors too
    except OSError as error:
        raise StorageFailed(
            f"{path} cannot be {action}: {error.strerror or error}.",
            _NEXT_STEPS.get(error.errno or 0, "Choose another place, or free some space, then try again."),
            code=_CODES.get(error.errno or 0),
            details={"path": str(path)},
        ) from error


def make_folder(folder: Path) -> None:
    """Create a folder if it does not exist.

    Raises
    ------
    StorageFailed
        If it cannot be created.
    """
    with storage(folder):
        folder.mkdir(parents=True, exist_ok=True)


def make_private_folder(folder: Path) -> None:
    """Create a folder that only this user may enter, and missing parents likewise; an existing one stays as it is.

    Raises
    ------
    StorageFailed
        If it cannot be created.
    """
    with storage(folder):
        for missing in reversed([each for each in (folder, *folder.parents) if not each.exists()]):
            missing.mkdir(mode=0o700, exist_ok=True)
        if not folder.is_dir():
            raise NotADirectoryError(errno.ENOTDIR, os.strerror(errno.ENOTDIR))


def write_atomically(path: Path, write: Callable[[BinaryIO], object], *, private: bool = True) -> None:
    """Write a file completely or not at all.

    Parameters
    ----------
    path : pathlib.Path
        The file; its folder is created if missing. If it is a link, the file it points to is written.
    write : callable
        Called with the open temporary file, to write into it.
    private : bool
        Whether only this user may read it and a new folder; else the process's umask decides.

    Raises
    ------
    StorageFailed
        If the disk or the folder refuses, or something else than a file is there; an existing file is left unchanged.
    """
    uninterrupted(lambda: _write_atomically(path, write, private=private))


def _write_atomically(path: Path, write: Callable[[BinaryIO], object], *, private: bool) -> None:
    with storage(path):
        path = replaceable(path)
        (make_private_folder if private else make_folder)(path.parent)
        temporary = path.with_name(f".new-{secrets.token_hex(8)}")
        descriptor = os.open(
            temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600 if private else 0o666
        )
        try:
            with os.fdopen(descriptor, "wb") as file:
                write(file)
                file.flush()
                sync(file.fileno())
            os.replace(temporary, path)
        except BaseException:
            temporary.unlink(missing_ok=True)
            raise
        sync_folder(path.parent)


def replaceable(path: Path) -> Path:
    """Return the regular file, existing or still to be created, that writing to `path` replaces; links are followed.

    Raises
    ------
    StorageFailed
        If a device, pipe, socket or folder is there: none of them may be replaced by a file.
    """
    with storage(path):
        try:
            mode = path.stat().st_mode  # the system rejects other users' links in /tmp here
        except FileNotFoundError:
            mode = stat.S_IFREG
        if not stat.S_ISREG(mode):
            raise StorageFailed(f"{path} is {_kind_of(mode)}, not a file.", _NAME_A_FILE, details={"path": str(path)})
        return Path(os.path.realpath(path)) if path.is_symlink() else path


def _kind_of(mode: int) -> str:
    kinds = {stat.S_ISDIR: "a folder", stat.S_ISFIFO: "a pipe", stat.S_ISSOCK: "a socket"}
    return next((name for is_kind, name in kinds.items() if is_kind(mode)), "a device")


def sync(descriptor: int) -> None:
    """Make what was written to a file or folder survive a power cut.

    On macOS `fsync` leaves it in the drive's cache; F_FULLFSYNC empties that (fsync(2), fcntl(2)). File systems without
    it, such as network shares, are left to `fsync`.
    """
    full = getattr(fcntl, "F_FULLFSYNC", None)
    if full is not None:
        with suppress(OSError):
            fcntl.fcntl(descriptor, full)
            return
    os.fsync(descriptor)


def sync_folder(folder: Path) -> None:
    """Make a rename in this folder survive a power cut."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        sync(descriptor)
    finally:
        os.close(descriptor)


def link_or_copy(source: str | Path, target: str | Path) -> None:
    """Link a file to a second name, or copy it where the file system has no hard links.

    Both names stay what they are as long as whatever changes one of them writes a new file.
    """
    try:
        os.link(source, target)
    except FileNotFoundError:
        raise
    except OSError:
        shutil.copy2(source, target)


def read_json(path: Path, most_bytes: int = 1 << 20) -> Any:
    """Return the content of a JSON file that anybody may have written.

    Raises
    ------
    OSError
        If it cannot be read.
    ValueError
        If it is longer than `most_bytes`, or not JSON; see `parse_json`.
    """
    with path.open("rb") as file:
        text = file.read(most_bytes + 1)
    if len(text) > most_bytes:
        raise ValueError(f"{path.name} is longer than {most_bytes:,} bytes")
    return parse_json(text)


def check_format(path: Path) -> None:
    """Check that a file's extension names a sound format that can be written.

    Raises
    ------
    InvalidInput
        If it does not.
    """
    if path.suffix.lower() not in FORMATS:
        raise InvalidInput(
            f"{path.name} does not end in a known sound format.",
            f"Use one of: {', '.join(FORMATS)}.",
            details={"field": "output"},
        )


def write_sound(
    path: Path,
    samples: NDArray[np.float32],
    sample_rate: int,
    provenance: Provenance | None = None,
    *,
    private: bool = False,
) -> None:
    """Write samples in the format of the file's extension; see `write_flac` and `write_atomically`."""
    check_format(path)
    encoding = FORMATS[path.suffix.lower()]
    try:
        # Encoded in memory first, because libsndfile hides the system's error about a file.
        if encoding.lossless:
            encoded = encode_exactly(samples, sample_rate, encoding.format)
        else:
            sound = with_rate_of_opus(samples, sample_rate) if encoding.subtype == "OPUS" else (samples, sample_rate)
            encoded = encode(*sound, encoding.format, encoding.subtype)
    except SoundFileFailed as error:
        raise StorageFailed(f"{path} cannot be written: {error}.", "Generate the take again.") from error
    if provenance is not None:
        encoded = with_tags(encoded, provenance.tags())
    write_atomically(path, lambda file: file.write(encoded), private=private)


def write_flac(
    path: Path, samples: NDArray[np.float32], sample_rate: int, provenance: Provenance | None = None
) -> None:
    """Write samples on the 24-bit grid as lossless FLAC that only this user may read.

    It is decoded again and compared before an existing file is replaced.

    Parameters
    ----------
    path : pathlib.Path
        The file; its extension becomes .flac.
    samples : ndarray of float32, shape (n,)
        Mono, as returned by `studio.domain.take.on_grid`.
    sample_rate : int
        In Hz.
    provenance : Provenance, optional
        What the file says about itself; None for a person's recording, and for files that do not leave the studio.

    Raises
    ------
    StorageFailed
        If they cannot be encoded exactly, or the disk refuses; an existing file is left unchanged.
    """
    write_sound(path.with_suffix(".flac"), samples, sample_rate, provenance, private=True)


def flac_duration(path: Path) -> float | None:
    """Return the seconds that a FLAC file's header states, or None if it cannot be read; decodes no sound."""
    try:
        return read_header(path).duration
    except (OSError, SoundFileFailed):
        return None


def read_flac(path: Path) -> tuple[NDArray[np.float32], int]:
    """Read what `write_flac` wrote.

    Returns
    -------
    samples : ndarray of float32, shape (n,)
        Exactly those that were written.
    sample_rate : int
        In Hz.

    Raises
    ------
    NotFound
        If there is no such file.
    StorageFailed
        If it cannot be read.
    """
    try:
        return decode(path)
    except FileNotFoundError:
        raise NotFound(f"The sound file {path.name} is gone.", "It was deleted outside the studio.") from None
    except (OSError, SoundFileFailed) as error:
        reason = getattr(error, "strerror", None) or error
        raise StorageFailed(f"{path} cannot be read: {reason}.", "Restore it from a copy, or delete it.") from error
