"""Sound as Ogg Opus: small enough to be kept in a notebook, and as loud as what it was made from."""

import math
from functools import partial

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.audio.loudness import loudness
from studio.audio.lru_cache import LruCache, content_hash
from studio.audio.sound_file import decode_bytes, encode, with_rate_of_opus
from studio.audio.validation import check_clip

MEDIA_TYPE = "audio/ogg"

# libsndfile asks for 256 - 250 × this kbit/s, and speech takes about 17: ten seconds are 22 KB at most, and eight such
# takes as base64 fit into a notebook of 300 KB with their pictures. Up to 12 kHz it differs by less than 2 dB in each
# band; from 0.975 on the encoder leaves out what is above 8 kHz. `bench/opus_levels.py` prints sizes and levels.
_COMPRESSION = 0.963
_USUAL_LOSS = 0.38  # dB, to begin with; most voices are then encoded twice
_TOLERANCE = 0.06  # dB
_MOST_TIMES = 4
_KEPT = 64


def opus(samples: ArrayLike, sample_rate: int) -> bytes:
    """Encode a clip as Ogg Opus with the loudness of the clip.

    At so few bits the encoder makes speech 0.2 to 0.6 dB quieter, one voice more than another. So it encodes again,
    louder by what was lost, until the loudness is that of the clip within 0.06 dB, which nobody hears.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Hz; resampled to 48 kHz where Opus does not have it.

    Returns
    -------
    bytes
        The file, cached by the content of the clip.

    Raises
    ------
    InvalidInput
        If the samples are not a clip.
    SoundFileFailed
        If libsndfile cannot encode them.
    """
    clip = check_clip(samples, sample_rate)
    return _kept.get_or_compute((content_hash(clip, sample_rate),), partial(_at_level, clip, sample_rate))


_kept: LruCache[bytes] = LruCache(_KEPT)


def _at_level(clip: NDArray[np.float32], sample_rate: int) -> bytes:
    sound, rate = with_rate_of_opus(clip, sample_rate)
    level = loudness(sound, rate)
    if not math.isfinite(level):  # silence
        return _encode(sound, rate)
    gain = _USUAL_LOSS
    files: list[tuple[float, bytes]] = []
    for _ in range(_MOST_TIMES):
        file = _encode(sound * np.float32(10 ** (gain / 20)), rate)
        lost = level - loudness(*decode_bytes(file))
        files.append((abs(lost), file))
        if abs(lost) < _TOLERANCE or not math.isfinite(lost):
            break
        gain += lost
    return min(files)[1]


def _encode(sound: NDArray[np.float32], rate: int) -> bytes:
    return encode(sound, rate, "OGG", "OPUS", compression=_COMPRESSION)
