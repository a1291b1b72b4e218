"""Locks on models and the folders they are made in, which the system itself gives back when their holder dies."""

import contextlib
import fcntl
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from studio.models.hub_cache import cache_folder, hub_cache, is_folder

_LOOK_AGAIN = 0.25  # seconds
_UNFINISHED = ".incomplete"


class InUse(Exception):
    """Another program holds the lock."""


@contextlib.contextmanager
def downloading(model: str, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the sole right to download or remove a model.

    Parameters
    ----------
    model : str
        A hub id.
    waiting : callable, optional
        Called about four times a second while another program has the right; without it, that is an error.

    Raises
    ------
    InUse
        If another program has it, and waiting is not wanted.
    OSError
        If the cache cannot be written.
    """
    descriptor = _open(model, "studio.lock")
    try:
        while not _lock(descriptor, fcntl.LOCK_EX):
            if waiting is None:
                raise InUse(model)
            waiting()
            time.sleep(_LOOK_AGAIN)
        yield
    finally:
        os.close(descriptor)


@contextlib.contextmanager
def removing(model: str) -> Iterator[None]:
    """Hold a model against download and use, to remove it.

    Parameters
    ----------
    model : str
        A hub id, or a folder.

    Raises
    ------
    InUse
        If a program downloads it, or has it loaded.
    OSError
        If the cache cannot be written.
    """
    with contextlib.ExitStack() as held:
        if not is_folder(model):
            held.enter_context(downloading(model))
        descriptor = _open_for_use(model)
        held.callback(os.close, descriptor)
        if not _lock(descriptor, fcntl.LOCK_EX):
            raise InUse(model)
        yield


@contextlib.contextmanager
def making(target: Path) -> Iterator[Path]:
    """Hold the sole right to make a model's folder, and give the one to write into until it is whole.

    It is empty, whatever one that was ended left there, and goes when the making fails.

    Parameters
    ----------
    target : pathlib.Path
        What it is renamed to in the end.

    Raises
    ------
    InUse
        If another program makes it.
    OSError
        If the disk refuses.
    """
    folder = _unfinished(target)
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if not _lock(descriptor, fcntl.LOCK_EX):
            raise InUse(str(target))
        try:
            _empty(folder)
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    finally:
        os.close(descriptor)


def forget_unfinished(target: Path) -> None:
    """Delete what is left of a folder that was being made, unless another program makes it."""
    if _unfinished(target).is_dir():
        with contextlib.suppress(InUse, OSError), making(target) as folder:
            shutil.rmtree(folder)


def is_unfinished(folder: Path) -> bool:
    """Say whether a folder is one that is being made, or that was never finished."""
    return folder.name.endswith(_UNFINISHED)


class Use:
    """Says, for as long as this process lives or until `release`, that it has a model loaded.

    Parameters
    ----------
    model : str
        A hub id, or a folder.
    """

    def __init__(self, model: str) -> None:
        self._descriptor = -1
        with contextlib.suppress(OSError):  # a cache that cannot be written cannot lose its models either
            self._descriptor = _open_for_use(model)
            _lock(self._descriptor, fcntl.LOCK_SH)

    def release(self) -> None:
        """Say that the model is no longer loaded."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1


def in_use(model: str) -> bool:
    """Say whether some program has a model loaded."""
    try:
        descriptor = _open_for_use(model)
    except OSError:
        return False
    try:
        return not _lock(descriptor, fcntl.LOCK_EX)
    finally:
        os.close(descriptor)


def _unfinished(target: Path) -> Path:
    return target.with_name(target.name + _UNFINISHED)


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()


def _folder(model: str) -> Path:
    return hub_cache() / ".locks" / cache_folder(model).name


def _open(model: str, name: str) -> int:
    folder = _folder(model)
    folder.mkdir(parents=True, exist_ok=True)
    return os.open(folder / name, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o666)


def _open_for_use(model: str) -> int:
    """Open what stands for a loaded model: a file of the cache's own locks, or a folder's configuration."""
    if is_folder(model):
        return os.open(Path(model) / "config.json", os.O_RDONLY | os.O_CLOEXEC)
    return _open(model, "studio.use")


def _lock(descriptor: int, kind: int) -> bool:
    try:
        fcntl.flock(descriptor, kind | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
