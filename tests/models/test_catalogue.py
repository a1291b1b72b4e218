"""The published checkpoints and the recommendations for a machine's memory."""

from pathlib import Path

import pytest

from studio.models.catalogue import (
    CATALOGUE,
    GIB,
    ORIGINALS,
    memory_of,
    preferred,
    recommended,
)
from studio.models.machine import Machine


def named(parameters, precision):
    return f"mlx-community/Qwen3-TTS-12Hz-{parameters}-{precision}"


def published(model):
    return next(each for each in CATALOGUE if each.model == model)


def test_catalogue_has_three_models_in_four_precisions():
    assert len(CATALOGUE) == len({each.model for each in CATALOGUE}) == 12
    assert {(each.kind, each.parameters) for each in CATALOGUE} == {
        ("design", "1.7B"),
        ("base", "1.7B"),
        ("base", "0.6B"),
    }


@pytest.mark.parametrize(
    ("model", "size"),
    [
        ("1.7B-VoiceDesign-8bit", 3_080_138_280),
        ("1.7B-VoiceDesign-4bit", 2_312_057_276),
        ("1.7B-Base-4bit", 2_336_075_167),
        ("0.6B-Base-8bit", 1_991_296_593),
    ],
)
def test_sizes_equal_the_files_on_the_hub(model, size):
    found = published(f"mlx-community/Qwen3-TTS-12Hz-{model}")
    assert found.size_bytes == pytest.approx(size, rel=1e-4)


def test_memory_estimate_matches_apple_silicon():
    found = published(named("1.7B-VoiceDesign", "bf16"))
    assert found.memory_bytes == pytest.approx(5.284e9, rel=0.01)


@pytest.mark.parametrize(
    ("gigabytes", "design", "base"),
    [
        (8, named("1.7B-VoiceDesign", "4bit"), named("0.6B-Base", "8bit")),
        (16, named("1.7B-VoiceDesign", "8bit"), named("1.7B-Base", "8bit")),
        (24, named("1.7B-VoiceDesign", "8bit"), named("1.7B-Base", "8bit")),
        (32, named("1.7B-VoiceDesign", "bf16"), named("1.7B-Base", "bf16")),
        (128, named("1.7B-VoiceDesign", "bf16"), named("1.7B-Base", "bf16")),
    ],
)
def test_recommended_pair_fits_three_quarters_of_memory(gigabytes, design, base):
    pair = recommended(gigabytes * GIB)
    assert [each.model for each in pair] == [design, base]
    assert memory_of(*pair) < 0.75 * gigabytes * GIB


@pytest.mark.parametrize(
    ("model", "peak"), [("1.7B-VoiceDesign-bf16", 4.81e9), ("1.7B-VoiceDesign-8bit", 3.37e9), ("1.7B-Base-bf16", 5.1e9)]
)
def test_memory_estimate_exceeds_the_measured_peak_of_speaking(model, peak):
    found = published(f"mlx-community/Qwen3-TTS-12Hz-{model}")
    assert peak < found.memory_bytes < peak + 1e9
    assert memory_of(found) == found.memory_bytes


@pytest.mark.parametrize(
    ("gigabytes", "models"),
    [
        (4, []),
        (8, [named("1.7B-VoiceDesign", "bf16")]),
        (16, [named("1.7B-VoiceDesign", "bf16"), named("0.6B-Base", "bf16")]),
        (64, [named("1.7B-VoiceDesign", "bf16"), named("0.6B-Base", "bf16")]),
    ],
)
def test_on_a_cpu_only_bf16_is_recommended_or_nothing(gigabytes, models):
    machine = Machine(gigabytes * GIB, on_cpu=True)

    assert [each.model for each in recommended(machine)] == models
    for kind in ("design", "base"):
        quantised = [each.quantised for each in preferred(kind, machine)]
        assert quantised == sorted(quantised)


@pytest.mark.parametrize("gigabytes", [8, 16, 32])
def test_readme_states_sizes_and_memory_of_the_recommended_models(gigabytes):
    pair = recommended(gigabytes * GIB)
    names = [each.model.removeprefix("mlx-community/Qwen3-TTS-12Hz-") for each in pair]
    download = sum(each.size_bytes for each in pair)

    row = f"| {names[0]} | {names[1]} | {download / 1e9:.1f} GB | {memory_of(*pair) / 1e9:.1f} GB |"
    assert row in (Path(__file__).parents[2] / "README.md").read_text()


def test_slightly_less_memory_has_the_same_recommendation():
    assert recommended(int(15.4 * GIB)) == recommended(16 * GIB)


@pytest.mark.parametrize("gigabytes", [4, 16, 64])
@pytest.mark.parametrize("kind", ["design", "base"])
def test_every_checkpoint_of_a_kind_is_ranked(kind, gigabytes):
    ranked = preferred(kind, gigabytes * GIB)
    assert sorted(each.model for each in ranked) == sorted(
        each.model for each in (*CATALOGUE, *ORIGINALS) if each.kind == kind
    )
