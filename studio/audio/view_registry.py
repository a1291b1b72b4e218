"""The views that the player can show, by name: the page's routes and the notebook's widget both use this registry.

To add a view, write a function in a file of its own that returns something with `to_json`, and register it here.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from studio.audio.alignment import spectral_difference
from studio.audio.pitch import LONGEST_PYIN, Pitch, pitch_pyin, pitch_yin
from studio.audio.syllable_marks import syllable_marks
from studio.audio.views import linear_spectrogram, overview
from studio.errors import InvalidInput

Clip = tuple[ArrayLike, int]


@dataclass(frozen=True)
class ViewKind:
    """A kind of view: how many clips it shows, and the function that makes it from (samples, sample_rate) pairs."""

    clips: int
    make: Callable[..., Any]


def _pyin(samples: ArrayLike, sample_rate: int) -> Pitch:
    if len(np.asarray(samples)) > LONGEST_PYIN * sample_rate:
        raise InvalidInput(f"pYIN tracks clips of up to {LONGEST_PYIN:.0f} s here.", 'Use the view "yin".')
    return pitch_pyin(samples, sample_rate)


VIEWS: Mapping[str, ViewKind] = {
    "view": ViewKind(1, lambda clip: overview(*clip)),
    "linear": ViewKind(1, lambda clip: linear_spectrogram(*clip)),
    "yin": ViewKind(1, lambda clip: pitch_yin(*clip)),
    "pyin": ViewKind(1, lambda clip: _pyin(*clip)),
    "syllables": ViewKind(1, lambda clip: syllable_marks(*clip)),
    "difference": ViewKind(2, spectral_difference),
}


def make_view(kind: str, clips: Sequence[Clip]) -> dict[str, Any]:
    """Make a view in its wire form.

    Parameters
    ----------
    kind : str
        A key of `VIEWS`.
    clips : sequence of (samples, sample_rate)
        Mono, full scale at ±1; two clips for "difference", one for the others.

    Returns
    -------
    dict
        Plain JSON data.

    Raises
    ------
    InvalidInput
        If there is no such view, it takes another number of clips, or one of them is not a clip.
    """
    found = VIEWS.get(kind)
    if found is None or len(clips) != found.clips:
        raise InvalidInput(f"There is no view {kind!r} of {len(clips)} clips.", f"There are: {', '.join(VIEWS)}.")
    wire: dict[str, Any] = found.make(*clips).to_json()
    return wire
