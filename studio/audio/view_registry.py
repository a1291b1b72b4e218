"""What a player shows of clips, by name: the one list that the page's addresses and the notebook's widget go by."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from studio.audio.alignment import spectral_difference
from studio.audio.frames import ANALYSIS_RATE, without_offset
from studio.audio.pitch import pitch_pyin, pitch_yin
from studio.audio.speech_rate import syllable_nuclei
from studio.audio.vad import detect_speech
from studio.audio.validation import check_clip
from studio.audio.views import overview, spectrogram_image
from studio.errors import InvalidInput

Clip = tuple[ArrayLike, int]


@dataclass(frozen=True)
class ViewKind:
    """One kind of view: the number of clips it shows, and the function that makes it."""

    clips: int  # that it is of
    make: Callable[..., Any]


@dataclass(frozen=True)
class Marks:
    """Places of a clip, in seconds."""

    seconds: list[float]

    def to_json(self) -> dict[str, Any]:
        """Give the wire form."""
        return {"seconds": self.seconds}


def syllables(samples: ArrayLike, sample_rate: int) -> Marks:
    """Mark where each syllable is loudest; arguments and errors are those of `pitch_yin`."""
    pitch = pitch_yin(samples, sample_rate)
    return Marks(syllable_nuclei(detect_speech(without_offset(check_clip(samples, sample_rate), sample_rate)), pitch))


VIEWS = {
    "view": ViewKind(1, lambda clip: overview(*clip)),
    "linear": ViewKind(1, lambda clip: spectrogram_image(clip[0], clip[1], "linear")),
    "yin": ViewKind(1, lambda clip: pitch_yin(*clip)),
    "pyin": ViewKind(1, lambda clip: pitch_pyin(*clip)),
    "syllables": ViewKind(1, lambda clip: syllables(*clip)),
    "difference": ViewKind(2, spectral_difference),
}


def make_view(kind: str, clips: Sequence[Clip]) -> dict[str, Any]:
    """Make what a player shows, in its wire form.

    Parameters
    ----------
    kind : str
        "view", "linear", "yin", "pyin" or "syllables" of one clip; "difference" of two.
    clips : sequence of (samples, sample_rate)
        Mono, full scale at ±1.

    Returns
    -------
    dict
        Plain JSON data.

    Raises
    ------
    InvalidInput
        If there is no such view, it takes another number of clips, or one of them is no clip.
    """
    found = VIEWS.get(kind)
    if found is None or len(clips) != found.clips:
        raise InvalidInput(f"There is no view {kind!r} of {len(clips)} clips.", f"There are: {', '.join(VIEWS)}.")
    wire: dict[str, Any] = found.make(*clips).to_json()
    return wire


def warm_up(cache_dir: str | Path | None = None) -> None:
    """Make each look once, so that the first real one does not wait for librosa, which takes a second and more.

    Parameters
    ----------
    cache_dir : path, optional
        A writable folder where compiled code is kept; the user's cache folder by default. It has no effect once
        librosa is loaded.
    """
    if cache_dir is not None:
        os.environ["NUMBA_CACHE_DIR"] = str(cache_dir)
    hum = (0.1 * np.sin(2 * np.pi * 150 * np.arange(ANALYSIS_RATE // 4) / ANALYSIS_RATE)).astype(np.float32)
    for kind, made in VIEWS.items():
        make_view(kind, [(hum, ANALYSIS_RATE)] * made.clips)
