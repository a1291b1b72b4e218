"""Load librosa when it is first needed, with numba's cache in a folder that can be written.

librosa compiles several functions with numba's `vectorize` and `guvectorize` while it is imported: 17 s with an empty
cache, though the studio never calls most of them. Here each is compiled at its first call. Spectrograms and levels call
none of them, so they do not wait for a compiler.
"""

import os
import stat
import tempfile
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import platformdirs

_lock = threading.RLock()  # a signal handler may call again what it interrupts


def load_librosa() -> Any:
    """Return librosa; the first call imports it, which takes a second. Safe to call from several threads."""
    with _lock:
        return _import()


@cache
def _import() -> Any:
    os.environ.setdefault("NUMBA_CACHE_DIR", str(numba_cache_folder()))
    with _compilation_deferred():
        import librosa
        import librosa.core.audio
        import librosa.core.pitch
        import librosa.core.spectrum
        import librosa.feature.spectral
        import librosa.filters
        import librosa.sequence
        import librosa.util.utils
    return librosa


def numba_cache_folder() -> Path:
    """Return the folder for compiled code: the user's cache folder, or a temporary one where that cannot be written."""
    folder = Path(platformdirs.user_cache_dir("voice-studio", appauthor=False)) / "numba"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK | os.X_OK):
            return folder
    except OSError:
        pass
    return _private_temporary_folder() / "numba"


def _private_temporary_folder() -> Path:
    """Return the same folder each time if nobody else can write to it: numba runs the code that it finds there."""
    folder = Path(tempfile.gettempdir()) / f"voice-studio-{os.getuid()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        found = folder.lstat()
        if stat.S_ISDIR(found.st_mode) and found.st_uid == os.getuid() and not found.st_mode & 0o022:
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="voice-studio-"))


class _CompiledOnFirstCall:
    """A function that is compiled when it is first called."""

    def __init__(self, compile_: Callable[[], Callable[..., Any]]) -> None:
        self._compile = compile_

    @cached_property
    def _compiled(self) -> Callable[..., Any]:
        return self._compile()

    def __call__(self, *arguments: Any, **options: Any) -> Any:
        return self._compiled(*arguments, **options)


def _deferred(decorator: Callable[..., Any]) -> Callable[..., Any]:
    """Return a decorator with the same arguments that compiles at the function's first call."""

    def with_arguments(*arguments: Any, **options: Any) -> Callable[[Any], _CompiledOnFirstCall]:
        return lambda function: _CompiledOnFirstCall(lambda: decorator(*arguments, **options)(function))

    return with_arguments


@contextmanager
def _compilation_deferred() -> Iterator[None]:
    import numba

    vectorize, guvectorize = numba.vectorize, numba.guvectorize
    numba.vectorize, numba.guvectorize = _deferred(vectorize), _deferred(guvectorize)
    try:
        yield
    finally:
        numba.vectorize, numba.guvectorize = vectorize, guvectorize
