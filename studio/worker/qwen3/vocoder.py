"""The vocoder, streamed for several takes at once: each has its own place in the sound."""

from collections import OrderedDict
from typing import Any

import mlx.core as mx
import numpy as np
from mlx_audio.lm.models.cache import KVCache
from numpy.typing import NDArray

from studio.worker.cpu.vocoder_layers import write_as_products

_FIRST, _LONGEST = 2, 8
_PRIMED = 4  # beginnings whose state is kept; some MB each for a real model


def chunk_frames(chunk: int) -> int:
    """Give how many codec frames a take's chunk has, counted from 0.

    The first sounds as soon as two frames exist. Each next one is a frame longer, so that playing a chunk leaves time
    to make the next wherever the model is faster than 1.5 times speech. It depends on nothing else: a product of
    another shape may round differently, and a take is to have the same samples beside others as alone.
    """
    return min(_FIRST + chunk, _LONGEST)


class Vocoder:
    """mlx-audio's streaming decoder, whose state lies on the model, made to serve several takes in turn.

    Parameters
    ----------
    model
        From mlx-audio's `load_model`; on a CPU its decoder gets quicker layers.
    """

    def __init__(self, model: Any) -> None:
        # mlx-audio wraps the decoder with mx.compile, which hides the state that lies on it.
        self._decoder = model.speech_tokenizer.decoder.streaming_step.__self__
        if mx.default_device() == mx.Device(mx.cpu):
            write_as_products(self._decoder)
        self._parts = [
            (part, "_overflow" if hasattr(part, "_overflow") else "_buffer")
            for _, part in self._decoder.named_modules()
            if hasattr(part, "reset_state")
        ]
        # With the codes themselves, so that no other array takes their id.
        self._primed: OrderedDict[int, tuple[mx.array, list[Any]]] = OrderedDict()

    def start(self, codes: mx.array | None = None) -> "Voice":
        """Begin a take.

        Parameters
        ----------
        codes : mx.array, shape (1, codebooks, frames), optional
            What was heard before; its sound is not given. It is decoded once for all takes that bring the same array,
            as long as no four others were brought since.
        """
        if codes is None:
            return Voice(self)
        if id(codes) not in self._primed:
            self._primed[id(codes)] = codes, self.step(codes, None)[1]
            while len(self._primed) > _PRIMED:
                self._primed.popitem(last=False)
        self._primed.move_to_end(id(codes))
        cache, *tails = self._primed[id(codes)][1]
        return Voice(self, [[_copied_cache(layer) for layer in cache], *tails])

    def step(self, codes: mx.array, state: list[Any] | None) -> tuple[mx.array, list[Any]]:
        """Decode the next frames of one take.

        Parameters
        ----------
        codes : mx.array, shape (1, codebooks, frames)
            They follow those that led to the state.
        state : list, optional
            None at the beginning.

        Returns
        -------
        mx.array, shape (samples,)
            The sound.
        list
            The state after it.
        """
        self._decoder.reset_streaming_state()
        if state is not None:
            self._decoder._transformer_cache = state[0]
            for (part, name), kept in zip(self._parts, state[1:], strict=True):
                setattr(part, name, kept)
        sound = self._decoder.streaming_step(codes)[0, 0]
        # A slice would keep the whole array alive that it was cut from.
        tails = [_copied(getattr(part, name)) for part, name in self._parts]
        cache = self._decoder._transformer_cache
        self._decoder.reset_streaming_state()
        mx.eval(sound, [tail for tail in tails if tail is not None])
        return sound, [cache, *tails]


class Voice:
    """One take's sound, made from its codes as they come.

    Parameters
    ----------
    vocoder : Vocoder
        Decodes them.
    state : list, optional
        Where it goes on from.
    """

    def __init__(self, vocoder: Vocoder, state: list[Any] | None = None) -> None:
        self._vocoder = vocoder
        self._state = state

    def speak(self, codes: mx.array) -> NDArray[np.float32]:
        """Give the sound of the next frames.

        Parameters
        ----------
        codes : mx.array of int, shape (1, codebooks, frames)
            They follow those given before.

        Returns
        -------
        ndarray of float32, shape (frames * samples a frame,)
            Mono, -1 to 1.
        """
        sound, self._state = self._vocoder.step(codes, self._state)
        return np.array(sound.astype(mx.float32))


def _copied(array: mx.array | None) -> mx.array | None:
    return None if array is None else mx.contiguous(array)


def _copied_cache(cache: KVCache) -> KVCache:
    """Give a cache of the same content that grows by itself."""
    own = KVCache()
    own.keys, own.values, own.offset = mx.array(cache.keys), mx.array(cache.values), cache.offset
    return own
