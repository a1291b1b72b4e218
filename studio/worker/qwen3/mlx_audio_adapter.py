"""The only module of the worker that imports mlx-audio or uses its private names.

mlx-audio promises nothing about them, so pyproject.toml limits its version to those that were tested.
"""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import mlx.core as mx
from mlx_audio.lm.models.cache import KVCache
from mlx_audio.lm.sample_utils import apply_top_k, apply_top_p
from mlx_audio.tts import utils
from mlx_audio.tts.models.qwen3_tts.speech_tokenizer import DecoderOutputSnake, SnakeBeta
from mlx_audio.tts.models.qwen3_tts.talker import swiglu

from studio.domain.recipe import Sampling
from studio.store.temporary import temporary_folder
from studio.worker.qwen3.attention_window import KeysAndValues, WindowCache, WindowedTransformer

__all__ = [
    "SNAKE_LAYERS",
    "DecoderState",
    "KVCache",
    "SpeechEncoder",
    "StreamingDecoder",
    "apply_top_k",
    "apply_top_p",
    "convert_checkpoint",
    "design_inputs",
    "layer_steps",
    "load_model",
    "predictor_settings",
    "resolve_sampling",
    "swiglu",
]

#: The vocoder's activation layers.
SNAKE_LAYERS = (SnakeBeta, DecoderOutputSnake)


@dataclass(frozen=True, eq=False)
class DecoderState:
    """The vocoder's state between two chunks of a take. Its size does not depend on the take's length.

    Parameters
    ----------
    frames : int
        Number of frames decoded so far.
    attention : tuple
        Keys and values of each layer of the transformer.
    samples : tuple
        The last inputs of each convolution.
    """

    frames: int
    attention: tuple[KeysAndValues | None, ...]
    samples: tuple[mx.array | None, ...]


def load_model(folder: Path) -> Any:
    """Load a checkpoint's three parts: the model, its tokenizer and its speech tokenizer."""
    with _plain_path(folder) as path:
        return utils.load_model(path)


def convert_checkpoint(source: Path, target: Path, *, bits: int, group_size: int) -> None:
    """Write a quantised copy of a checkpoint.

    Parameters
    ----------
    source, target : pathlib.Path
        Folders; `target` is created.
    bits : int
        Bits a weight.
    group_size : int
        Weights that share a scale.
    """
    from mlx_audio.convert import convert

    # Without the domain it imports every model it knows, and one of them tries to download.
    with _plain_path(source) as path:
        convert(str(path), str(target), quantize=True, q_bits=bits, q_group_size=group_size, model_domain="tts")


@contextmanager
def _plain_path(folder: Path) -> Iterator[Path]:
    """Yield a link to a folder, under a name with no meaning to mlx-audio.

    mlx-audio takes `[`, `]`, `*` and `?` in a path for a pattern, and leaves out weights with "tokenizer" in their path
    when it converts.
    """
    around = temporary_folder("model")
    try:
        (around / "qwen3_tts").symlink_to(folder.absolute(), target_is_directory=True)
        yield around / "qwen3_tts"
    finally:
        shutil.rmtree(around, ignore_errors=True)


def resolve_sampling(model: Any, sampling: Sampling, frame_cap: int) -> Sampling:
    """Return the sampling settings with open ones filled in from the checkpoint's generation config."""
    options = model._resolve_generation_options(
        sampling.temperature, frame_cap, sampling.top_k, sampling.top_p, sampling.repetition_penalty
    )
    del options["max_tokens"]
    return Sampling(**options)


def predictor_settings(model: Any) -> dict[str, float | int]:
    """Return the sampling settings that the checkpoint's generation config has for the code predictor, by name.

    These are its `subtalker_*` settings, as in Qwen's own generator; mlx-audio does not use them.
    """
    config = model.generate_config or {}
    given = {name: config.get(f"subtalker_{name}") for name in ("temperature", "top_k", "top_p")}
    if config.get("subtalker_dosample") is False:
        given["temperature"] = 0.0
    return {name: value for name, value in given.items() if value is not None}


def design_inputs(model: Any, text: str, description: str, language: str) -> tuple[mx.array, mx.array, mx.array]:
    """Return what `generate_voice_design` feeds to the talker.

    Returns
    -------
    embeddings : mx.array, shape (1, length, width)
        The prompt.
    trailing : mx.array, shape (1, count, width)
        Text added to the first frames, one position a frame; `count` may be 0.
    pad : mx.array, shape (1, 1, width)
        Added to each frame after those.
    """
    embeddings, trailing, pad = model._prepare_generation_inputs(text, language=language, instruct=description)
    return embeddings, pad[:, :0] if trailing is pad else trailing, pad


def layer_steps(talker: Any, x: mx.array, caches: list[KVCache]) -> Iterator[tuple[float, mx.array]]:
    """Compute mlx-audio's talker model, yielding at four places of each layer, with about a matrix product between two.

    Parameters
    ----------
    talker
        `Qwen3TTSTalkerModel`.
    x : mx.array, shape (1, length, width)
        Its input.
    caches : list of KVCache
        Of the positions before; updated.

    Yields
    ------
    part : float
        What is computed, above 0, at last 1.
    state : mx.array
        To be evaluated; the last one is the output, shape (1, length, width).
    """
    offset = caches[0].offset
    places = mx.broadcast_to(mx.arange(offset, offset + x.shape[1]), (3, 1, x.shape[1]))  # three axes, for MRoPE
    rotations = talker.rotary_emb(x, places)
    count = 4 * len(talker.layers)
    for depth, (layer, cache) in enumerate(zip(talker.layers, caches, strict=True)):
        x = x + layer.self_attn(layer.input_layernorm(x), rotations, "causal", cache)
        yield (4 * depth + 1) / count, x
        inner = layer.post_attention_layernorm(x)
        gate = layer.mlp.gate_proj(inner)
        yield (4 * depth + 2) / count, gate
        up = layer.mlp.up_proj(inner)
        yield (4 * depth + 3) / count, up
        x = x + layer.mlp.down_proj(swiglu(gate, up))
        if depth + 1 < len(talker.layers):
            yield (4 * depth + 4) / count, x
    yield 1.0, talker.norm(x)


class SpeechEncoder:
    """The speech tokenizer's encoder in two parts: its convolutions, and all that follows them.

    Parameters
    ----------
    model
        From `load_model`, with an encoder.

    Attributes
    ----------
    hop : int
        Samples for each position that the convolutions compute.
    reach : int
        Samples before those that a position depends on.
    """

    def __init__(self, model: Any) -> None:
        self._encoder = model.speech_tokenizer.encoder_model
        self.hop, self.reach = 1, 0
        for layer in self._convolutions():
            conv = layer.conv.conv
            self.reach += ((layer._ksize - 1) * conv._dilation + 1 - conv._stride) * self.hop
            self.hop *= conv._stride

    def convolve(self, sound: mx.array) -> mx.array:
        """Return an array of shape (1, channels, positions) for sound of shape (1, 1, samples)."""
        convolved: mx.array = self._encoder.encoder(sound)
        return convolved

    def codes(self, convolved: mx.array) -> mx.array:
        """Return the codes of a whole sound, shape (1, codebooks, frames), as mlx-audio's `encode` computes them."""
        encoder, length = self._encoder, convolved.shape[-1]
        mask = mx.triu(mx.full((length, length), -mx.inf, dtype=convolved.dtype), k=1)[None, None]
        states = encoder.encoder_transformer(convolved, cache=encoder.encoder_transformer.make_cache(), mask=mask)[0]
        codes: mx.array = encoder.quantizer.encode(encoder.downsample(states))[:, : encoder.valid_num_quantizers]
        return codes

    def _convolutions(self) -> list[Any]:
        """Return mlx-audio's convolutions, in the order in which they run."""
        stack = self._encoder.encoder
        blocks = [[conv for each in layer.residuals for conv in each.block] for layer in stack.layers]
        pairs = zip(blocks, stack.layers, strict=True)
        inner = [conv for block, layer in pairs for conv in (*block, layer.downsample)]
        return [stack.init_conv1d, *inner, stack.final_conv1d]


class StreamingDecoder:
    """The vocoder's streaming decoder, with Qwen's attention window, and its state passed in and out.

    mlx-audio keeps the state in attributes of the decoder, which allows only one stream at a time.

    Parameters
    ----------
    model
        From `load_model`; its decoder is changed to attend within the window.

    Attributes
    ----------
    module : mlx.nn.Module
        The decoder; its leaf layers may be replaced.
    """

    def __init__(self, model: Any) -> None:
        # mlx-audio wraps the method with mx.compile, which hides the decoder whose attributes hold the state.
        self.module = model.speech_tokenizer.decoder.streaming_step.__self__
        self._window: int = self.module.config.sliding_window
        if not isinstance(self.module.pre_transformer, WindowedTransformer):
            self.module.pre_transformer = WindowedTransformer(self.module.pre_transformer, self._window)
        self._convolutions = [
            (layer, "_overflow" if hasattr(layer, "_overflow") else "_buffer")
            for _, layer in self.module.named_modules()
            if hasattr(layer, "reset_state")
        ]
        layers = self.module.config.num_hidden_layers
        self._start = DecoderState(0, (None,) * layers, (None,) * len(self._convolutions))

    def decode(self, codes: mx.array, state: DecoderState | None) -> tuple[mx.array, DecoderState]:
        """Decode the next frames of one take.

        Parameters
        ----------
        codes : mx.array, shape (1, codebooks, frames)
            They follow the frames that led to `state`.
        state : DecoderState, optional
            None at the start of a take. It is not changed, so several takes may continue from it.

        Returns
        -------
        sound : mx.array, shape (samples,)
            Of these frames.
        state : DecoderState
            After them.
        """
        before = state or self._start
        caches = [WindowCache(self._window, before.frames, kept) for kept in before.attention]
        self.module._transformer_cache = caches
        for (layer, name), kept in zip(self._convolutions, before.samples, strict=True):
            setattr(layer, name, kept)
        sound = self.module.streaming_step(codes)[0, 0]
        # A slice would keep the whole array alive that it was cut from.
        samples = tuple(_copied(getattr(layer, name)) for layer, name in self._convolutions)
        self.module.reset_streaming_state()
        after = DecoderState(caches[0].offset, tuple(cache.kept for cache in caches), samples)
        mx.eval(sound, after.attention, [each for each in samples if each is not None])
        return sound, after


def _copied(array: mx.array | None) -> mx.array | None:
    return None if array is None else mx.contiguous(array)
