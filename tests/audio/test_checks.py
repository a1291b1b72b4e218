"""Faults of a take are flagged, and a take without faults has no flags."""

import json
from pathlib import Path

import numpy as np
import pytest
import soundfile
import soxr
from synthetic_voice import RATE, noise, syllables, vowel

from studio.audio.checks import Reference, check
from studio.audio.lru_cache import content_hash

PRESETS = sorted(file.parent for file in (Path(__file__).parents[2] / "presets").glob("*/preset.json"))
PAUSE = np.zeros(round(0.15 * RATE), np.float32)
SECOND = np.zeros(RATE, np.float32)


def codes(clip, text="", reference=None):
    return [flag.code for flag in check(clip, RATE, text, reference)]


def starter(name):
    folder = next(folder for folder in PRESETS if folder.name == name)
    samples, _ = soundfile.read(folder / "reference.flac", dtype="float32")
    return samples, json.loads((folder / "preset.json").read_text())["recipe"]["text"]


@pytest.fixture
def speech():
    return starter("evening-storyteller")


@pytest.mark.parametrize("folder", PRESETS, ids=lambda folder: folder.name)
def test_starter_presets_have_no_flags(folder):
    samples, text = starter(folder.name)
    assert codes(samples, text) == []
    assert codes(samples) == []
    for other in PRESETS[::5]:
        told, said = starter(other.name)
        if other != folder:
            assert codes(samples, text, Reference(told, RATE, said)) == []


def test_clipping_is_flagged_at_any_level(speech):
    clipped = np.clip(4 * speech[0], -1, 1)
    assert codes(clipped) == ["clipping"]
    assert codes(0.5 * clipped) == ["clipping"]
    assert codes(speech[0] / np.abs(speech[0]).max()) == []


@pytest.mark.parametrize("rate", [8_000, 48_000])
def test_flags_do_not_depend_on_the_sample_rate(speech, rate):
    clip = soxr.resample(np.concatenate([SECOND, speech[0]]), RATE, rate)
    assert [flag.code for flag in check(clip, rate)] == ["silent-start"]


@pytest.mark.parametrize("hertz", [100, 440])
def test_full_scale_tone_is_not_clipped(hertz):
    assert "clipping" not in codes(np.sin(2 * np.pi * hertz * np.arange(RATE) / RATE))


def test_dc_offset_is_flagged(speech):
    assert codes(speech[0] + 0.02) == ["dc-offset"]
    assert codes(speech[0] + 0.0005) == []


def test_silence_at_the_ends_is_flagged(speech):
    assert codes(np.concatenate([SECOND, speech[0]]) + 0.05) == ["dc-offset", "silent-start"]
    assert codes(np.concatenate([SECOND, speech[0]])) == ["silent-start"]
    assert codes(np.concatenate([speech[0], SECOND])) == ["silent-end"]
    (flag,) = check(np.concatenate([SECOND, speech[0]]), RATE)
    assert (flag.severity, flag.what) == ("note", "It is silent for 1.1 s before it speaks.")


@pytest.mark.parametrize("clip", [[], [0.0], np.zeros(RATE)])
def test_silent_clip_has_only_the_silent_flag(clip):
    assert codes(clip, "Hello.") == ["silent"]


def test_take_much_longer_than_its_text_is_runaway(speech):
    others = np.concatenate([starter(name)[0] for name in ("news-desk", "voix-de-nuit", "harbour-master")])
    assert codes(np.concatenate([speech[0], others]), "Come closer.") == ["runaway"]
    assert codes(np.concatenate([speech[0], others]), speech[1] * 2) == []


def test_digits_and_chinese_are_expected_to_take_longer(speech):
    assert codes(np.tile(speech[0], 2), "1,234,567 + 89") == []
    assert codes(np.tile(speech[0], 2), "炉火边坐近一点，这是一个老故事。") == []


@pytest.mark.parametrize("seconds", [0.5, 0.9, 1.4])
def test_inexact_loop_is_flagged(speech, seconds):
    piece = speech[0][RATE // 2 : RATE // 2 + round(seconds * RATE)]
    random = np.random.default_rng(2)
    loop = np.concatenate([speech[0][: RATE // 2], *(random.uniform(0.7, 1.2) * piece for _ in range(4)), 0.1 * PAUSE])
    found = check(loop + random.normal(0, 2e-4, len(loop)), RATE, speech[1])
    assert "loop" in [flag.code for flag in found]
    assert any(f"{seconds} s 4 times" in flag.what for flag in found)


def test_repetition_in_the_text_is_not_a_loop():
    said = np.concatenate([starter("news-desk")[0]] * 4)
    assert "loop" in codes(said, "Good morning. Here are the headlines.")
    assert codes(said, "Good morning. Here are the headlines. " * 4) == []


def test_take_that_ends_mid_sound_is_truncated(speech):
    assert codes(speech[0][:RATE]) == ["truncated"]
    assert codes(speech[0]) == []


def test_take_starting_with_its_references_end_is_flagged(speech):
    told, said = speech
    line, text = starter("news-desk")
    echo = np.concatenate([told[-round(1.2 * RATE) :], PAUSE, line])
    assert codes(echo, text, Reference(told, RATE, said)) == ["reference-echo"]
    assert codes(line, text, Reference(told, RATE, said)) == []


@pytest.mark.parametrize("seconds", [0.38, 0.39, 0.4, 0.41, 0.42])
def test_very_short_take_is_compared_with_its_reference(speech, seconds):
    told, said = speech
    assert "reference-echo" not in codes(
        syllables(8, 4.0)[: round(seconds * RATE)], "Oui.", Reference(told, RATE, said)
    )


def test_word_shared_with_the_references_end_is_allowed(speech):
    told, said = speech
    again = np.concatenate([told[-round(1.2 * RATE) :], PAUSE, starter("news-desk")[0]])
    assert codes(again, "Old story. Here are the headlines.", Reference(told, RATE, said)) == []


def test_steady_tone_and_noise_are_flagged_as_non_speech():
    assert "non-speech" in codes(noise(2.0))
    assert "non-speech" in codes(vowel("a", 120, 2.0))
    assert "non-speech" not in codes(syllables(8, 4.0))


def test_check_is_cached_by_content(speech):
    assert content_hash(speech[0], RATE) == content_hash(speech[0].copy(), RATE)
    assert check(speech[0], RATE) is check(speech[0].copy(), RATE)
