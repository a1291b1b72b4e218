"""Attention of the vocoder's transformer within a window of frames, as in Qwen's decoder.

mlx-audio reads the window from the configuration, and attends to all frames.
"""

from collections.abc import Sequence
from typing import Any

import mlx.core as mx
import mlx.nn as nn

#: Of one layer; each of shape (1, heads, frames, width).
KeysAndValues = tuple[mx.array, mx.array]


class WindowCache:
    """The keys and values of a layer that later frames attend to: those of the last `window` - 1 frames.

    Parameters
    ----------
    window : int
        Frames that a frame attends to, itself included.
    offset : int
        Number of frames so far.
    kept : tuple of mx.array, optional
        Keys and values from an earlier cache; they are not changed.
    """

    def __init__(self, window: int, offset: int = 0, kept: KeysAndValues | None = None) -> None:
        self._window = window
        self.offset = offset
        self.kept = kept

    @property
    def frames(self) -> int:
        """Number of frames kept."""
        return 0 if self.kept is None else int(self.kept[0].shape[2])

    def update_and_fetch(self, keys: mx.array, values: mx.array) -> KeysAndValues:
        """Add those of the next frames, and return them after those that were kept."""
        self.offset += keys.shape[2]
        if self.kept is not None:
            keys = mx.concatenate([self.kept[0], keys], axis=2)
            values = mx.concatenate([self.kept[1], values], axis=2)
        start = max(0, keys.shape[2] - (self._window - 1))
        # A slice would keep the whole array alive that it was cut from.
        self.kept = mx.contiguous(keys[:, :, start:]), mx.contiguous(values[:, :, start:])
        return keys, values


class WindowedTransformer(nn.Module):  # type: ignore[misc]
    """The vocoder's transformer; each frame attends to itself and the `window` - 1 before it.

    Parameters
    ----------
    transformer : mlx.nn.Module
        mlx-audio's `DecoderTransformer`.
    window : int
        The `sliding_window` of its configuration.
    """

    def __init__(self, transformer: Any, window: int) -> None:
        super().__init__()
        self.transformer = transformer
        self.window = window

    def __call__(self, frames: mx.array, cache: Sequence[WindowCache] | None = None) -> mx.array:
        """Compute the next frames, shape (1, length, width)."""
        mask = window_mask(cache[0].frames if cache else 0, frames.shape[1], self.window).astype(frames.dtype)
        computed: mx.array = self.transformer(frames, mask=mask, cache=cache)
        return computed


def window_mask(earlier: int, length: int, window: int) -> mx.array:
    """Return what is added to the attention of `length` frames to themselves and to `earlier` ones before them.

    Returns
    -------
    mx.array, shape (length, earlier + length)
        0 within the window, -inf outside, as `create_sliding_window_causal_mask` of transformers.
    """
    distance = mx.arange(earlier, earlier + length)[:, None] - mx.arange(earlier + length)
    return mx.where((distance >= 0) & (distance < window), 0.0, -mx.inf)
