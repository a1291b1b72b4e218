"""The vocoder's convolutions as matrix products, for a CPU.

MLX's CPU build computes dilated and transposed convolutions with a plain loop; matrix products use the BLAS. A GPU has
kernels for these layers, so there mlx-audio's are kept.
"""

from functools import partial, reduce
from typing import Any

import mlx.core as mx
import mlx.nn as nn
from mlx.utils import tree_map


def replace_slow_layers(decoder: nn.Module, snakes: tuple[type[Any], ...]) -> None:
    """Replace a decoder's slow layers by ones that compute the same, up to rounding.

    Parameters
    ----------
    decoder : mlx.nn.Module
        mlx-audio's; the weights of the replaced layers are freed.
    snakes : tuple of type
        Its activation layers with `alpha`, `beta` and `eps`.
    """
    replace = partial(_faster, snakes)
    decoder.update_modules(tree_map(replace, decoder.leaf_modules(), is_leaf=nn.Module.is_module))


def _faster(snakes: tuple[type[Any], ...], layer: Any) -> Any:
    plain = getattr(layer, "padding", None) == 0 and "bias" in layer
    if type(layer) is nn.Conv1d and plain and (layer.stride, layer.groups) == (1, 1):
        return Convolution(layer)
    if type(layer) is nn.ConvTranspose1d and plain and layer.weight.shape[1] % layer.stride == 0:
        return TransposedConvolution(layer)
    return Snake(layer) if isinstance(layer, snakes) else layer


class Convolution(nn.Module):  # type: ignore[misc]
    """A convolution as a sum of matrix products, one for each tap of its kernel.

    Parameters
    ----------
    layer : mlx.nn.Conv1d
        With bias, without padding, stride or groups.
    """

    def __init__(self, layer: Any) -> None:
        super().__init__()
        self.bias = layer.bias
        self.taps = [mx.contiguous(layer.weight[:, tap]).T for tap in range(layer.weight.shape[1])]
        self._apart = layer.dilation
        mx.eval(self.taps)

    def __call__(self, x: mx.array) -> mx.array:
        """Return an array of shape (1, length - reach, channels out) for (1, length, channels in)."""
        length = x.shape[1] - self._apart * (len(self.taps) - 1)
        sound: mx.array = self.bias
        for place, tap in enumerate(self.taps):
            start = place * self._apart
            sound = mx.addmm(sound, x[:, start : start + length], tap)
        return sound


class TransposedConvolution(nn.Module):  # type: ignore[misc]
    """A transposed convolution as one matrix product, with overlapping outputs added.

    Parameters
    ----------
    layer : mlx.nn.ConvTranspose1d
        With bias, without padding; the kernel size is a multiple of the stride.
    """

    def __init__(self, layer: Any) -> None:
        super().__init__()
        out, kernel, into = layer.weight.shape
        self.bias = layer.bias
        self.kernel = mx.contiguous(layer.weight.transpose(1, 0, 2).reshape(kernel * out, into)).T
        self._pieces, self._piece = kernel // layer.stride, layer.stride * out
        mx.eval(self.kernel)

    def __call__(self, x: mx.array) -> mx.array:
        """Return an array of shape (1, (length - 1) * stride + kernel, channels out) for (1, length, channels in)."""
        spread = (x @ self.kernel).reshape(1, -1, self._pieces, self._piece)
        late = self._pieces - 1
        laid = (mx.pad(spread[:, :, place], [(0, 0), (place, late - place), (0, 0)]) for place in range(late + 1))
        sound: mx.array = reduce(mx.add, laid).reshape(1, -1, len(self.bias)) + self.bias
        return sound


class Snake(nn.Module):  # type: ignore[misc]
    """The activation x + sin²(rate x) / depth, with rates and depths computed once.

    Parameters
    ----------
    layer : mlx.nn.Module
        With `alpha`, `beta` and `eps`.
    """

    def __init__(self, layer: Any) -> None:
        super().__init__()
        self.rate = mx.exp(layer.alpha)
        self.strength = 1.0 / (mx.exp(layer.beta) + layer.eps)
        mx.eval(self.rate, self.strength)

    def __call__(self, x: mx.array) -> mx.array:
        """Return an array of the same shape."""
        waves: mx.array = self.strength * mx.square(mx.sin(x * self.rate))
        return x + waves
