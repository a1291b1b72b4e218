"""A minimal ctypes binding to espeak-ng: one utterance in, its samples out.

espeak-ng is GPL-3.0-or-later. It is an optional extra, loaded at run time; none of its code is copied here. The calls
are those of `speak_lib.h` and `espeak_ng.h` of espeak-ng 1.52.
"""

import ctypes
import os
import shutil
from _ctypes import dlclose
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.errors import ModelMissing, ModelUnusable
from studio.store.temporary import remove_abandoned_temporary_folders, temporary_folder

SAMPLE_RATE = 22_050

_SYNCHRONOUS = 2  # AUDIO_OUTPUT_SYNCHRONOUS: the callback runs on the calling thread
_DONT_EXIT = 0x8000  # espeakINITIALIZE_DONT_EXIT: without it a missing file ends the process
_UTF8 = 1  # espeakCHARS_UTF8
_RATE = 1  # espeakRATE
_BUFFER_MS = 80
_LONGEST_PATH = 155  # bytes; espeak-ng keeps 160
_VOICE = "studio"

_CALLBACK = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)


class Espeak:
    """espeak-ng, with its own voice file for each utterance.

    The library is loaded anew for every utterance (under 1 ms): it has a dozen static variables (flutter phase,
    filters, noise generator) that no call resets, so a second utterance would differ from the first.

    Raises
    ------
    ModelMissing
        If the `espeakng-loader` package is missing or incomplete.
    ModelUnusable
        If the temporary folder's path is too long for espeak-ng.
    """

    def __init__(self) -> None:
        library, data = _installed()
        self._library = library
        remove_abandoned_temporary_folders()
        self._folder = temporary_folder("sketch")
        self._data = self._folder / "espeak-ng-data"
        if len(os.fsencode(self._data)) > _LONGEST_PATH:
            self.close()
            raise ModelUnusable(
                "The temporary folder's path is too long for espeak-ng.",
                "Set TMPDIR to a folder with a short path.",
                details={"folder": str(self._data)},
            )
        _overlay(data, self._data)
        with self._fresh_library() as espeak:
            self.version: str = espeak.espeak_Info(None).decode()

    def speak(
        self,
        text: str,
        *,
        language: str,
        voice: str,
        rate: int,
        on_samples: Callable[[int], None] = lambda samples: None,
    ) -> NDArray[np.int16]:
        """Speak one text.

        Parameters
        ----------
        text : str
            To be spoken.
        language : str
            A file of espeak-ng's `lang` folder: "gmw/en-US".
        voice : str
            Lines of a voice file, as espeak-ng's `docs/voices.md` describes them: pitch, formants, breath …
        rate : int
            Words a minute, 80 to 450.
        on_samples : callable, optional
            Called with the number of samples so far, at least every 80 ms of sound. What it raises stops the utterance
            and passes through.

        Returns
        -------
        ndarray of int16, shape (n,)
            Mono, 22,050 Hz; the same for the same arguments, in any process.

        Raises
        ------
        ModelUnusable
            If espeak-ng refuses the data, the voice or the text.
        """
        (self._data / "voices" / _VOICE).write_bytes((self._data / "lang" / language).read_bytes() + voice.encode())
        recording = _Recording(on_samples)
        with self._started() as espeak:
            callback = _CALLBACK(recording.receive)  # has to live as long as espeak-ng may call it
            espeak.espeak_SetSynthCallback(callback)
            _check(espeak.espeak_SetVoiceByName(_VOICE.encode()))
            _check(espeak.espeak_SetParameter(_RATE, rate, 0))
            espeak.espeak_ng_SetRandSeed(ctypes.c_long(1))  # else the noise is seeded by the clock
            encoded = text.encode(errors="replace")
            status = espeak.espeak_Synth(encoded, len(encoded) + 1, 0, 0, 0, _UTF8, None, None)
        if recording.raised is not None:
            raise recording.raised
        _check(status)
        return recording.samples()

    def close(self) -> None:
        """Remove the temporary folder."""
        shutil.rmtree(self._folder, ignore_errors=True)

    @contextmanager
    def _started(self) -> Iterator[ctypes.CDLL]:
        """Yield a freshly loaded and initialised library, and terminate it."""
        with self._fresh_library() as espeak:
            rate = espeak.espeak_Initialize(_SYNCHRONOUS, _BUFFER_MS, os.fsencode(self._data), _DONT_EXIT)
            _check(rate - SAMPLE_RATE)
            try:
                yield espeak
            finally:
                espeak.espeak_Terminate()

    @contextmanager
    def _fresh_library(self) -> Iterator[ctypes.CDLL]:
        espeak = _load(self._library)
        if _data_folder(espeak):  # it was not unloaded, or something else uses it: load a copy
            copy = self._folder / f"{len(list(self._folder.iterdir()))}-{self._library.name}"
            self._library = Path(shutil.copyfile(self._library, copy))
            espeak = _load(self._library)
        try:
            yield espeak
        finally:
            dlclose(espeak._handle)


class _Recording:
    """Collects espeak-ng's samples, and calls `on_samples` with their number."""

    def __init__(self, on_samples: Callable[[int], None]) -> None:
        self._on_samples = on_samples
        self._pcm = bytearray()
        self.raised: BaseException | None = None

    def receive(self, samples: int | None, count: int, _events: int | None) -> int:
        """Return 1 to stop espeak-ng; an exception is stored, because it cannot pass through C."""
        try:
            if samples and count > 0:
                self._pcm.extend(ctypes.string_at(samples, 2 * count))
                self._on_samples(len(self._pcm) // 2)
        except BaseException as error:
            self.raised = self.raised or error
        return int(self.raised is not None)

    def samples(self) -> NDArray[np.int16]:
        return np.frombuffer(bytes(self._pcm), dtype=np.int16)


def _installed() -> tuple[Path, Path]:
    try:
        import espeakng_loader
    except ImportError:
        raise _missing("espeakng_loader") from None
    library = Path(espeakng_loader.get_library_path())
    data = library.parent / "espeak-ng-data"
    for needed in (library, data / "phondata"):
        if not needed.is_file():
            raise _missing(str(needed))
    return library, data


def _missing(what: str) -> ModelMissing:
    return ModelMissing(
        "The sketch voice needs espeak-ng, which is not installed.",
        'Type: pip install "voice-studio[sketch]" (in a checkout: make studio).',
        details={"missing": what},
    )


def _overlay(data: Path, folder: Path) -> None:
    """Link espeak-ng's data into a writable folder."""
    (folder / "voices").mkdir(parents=True)
    for entry in data.iterdir():
        if entry.name != "voices":
            (folder / entry.name).symlink_to(entry)


def _load(library: Path) -> ctypes.CDLL:
    try:
        espeak = ctypes.CDLL(str(library))
    except OSError as error:
        raise ModelUnusable(
            f"espeak-ng's library does not load: {error}.",
            'Install it again: pip install --force-reinstall "espeakng-loader".',
            details={"missing": str(library)},
        ) from None
    espeak.espeak_Info.restype = ctypes.c_char_p
    return espeak


def _data_folder(espeak: ctypes.CDLL) -> bytes:
    """Return the data folder of an initialised library; empty for one that was just loaded."""
    folder = ctypes.c_char_p()
    espeak.espeak_Info(ctypes.byref(folder))
    return folder.value or b""


def _check(status: int) -> None:
    if status:
        raise ModelUnusable(
            f"espeak-ng refused (status {status}).",
            'Install it again: pip install --force-reinstall "espeakng-loader".',
        )
