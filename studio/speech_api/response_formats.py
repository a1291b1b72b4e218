"""The sound formats of the API. To add one: a line in `FORMATS`."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.audio.pcm import pcm16
from studio.audio.sound_encoder import LibsndfileEncoder, PcmEncoder, SoundEncoder, WavEncoder
from studio.audio.sound_file import OPUS_RATES, Format, Subtype, encode
from studio.speech_api.aac import check_aac, encode_aac

Encode = Callable[[NDArray[np.float32], int], bytes]
_PCM_RATE = 24_000  # of OpenAI's `pcm`, which has no header to state another one


@dataclass(frozen=True)
class ResponseFormat:
    """A sound format.

    Parameters
    ----------
    name : str
        Its name in `response_format`.
    media_type : str
        Its MIME type.
    encode : callable
        Returns samples, float32 of shape (n,), and their rate in Hz as a complete file.
    encoder : callable
        Returns an encoder for samples of a rate in Hz that arrive in parts.
    streams : bool
        Whether the response is sent while the sound is generated, not only as server-sent events.
    rates : tuple of int
        Sample rates that it can have, in Hz; empty for any.
    check : callable
        Raises `InvalidInput` if this machine cannot encode it.
    """

    name: str
    media_type: str
    encode: Encode
    encoder: Callable[[int], SoundEncoder]
    streams: bool = False
    rates: tuple[int, ...] = ()
    check: Callable[[], None] = lambda: None

    def rate_for(self, sample_rate: int) -> int:
        """Return the rate in which sound of a rate, in Hz, is sent."""
        return sample_rate if not self.rates or sample_rate in self.rates else self.rates[-1]


def _libsndfile(file_format: Format, subtype: Subtype) -> tuple[Encode, Callable[[int], SoundEncoder]]:
    def whole(samples: NDArray[np.float32], sample_rate: int) -> bytes:
        return encode(samples, sample_rate, file_format, subtype)

    return whole, lambda sample_rate: LibsndfileEncoder(sample_rate, file_format, subtype)


class _CollectingEncoder:
    """Encodes everything at the end, where a format cannot be encoded in parts."""

    def __init__(self, encode: Encode, sample_rate: int) -> None:
        self._encode, self._sample_rate = encode, sample_rate
        self._parts = [np.zeros(0, np.float32)]

    def add(self, samples: NDArray[np.float32]) -> bytes:
        self._parts.append(samples)
        return b""

    def finish(self) -> bytes:
        return self._encode(np.concatenate(self._parts), self._sample_rate)


def _wav(samples: NDArray[np.float32], sample_rate: int) -> bytes:
    """Encode 16 bits, since many clients play no others; rounded as in `pcm`, where libsndfile would truncate."""
    rounded = np.frombuffer(pcm16(samples), "<i2").astype(np.int32) << 16
    return encode(rounded, sample_rate, "WAV", "PCM_16")


#: By name.
FORMATS = {
    each.name: each
    for each in (
        ResponseFormat("mp3", "audio/mpeg", *_libsndfile("MP3", "MPEG_LAYER_III")),
        ResponseFormat("opus", "audio/ogg", *_libsndfile("OGG", "OPUS"), rates=OPUS_RATES),
        ResponseFormat(
            "aac", "audio/aac", encode_aac, lambda rate: _CollectingEncoder(encode_aac, rate), check=check_aac
        ),
        ResponseFormat("flac", "audio/flac", *_libsndfile("FLAC", "PCM_24")),
        ResponseFormat("wav", "audio/wav", _wav, WavEncoder),
        ResponseFormat(
            "pcm", "audio/pcm", lambda samples, _: pcm16(samples), lambda _: PcmEncoder(), True, (_PCM_RATE,)
        ),
    )
}
