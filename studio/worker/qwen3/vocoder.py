"""The vocoder, streaming several takes at once, each with its own decoder state."""

from collections import OrderedDict
from collections.abc import Callable
from typing import Any

import mlx.core as mx
import numpy as np
from numpy.typing import NDArray

from studio.worker.cpu.vocoder_layers import replace_slow_layers
from studio.worker.qwen3.mlx_audio_adapter import SNAKE_LAYERS, DecoderState, StreamingDecoder

_FIRST, _LONGEST = 2, 8
_PRIMED = 4  # references whose decoder state is kept; some MB each for a real model


def chunk_frames(chunk: int) -> int:
    """Return the number of codec frames in a take's chunk, counted from 0.

    The first chunk has two frames, so that sound starts early. Each next one is a frame longer, so that playing a chunk
    leaves time to make the next if the model is at least 1.5 times as fast as speech. The number depends on nothing
    else: products of another shape may round differently, and a take must have the same samples alone and in a batch.
    """
    return min(_FIRST + chunk, _LONGEST)


class Vocoder:
    """Decodes the codes of several takes in turn.

    Parameters
    ----------
    model
        From mlx-audio's `load_model`; on a CPU its decoder's slow layers are replaced.
    """

    def __init__(self, model: Any) -> None:
        self._decoder = StreamingDecoder(model)
        if mx.default_device() == mx.Device(mx.cpu):
            replace_slow_layers(self._decoder.module, SNAKE_LAYERS)
        # With the codes themselves, so that no other array takes their id.
        self._primed: OrderedDict[int, tuple[mx.array, DecoderState | None]] = OrderedDict()

    def start(self, codes: mx.array | None = None, between: Callable[[], None] = lambda: None) -> "VocoderStream":
        """Start a take.

        Parameters
        ----------
        codes : mx.array, shape (1, codebooks, frames), optional
            Codes before the take; their sound is not returned. They are decoded once for all takes that pass the same
            array; the state of the last four arrays is kept.
        between : callable
            Called before each piece of them, which takes seconds on a slow machine; what it raises passes through.
        """
        if codes is None:
            return VocoderStream(self._decoder)
        if id(codes) not in self._primed:
            self._primed[id(codes)] = codes, self._state_after(codes, between)
            while len(self._primed) > _PRIMED:
                self._primed.popitem(last=False)
        self._primed.move_to_end(id(codes))
        return VocoderStream(self._decoder, self._primed[id(codes)][1])

    def _state_after(self, codes: mx.array, between: Callable[[], None]) -> DecoderState | None:
        state: DecoderState | None = None
        for start in range(0, codes.shape[-1], _LONGEST):
            between()
            state = self._decoder.decode(codes[..., start : start + _LONGEST], state)[1]
        return state


class VocoderStream:
    """Decodes the codes of one take as they come.

    Parameters
    ----------
    decoder : StreamingDecoder
        Shared by all takes.
    state : DecoderState, optional
        What was decoded before; None at the start.
    """

    def __init__(self, decoder: StreamingDecoder, state: DecoderState | None = None) -> None:
        self._decoder = decoder
        self._state = state

    def decode(self, codes: mx.array) -> NDArray[np.float32]:
        """Return the sound of the next frames.

        Parameters
        ----------
        codes : mx.array of int, shape (1, codebooks, frames)
            They follow those of the last call.

        Returns
        -------
        ndarray of float32, shape (frames * samples a frame,)
            Mono, -1 to 1.
        """
        sound, self._state = self._decoder.decode(codes, self._state)
        return np.array(sound.astype(mx.float32))
