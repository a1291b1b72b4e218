"""The sounds of the current trial, under addresses that reveal nothing.

In a blind test the page must not know what it plays. Each slot gets a random token; its sound is matched in level,
padded to the longest clip of the test, and written as PCM with its own dither. So two slots with the same clip differ
in name and in bytes, and slots with different clips have the same size. Only the sound itself cannot be hidden from
somebody who analyses the page's traffic.
"""

import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from studio.audio.frames import ANALYSIS_RATE, resample
from studio.audio.loudness import matching_gains
from studio.audio.sound_file import encode
from studio.errors import Advice, NotFound

Sound = tuple[NDArray[np.float32], int]

_TAIL = 0.1  # seconds of silence after the longest clip
_GRID = float(2**23)
_CACHED_TESTS = 2  # their matched samples: 8 clips of 60 s are 46 MB


class HiddenSounds:
    """Matches the sounds of listening tests, and serves them under tokens; safe on many threads.

    Parameters
    ----------
    sound_of : callable
        Returns the samples and the rate of the clip "take:ID" or "preset:SLUG"; raises NotFound if it does not exist.
    """

    def __init__(self, sound_of: Callable[[str], Sound]) -> None:
        self._sound_of = sound_of
        self._matched: OrderedDict[str, list[NDArray[np.float32]]] = OrderedDict()
        self._offered: dict[str, tuple[int, dict[str, int]]] = {}
        self._kept: dict[str, dict[str, Sound]] = {}
        self._lock = threading.RLock()  # a signal handler may call again what it interrupts

    def keep(self, test_id: str, sounds: Mapping[str, Sound]) -> None:
        """Keep sounds by their refs until the test ends; `sound_of` does not know them."""
        if sounds:
            self._kept[test_id] = dict(sounds)

    def offer(self, test_id: str, refs: Sequence[str], trial: int, shown: Sequence[int]) -> list[str]:
        """Return a token for each slot of a trial; tokens of earlier trials become invalid.

        Raises
        ------
        NotFound
            If one of the test's sounds is missing.
        """
        self._prepare(test_id, refs)
        with self._lock:
            known = self._offered.get(test_id)
            if known and known[0] == trial and list(known[1].values()) == list(shown):
                return list(known[1])  # a second tab, or a reload
            tokens = {secrets.token_urlsafe(18): place for place in shown}
            self._offered[test_id] = (trial, tokens)
        return list(tokens)

    def withdraw(self, test_id: str) -> None:
        """Delete a test's tokens and samples."""
        with self._lock:
            self._offered.pop(test_id, None)
            self._matched.pop(test_id, None)
            self._kept.pop(test_id, None)

    def wav(self, token: str) -> bytes:
        """Return the sound behind a token as a WAV file: mono, 24 bits, 24 kHz.

        Raises
        ------
        NotFound
            If the token does not belong to a current trial.
        """
        return encode((self._steps(token) << 8).astype(np.int32), ANALYSIS_RATE, "WAV")

    def samples(self, token: str) -> NDArray[np.float32]:
        """Return the sound behind a token, float32 of shape (n,) at 24 kHz; raises as `wav`."""
        return (self._steps(token) / _GRID).astype(np.float32)

    def _steps(self, token: str) -> NDArray[np.int64]:
        with self._lock:
            for test_id, (_, tokens) in self._offered.items():
                if token in tokens and test_id in self._matched:
                    samples = self._matched[test_id][tokens[token]]
                    break
            else:
                raise NotFound("This trial is over.", Advice("Continue with test.trial.", shell="Reload the page."))
        return _dithered(samples)

    def _prepare(self, test_id: str, refs: Sequence[str]) -> None:
        with self._lock:
            if test_id in self._matched:
                self._matched.move_to_end(test_id)
                return
        kept = self._kept.get(test_id, {})
        matched = match([kept.get(ref) or self._sound_of(ref) for ref in refs])
        with self._lock:
            self._matched[test_id] = matched
            while len(self._matched) > _CACHED_TESTS:
                gone, _ = self._matched.popitem(last=False)
                self._offered.pop(gone, None)


def match(sounds: Sequence[Sound]) -> list[NDArray[np.float32]]:
    """Convert sounds to one rate, one loudness and one length.

    Parameters
    ----------
    sounds : sequence of (samples, sample_rate)
        Mono, full scale at ±1.

    Returns
    -------
    list of ndarray of float32, shape (n,)
        At 24 kHz; n is the length of the longest and a little silence.
    """
    resampled = [resample(*sound) for sound in sounds]
    gains = matching_gains([(samples, ANALYSIS_RATE) for samples in resampled])
    length = max(len(samples) for samples in resampled) + round(_TAIL * ANALYSIS_RATE)
    return [
        np.pad(samples * np.float32(10 ** (gain / 20)), (0, length - len(samples)))
        for samples, gain in zip(resampled, gains, strict=True)
    ]


def _dithered(samples: NDArray[np.float32]) -> NDArray[np.int64]:
    """Return steps of 24 bits, with triangular dither of one step, 138 dB below full scale and different each time."""
    noise = np.random.default_rng()
    dither = noise.random(len(samples)) - noise.random(len(samples))
    return np.clip(np.rint(samples.astype(np.float64) * _GRID + dither), -_GRID, _GRID - 1).astype(np.int64)
