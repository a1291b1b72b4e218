"""What is spoken, 10 ms at a time, in numbers that can be compared: MFCC, and how alike two stretches are."""

import math

import numpy as np
from numpy.typing import NDArray

from studio.audio.frames import ANALYSIS_RATE, HOP, pad, runs
from studio.audio.librosa_loader import load_librosa

_COEFFICIENTS = 16
_FFT = 1024  # 43 ms
_TOP_HZ = 8000.0
# A step may go at half or at twice the speed; none stands still, so that one frame cannot stand for a whole word.
_STEPS = np.array([[1, 1], [1, 2], [2, 1]])


def mfcc(clip: NDArray[np.float32]) -> NDArray[np.float64]:
    """Give mel-frequency cepstral coefficients 1 to 16, each with mean 0 and deviation 1 over the clip.

    The level (coefficient 0) is left out, and with the mean goes what is the same in all of it: the voice's colour.

    Parameters
    ----------
    clip : ndarray of float32, shape (n,)
        At 24 kHz.

    Returns
    -------
    ndarray of float64, shape (16, frames)
        A column a 10 ms.
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
    """Find the place in a whole that is most like a piece, and tell how unlike it is.

    Dynamic time warping over all places where the piece may start and end (M. Müller, "Fundamentals of Music
    Processing", section 7.2.3), with the cosine distance of MFCC.

    Parameters
    ----------
    piece, whole : ndarray of float64, shape (16, frames)
        Cepstra; the whole may be shorter.

    Returns
    -------
    float
        Per frame of the piece: 0 where they are the same, about 1 where they have nothing in common; infinite where
        the whole is too short to hold the piece even at twice the speed.
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
        Cepstra.
    speaking : ndarray of bool, shape (frames,)
        Where the clip speaks. Two pauses are alike, but a stretch that is mostly pause does not count.
    shortest, longest : int
        Periods to look at, in frames.
    alike : float
        The cosine, averaged over 0.2 s, from which two stretches count as the same.

    Returns
    -------
    stretch, period : int
        For how many frames the clip stays like itself one period later; both 0 where it never does.
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
