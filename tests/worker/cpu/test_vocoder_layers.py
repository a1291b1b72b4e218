"""The vocoder layers for a CPU compute what mlx-audio's do."""

import mlx.core as mx
import mlx.nn as nn
import pytest
from mlx.utils import tree_map
from mlx_audio.tts.models.qwen3_tts.speech_tokenizer import (
    CausalConv1d,
    CausalTransposeConv1d,
    DecoderOutputSnake,
    SnakeBeta,
)

from studio.worker.cpu.vocoder_layers import replace_slow_layers

WIDTH = 24


@pytest.mark.parametrize(
    "layer",
    [
        CausalConv1d(WIDTH, 40, 1),
        CausalConv1d(WIDTH, 40, 7),
        CausalConv1d(WIDTH, 40, 7, dilation=9),
        CausalTransposeConv1d(WIDTH, 40, 2, 2),
        CausalTransposeConv1d(WIDTH, 40, 10, 5),
        CausalTransposeConv1d(WIDTH, 40, 15, 5),
        SnakeBeta(WIDTH),
        DecoderOutputSnake(WIDTH),
    ],
)
def test_replaced_layer_computes_the_same(layer):
    mx.random.seed(1)
    layer.update(tree_map(lambda weights: mx.random.normal(weights.shape), layer.parameters()))
    decoder, sound = nn.Sequential(layer), mx.random.normal((1, 60, WIDTH))
    before, replaced = decoder(sound), [type(part) for part in decoder.modules()]
    replace_slow_layers(decoder, (SnakeBeta, DecoderOutputSnake))

    assert replaced != [type(part) for part in decoder.modules()]
    assert mx.allclose(decoder(sound), before, rtol=1e-5, atol=1e-4)


@pytest.mark.parametrize("layer", [CausalConv1d(WIDTH, WIDTH, 7, groups=WIDTH), CausalConv1d(WIDTH, 40, 7, stride=2)])
def test_other_layers_are_kept(layer):
    decoder = nn.Sequential(layer)
    replace_slow_layers(decoder, (SnakeBeta, DecoderOutputSnake))

    assert type(layer.conv) is nn.Conv1d
