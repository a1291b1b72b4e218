"""How fast a voice speaks, and how much it pauses."""

import numpy as np
from numpy.typing import NDArray

from studio.audio.frames import HOP_SECONDS
from studio.audio.pitch import Pitch
from studio.audio.vad import SpeechActivity

PAUSE = 0.2  # seconds; the closure of a plosive is shorter
_DIP_DB = 2.0  # between two syllables, as de Jong & Wempe have it
_BELOW_TOP_DB = 25.0  # the same; of the 99th percentile
_SMOOTHING = 7  # frames, 70 ms: Praat's intensity at their minimum pitch of 50 Hz averages over 64 ms
_NEAR = 2  # frames from a nucleus to the voiced one


def spoken_seconds(found: SpeechActivity) -> float:
    """Give the time from the first to the last speech."""
    return 0.0 if found.bounds is None else (found.bounds[1] - found.bounds[0]) * HOP_SECONDS


def pause_ratio(found: SpeechActivity) -> float:
    """Give the share of the time from the first to the last speech that is in pauses of 0.2 s and more."""
    paused = sum(end - start for start, end in found.pauses(PAUSE)) * HOP_SECONDS
    return paused / spoken_seconds(found) if paused else 0.0


def syllable_nuclei(found: SpeechActivity, pitch: Pitch) -> list[float]:
    """Find the syllables of a clip by their nuclei.

    After N. H. de Jong and T. Wempe, "Praat script to detect syllable nuclei and measure speech rate automatically",
    Behavior Research Methods 41 (2009): peaks of the intensity, within 25 dB of the loudest, with a dip of 2 dB before
    and after them, that are voiced.

    Parameters
    ----------
    found : SpeechActivity
        Levels of the clip, a value a 10 ms.
    pitch : Pitch
        Of the same clip.

    Returns
    -------
    list of float
        Seconds: where each syllable is loudest.
    """
    if not len(pitch.voiced):
        return []
    from scipy.signal import find_peaks

    smooth = _smoothed(found.levels)
    peaks, _ = find_peaks(smooth, prominence=_DIP_DB, height=float(np.percentile(smooth, 99)) - _BELOW_TOP_DB)
    voiced = np.isfinite(pitch.hertz)
    found_voice = (peak for peak in peaks if voiced[max(0, peak - _NEAR) : peak + _NEAR + 1].any())
    return [(float(peak) + 0.5) * HOP_SECONDS for peak in found_voice]


def _smoothed(levels: NDArray[np.float64]) -> NDArray[np.float64]:
    """Average the power over 70 ms, as dB; a quiet frame stands before and after the clip, so that an edge may peak."""
    window = np.hanning(_SMOOTHING + 2)[1:-1]
    power = np.pad(10 ** (levels / 10), _SMOOTHING)
    return np.asarray(10.0 * np.log10(np.convolve(power, window / window.sum(), "same") + 1e-14))[
        _SMOOTHING:-_SMOOTHING
    ]
