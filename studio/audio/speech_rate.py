"""Speech rate: syllables and pauses."""

import numpy as np
from numpy.typing import NDArray

from studio.audio.frames import HOP_SECONDS
from studio.audio.pitch import Pitch
from studio.audio.vad import SpeechActivity

PAUSE = 0.2  # seconds; the closure of a plosive is shorter
_DIP_DB = 2.0  # between two syllables; de Jong & Wempe
_BELOW_TOP_DB = 25.0  # below the 99th percentile; de Jong & Wempe
_SMOOTHING = 7  # frames, 70 ms: Praat's intensity at their minimum pitch of 50 Hz averages over 64 ms
_NEAR = 2  # frames: the largest distance of a nucleus from a voiced frame


def spoken_seconds(found: SpeechActivity) -> float:
    """Return the time from the first to the last speech, in seconds."""
    return 0.0 if found.bounds is None else (found.bounds[1] - found.bounds[0]) * HOP_SECONDS


def pause_ratio(found: SpeechActivity) -> float:
    """Return the share (0 to 1) of the time from the first to the last speech in pauses of at least 0.2 s."""
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
        Of the clip.
    pitch : Pitch
        Of the same clip.

    Returns
    -------
    list of float
        Where each syllable is loudest, in seconds.
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
    """Average the power over 70 ms, in dB, padded with silence so that the first and last frame can be peaks."""
    window = np.hanning(_SMOOTHING + 2)[1:-1]
    power = np.pad(10 ** (levels / 10), _SMOOTHING)
    return np.asarray(10.0 * np.log10(np.convolve(power, window / window.sum(), "same") + 1e-14))[
        _SMOOTHING:-_SMOOTHING
    ]
