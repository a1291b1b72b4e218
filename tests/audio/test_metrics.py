"""Measurements of sounds with known values."""

import json

import numpy as np
import pytest
from synthetic_voice import RATE, noise, syllables, vowel

from studio.audio.loudness import loudness, true_peak
from studio.audio.measurements import MEASUREMENTS
from studio.audio.metrics import Measurements, measure
from studio.errors import InvalidInput

PAUSE = np.zeros(RATE // 2, np.float32)


def joined(*parts):
    return np.concatenate(parts).astype(np.float32)


def test_every_measurement_has_a_unit_and_a_method():
    for name, each in MEASUREMENTS.items():
        assert each.name == name
        assert each.label
        assert each.unit
        assert each.how.endswith(".")
        assert each.chance > 0


def test_unknown_measurement_is_an_attribute_error():
    found = measure(vowel("a", 150), RATE)
    with pytest.raises(AttributeError, match="There is no measurement 'pich'"):
        _ = found.pich
    assert "pitch" in dir(found)


def test_loudness_and_true_peak_follow_bs1770():
    clip = vowel("a", 150, 2.0)
    found = measure(clip, RATE)
    assert found.duration == 2.0
    assert found.loudness == loudness(clip, RATE)
    assert found.true_peak == true_peak(clip, RATE)


def test_pitch_and_range_match_the_synthetic_voice():
    found = measure(vowel("e", 180, 2.0, glide=12), RATE)
    assert found.pitch == pytest.approx(180, rel=0.01)
    assert found.pitch_range == pytest.approx(0.9 * 12, abs=0.3)
    assert measure(vowel("e", 180, 2.0), RATE).pitch_range < 0.2


@pytest.mark.parametrize("rate", [2.5, 4.0, 6.0])
def test_syllable_rate_matches_the_synthetic_voice(rate):
    found = measure(syllables(12, rate), RATE)
    assert found.syllable_rate == pytest.approx(rate, rel=0.1)


def test_letter_rate_requires_the_text():
    clip = joined(PAUSE, vowel("o", 120, 2.0), PAUSE)
    assert measure(clip, RATE, "Twenty letters, or so it is!").letter_rate == pytest.approx(21 / 2.0, rel=0.03)
    assert measure(clip, RATE, "今日は晴れです。").letter_rate == pytest.approx(7 / 2.0, rel=0.03)
    assert measure(clip, RATE).unmeasured["letter_rate"] == "Its text is not known."


def test_only_pauses_between_speech_are_counted():
    spoken = vowel("a", 150, 1.0)
    assert measure(joined(PAUSE, spoken, PAUSE, spoken, PAUSE), RATE).pauses == pytest.approx(20, abs=1)
    assert measure(joined(PAUSE, spoken, PAUSE), RATE).pauses == 0
    assert measure(joined(spoken, PAUSE[:2400], spoken), RATE).pauses == 0  # a plosive's closure


@pytest.mark.parametrize(("slope", "tilt"), [(0, 0), (1, -3.01), (2, -6.02)])
def test_tilt_of_white_pink_and_brown_noise_is_exact(slope, tilt):
    assert measure(noise(4.0, slope), RATE).tilt == pytest.approx(tilt, abs=0.2)


def test_white_noise_is_flatter_and_brighter_than_a_voice():
    white, voice = measure(noise(2.0), RATE), measure(vowel("o", 110, 2.0), RATE)
    assert white.flatness == pytest.approx(-2.51, abs=0.2)  # the mean logarithm of an exponential distribution
    assert white.centroid == pytest.approx(6000, rel=0.02)
    assert voice.flatness < -25
    assert voice.centroid < 1500


@pytest.mark.parametrize("hertz", [90, 180, 350])
@pytest.mark.parametrize("ratio", [5, 10, 20])
def test_harmonicity_equals_the_mixed_ratio(ratio, hertz):
    found = measure(vowel("a", hertz, 1.0, noise_db=-ratio), RATE)
    assert found.harmonicity == pytest.approx(ratio, abs=0.7)


def test_noise_floor_is_measured_in_pauses():
    clip = joined(PAUSE, vowel("a", 150, 1.0), PAUSE)
    hiss = np.random.default_rng(4).normal(0, 1e-3, len(clip))
    assert measure(clip + hiss, RATE).noise_floor == pytest.approx(-60, abs=0.5)
    assert measure(clip, RATE).noise_floor == -120
    assert measure(vowel("a", 150), RATE).unmeasured["noise_floor"] == "It has no gaps in its speech."


def test_gain_changes_only_the_levels():
    clip = joined(syllables(8, 4.0), PAUSE) + np.random.default_rng(4).normal(0, 1e-4, 8 * RATE // 4 + len(PAUSE))
    here, there = measure(clip, RATE, "Eight."), measure(clip * 10 ** (-10 / 20), RATE, "Eight.")
    for name, method in MEASUREMENTS.items():
        step = 10 if method.unit in ("LUFS", "dBTP", "dBFS") else 0
        assert getattr(here, name) == pytest.approx(getattr(there, name) + step, rel=0.01, abs=0.05), name


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_measurements_do_not_depend_on_the_sample_rate(rate):
    import soxr

    clip = joined(PAUSE, syllables(8, 4.0), PAUSE)
    here, there = measure(clip, RATE), measure(soxr.resample(clip, RATE, rate), rate)
    for name in ("duration", "loudness", "pitch", "pitch_range", "syllable_rate", "pauses", "harmonicity"):
        assert getattr(there, name) == pytest.approx(getattr(here, name), rel=0.02, abs=0.2), name


def test_whisper_has_no_pitch_and_states_the_reason():
    found = measure(joined(PAUSE, noise(1.0), PAUSE, noise(1.0)), RATE)
    assert found.pitch is found.pitch_range is found.harmonicity is found.syllable_rate is None
    assert found.unmeasured["pitch"] == "Nothing in it is voiced, as in a whisper."
    assert found.centroid is not None
    assert found.pauses == pytest.approx(20, abs=1)


@pytest.mark.parametrize("clip", [[], [0.0], np.zeros(RATE), np.full(RATE, 1e-6)])
def test_silence_has_only_a_duration(clip):
    found = measure(clip, RATE, "Hello.")
    assert found.duration == len(clip) / RATE
    assert set(found.unmeasured) == set(MEASUREMENTS) - {"duration"}
    assert set(found.unmeasured.values()) == {"It is silent."}


@pytest.mark.parametrize("offset", [0.02, -0.05])
def test_dc_offset_changes_only_the_true_peak(offset):
    clip = joined(PAUSE, syllables(8, 4.0), PAUSE) + np.random.default_rng(4).normal(0, 1e-4, 3 * RATE)
    here, there = measure(clip, RATE, "Eight."), measure(clip + offset, RATE, "Eight.")
    for name in set(MEASUREMENTS) - {"true_peak"}:
        assert getattr(there, name) == pytest.approx(getattr(here, name), rel=0.01, abs=0.1), name


@pytest.mark.parametrize("rate", [8_000, 24_000])
def test_constant_signal_is_silent(rate):
    assert measure(np.full(rate, 0.5), rate).unmeasured["pitch"] == "It is silent."


def test_measurements_above_the_clips_bandwidth_are_omitted():
    import soxr

    clip = joined(PAUSE, syllables(8, 4.0), PAUSE)
    telephone, wide = (measure(soxr.resample(clip, RATE, rate), rate) for rate in (8_000, 16_000))
    assert (telephone.tilt, telephone.flatness, wide.flatness) == (None, None, None)
    assert telephone.unmeasured["tilt"] == "At a sample rate of 8,000 Hz it does not reach 6.4 kHz."
    assert wide.tilt == pytest.approx(measure(clip, RATE).tilt, abs=0.1)


@pytest.mark.parametrize("length", [1, 10, 239, 300, 2000])
def test_very_short_clips_have_only_finite_measurements(length):
    found = measure(noise(1.0)[:length], RATE)
    assert found.pitch is None
    assert all(np.isfinite(value) for value in found.values.values())


def test_measurements_survive_a_json_round_trip():
    found = measure(joined(PAUSE, noise(1.0)), RATE)
    assert Measurements.from_json(json.loads(json.dumps(found.to_json(), allow_nan=False))) == found


def test_measurements_are_cached_by_content():
    clip = vowel("i", 200)
    assert measure(clip, RATE, "a") is measure(clip.copy(), RATE, "a")
    assert measure(clip, RATE, "a") is not measure(clip, RATE, "ab")


@pytest.mark.parametrize("clip", [np.zeros((2, 100)), [0.0, float("nan")]])
def test_invalid_samples_are_rejected(clip):
    with pytest.raises(InvalidInput, match=r"mono|finite"):
        measure(clip, RATE)


def test_articulation_leaves_pauses_out():
    spoken = syllables(8, 4.0)
    found = measure(joined(PAUSE, spoken, PAUSE, spoken, PAUSE), RATE)
    assert found.speech_time == pytest.approx(4.0, rel=0.03)
    assert found.articulation_rate == pytest.approx(4.0, rel=0.1)
    assert found.syllable_rate == pytest.approx(16 / 4.5, rel=0.1)


@pytest.mark.parametrize("glide", [2.0, 6.0, 12.0])
def test_pitch_variation_is_the_standard_deviation_in_semitones(glide):
    for hertz in (100, 220):
        found = measure(vowel("e", hertz, 2.0, glide=glide), RATE)
        assert found.pitch_deviation == pytest.approx(glide / np.sqrt(12), rel=0.05)  # of a uniform distribution


def test_noise_lowers_the_cepstral_peak_at_any_pitch():
    for hertz in (90, 140, 220):
        clean, airy, breathy = (measure(vowel("a", hertz, 2.0, noise_db=level), RATE) for level in (-40, -15, -5))
        assert clean.cepstral_peak > airy.cepstral_peak + 2 > breathy.cepstral_peak + 3.5


@pytest.mark.parametrize("hertz", [90.0, 120.0, 200.0, 260.0])
@pytest.mark.parametrize("decibels", [0.5, 2.0])
def test_perturbation_is_about_half_the_difference_of_alternate_periods(decibels, hertz):
    clip = vowel("o", hertz, 2.0)
    louder = np.floor(np.arange(len(clip)) / RATE * hertz) % 2  # every second period
    found = measure(clip * 10 ** (decibels * (louder - 0.5) / 20), RATE)
    assert 0.4 * decibels < found.perturbation < 0.75 * decibels


def test_steady_and_swelling_voices_have_no_perturbation():
    clip = vowel("o", 120.0, 2.0)
    assert measure(clip, RATE).perturbation < 0.05
    assert measure(clip * np.geomspace(0.05, 1.0, len(clip)), RATE).perturbation < 0.05


def test_voicing_is_the_share_of_speech_with_a_pitch():
    voiced, hiss = vowel("a", 150.0, 1.0), 0.3 * noise(1.0)
    assert measure(voiced, RATE).voicing > 95
    assert measure(joined(voiced, hiss), RATE).voicing == pytest.approx(50, abs=5)
    assert measure(hiss, RATE).voicing < 2
