"""Exclusive locks on downloading, removing and creating a model, which the system releases when their holder dies."""

import contextlib
import os
import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from filelock import FileLock, Timeout, lock_descriptor

from studio.models.hub_cache import is_folder, lock_folder
from studio.models.use_lock import InUse, unused

_POLL_SECONDS = 0.25
_UNFINISHED = ".incomplete"


@contextlib.contextmanager
def downloading(model: str, waiting: Callable[[], None] | None = None) -> Iterator[None]:
    """Hold the exclusive right to download or remove a model.

    Parameters
    ----------
    model : str
        A hub id.
    waiting : callable, optional
        Called about four times a second while another program has the right. Without it, there is no waiting.

    Raises
    ------
    InUse
        If another program has it, and `waiting` is not given.
    OSError
        If the hub's cache cannot be written.
    """
    lock = FileLock(lock_folder(model) / "studio.lock", fallback_to_soft=False)
    while not _acquire(lock):
        if waiting is None:
            raise InUse(model)
        waiting()
        time.sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        lock.release()


@contextlib.contextmanager
def removing(model: str) -> Iterator[None]:
    """Keep all programs from downloading and loading a model, to remove it.

    Parameters
    ----------
    model : str
        A hub id, or a folder.

    Raises
    ------
    InUse
        If a program downloads it, or has it loaded.
    OSError
        If the hub's cache cannot be written.
    """
    with contextlib.ExitStack() as held:
        if not is_folder(model):
            held.enter_context(downloading(model))
        held.enter_context(unused(model))
        yield


@contextlib.contextmanager
def creating(target: Path) -> Iterator[Path]:
    """Hold the exclusive right to create a model's folder.

    Parameters
    ----------
    target : pathlib.Path
        Where the folder will be, once it is complete.

    Yields
    ------
    pathlib.Path
        An empty folder to write into, for the caller to rename to `target`. It is deleted if the caller fails.

    Raises
    ------
    InUse
        If another program is creating it.
    OSError
        If the disk refuses.
    """
    folder = _unfinished(target)
    folder.mkdir(parents=True, exist_ok=True)
    descriptor = os.open(folder, os.O_RDONLY | os.O_CLOEXEC)
    try:
        if not lock_descriptor(descriptor, blocking=False):
            raise InUse(str(target))
        try:
            _empty(folder)
            yield folder
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
    finally:
        os.close(descriptor)


def remove_unfinished(target: Path) -> None:
    """Delete what an interrupted `creating` left, unless another program is creating it."""
    if _unfinished(target).is_dir():
        with contextlib.suppress(InUse, OSError), creating(target) as folder:
            shutil.rmtree(folder)


def is_unfinished(folder: Path) -> bool:
    """Return whether a folder belongs to `creating`, under way or interrupted."""
    return folder.name.endswith(_UNFINISHED)


def _acquire(lock: FileLock) -> bool:
    with contextlib.suppress(Timeout):
        lock.acquire(blocking=False)
    return lock.is_locked


def _unfinished(target: Path) -> Path:
    return target.with_name(target.name + _UNFINISHED)


def _empty(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir() and not entry.is_symlink():
            shutil.rmtree(entry)
        else:
            entry.unlink()
