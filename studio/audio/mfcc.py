"""Mel-frequency cepstral coefficients (MFCC) per 10 ms, and the similarity of stretches of speech."""

import math

import numpy as np
from numpy.typing import NDArray

from studio.audio.frames import ANALYSIS_RATE, HOP, pad, runs
from studio.audio.librosa_loader import load_librosa

_COEFFICIENTS = 16
_FFT = 1024  # 43 ms
_TOP_HZ = 8000.0
# Half to twice the speed; no step stays on a frame, so that one frame cannot match a whole word.
_STEPS = np.array([[1, 1], [1, 2], [2, 1]])


def mfcc(clip: NDArray[np.float32]) -> NDArray[np.float64]:
    """Return MFCC 1 to 16, each normalised to mean 0 and standard deviation 1 over the clip.

    Coefficient 0, the level, is left out. Subtracting the mean removes the timbre of the voice.

    Parameters
    ----------
    clip : ndarray of float32, shape (n,)
        At 24 kHz.

    Returns
    -------
    ndarray of float64, shape (16, frames)
        One column per 10 ms.
    """
    found = load_librosa().feature.mfcc(
        y=pad(clip, _FFT),
        sr=ANALYSIS_RATE,
        n_mfcc=_COEFFICIENTS + 1,
        hop_length=HOP,
        n_fft=_FFT,
        n_mels=40,
        fmax=_TOP_HZ,
        center=False,
    )[1:]
    return np.asarray(
        (found - found.mean(axis=1, keepdims=True)) / (found.std(axis=1, keepdims=True) + 1e-6), dtype=np.float64
    )


def subsequence_distance(piece: NDArray[np.float64], whole: NDArray[np.float64]) -> float:
    """Return the distance of a piece from the part of a whole that is most like it.

    Dynamic time warping over all places where the piece may start and end (M. Müller, "Fundamentals of Music
    Processing", section 7.2.3), with the cosine distance of MFCC.

    Parameters
    ----------
    piece, whole : ndarray of float64, shape (16, frames)
        MFCC; the whole may be shorter.

    Returns
    -------
    float
        Per frame of the piece: 0 if they are identical, about 1 if they are unrelated, infinite if the whole is too
        short to contain the piece even at twice the speed.
    """
    if piece.shape[1] > 2 * whole.shape[1] - 1:
        return math.inf
    costs, _ = load_librosa().sequence.dtw(
        X=piece, Y=whole, metric="cosine", subseq=piece.shape[1] <= whole.shape[1], step_sizes_sigma=_STEPS
    )
    return float(np.min(costs[-1]) / piece.shape[1])


def longest_repeat(
    found: NDArray[np.float64], speaking: NDArray[np.bool_], shortest: int, longest: int, alike: float
) -> tuple[int, int]:
    """Find the period at which a clip repeats itself most often.

    Parameters
    ----------
    found : ndarray of float64, shape (16, frames)
        MFCC.
    speaking : ndarray of bool, shape (frames,)
        Which frames are speech. Two pauses match, but a stretch that is mostly pause does not count.
    shortest, longest : int
        Range of the periods, in frames.
    alike : float
        The cosine similarity, averaged over 0.2 s, above which two stretches match.

    Returns
    -------
    stretch, period : int
        Frames: for how long the clip matches itself one period later, and the period; both 0 if it never does.
    """
    unit = np.where(speaking, found / np.maximum(np.linalg.norm(found, axis=0), 1e-9), 0.0)
    spoken = np.concatenate([[0], np.cumsum(speaking)])
    best = (0, 0)
    for period in range(shortest, min(longest, unit.shape[1] // 2) + 1):
        cosine = np.einsum("ij,ij->j", unit[:, :-period], unit[:, period:])
        cosine[~speaking[:-period] & ~speaking[period:]] = 1.0
        same = np.convolve(cosine, np.full(20, 1 / 20), "same") > alike
        edges = runs(same)
        lasts, speaks = edges[:, 1] - edges[:, 0], spoken[edges[:, 1]] - spoken[edges[:, 0]]
        stretch = int(lasts[2 * speaks > lasts].max(initial=0))
        if stretch * max(1, best[1]) > best[0] * period:
            best = (stretch, period)
    return best
