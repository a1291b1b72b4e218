"""Differences between takes, compared with those between seeds of one recipe."""

import numpy as np
import pytest

from studio.audio.measurements import MEASUREMENTS
from studio.audio.metrics import Measurements
from studio.audio.significance import SKETCH_SPREAD, compare_measurements, pair_differences, pooled_spread

HERE = Measurements(
    {
        "duration": 4.0,
        "loudness": -23.0,
        "true_peak": -4.0,
        "pitch": 110.0,
        "pitch_range": 5.0,
        "pitch_deviation": 2.0,
        "syllable_rate": 4.0,
        "letter_rate": 12.0,
        "speech_time": 3.3,
        "articulation_rate": 4.4,
        "pauses": 10.0,
        "centroid": 1500.0,
        "tilt": -4.0,
        "flatness": -25.0,
        "harmonicity": 12.0,
        "cepstral_peak": 22.0,
        "perturbation": 0.3,
        "voicing": 80.0,
        "noise_floor": -70.0,
    }
)


def changed(measurements, **values):
    """Return the measurements with other values; None removes one."""
    return Measurements({name: value for name, value in {**measurements.values, **values}.items() if value is not None})


def seeds(number, deviation, random):
    return [changed(HERE, loudness=-23.0 + deviation * away) for away in random.normal(size=number)]


def test_every_measurement_has_a_limit():
    assert set(SKETCH_SPREAD.limits) == set(MEASUREMENTS)


def test_take_does_not_differ_from_itself():
    found = compare_measurements(HERE, HERE)
    assert set(found) == set(MEASUREMENTS)
    assert not any(difference.beyond or difference.by for difference in found.values())


def test_ratio_measurements_are_compared_as_ratios():
    found = compare_measurements(HERE, changed(HERE, pitch=220.0, duration=6.0, tilt=-6.5))
    assert (found["pitch"].by, found["pitch"].unit) == (pytest.approx(12.0), "semitones")
    assert (found["duration"].by, found["duration"].unit) == (pytest.approx(50.0), "%")
    assert (found["tilt"].by, found["tilt"].unit) == (-2.5, "dB/octave")
    assert [name for name, difference in found.items() if difference.beyond] == ["duration", "pitch", "tilt"]


def test_missing_measurements_are_not_compared():
    found = compare_measurements(HERE, changed(HERE, pitch=None, syllable_rate=0.0))
    assert set(MEASUREMENTS) - set(found) == {"pitch", "syllable_rate"}


def test_takes_of_the_recipe_replace_the_default_spread():
    random = np.random.default_rng(1)
    spread = pooled_spread([seeds(8, 3.0, random)])
    assert spread.basis == "takes of the same recipe"
    assert not compare_measurements(HERE, changed(HERE, loudness=-19.0), spread)["loudness"].beyond
    assert compare_measurements(HERE, changed(HERE, loudness=-19.0))["loudness"].beyond


def test_spread_does_not_depend_on_the_order_of_takes():
    takes = [changed(HERE, duration=seconds) for seconds in (2.0, 4.0, 4.2, 4.1)]
    limit = pooled_spread([takes]).limits["duration"]
    assert pooled_spread([takes[::-1]]).limits["duration"] == pytest.approx(limit)


def test_two_takes_use_the_default_spread():
    random = np.random.default_rng(1)
    assert pooled_spread([]) is SKETCH_SPREAD
    assert pooled_spread([seeds(2, 3.0, random), seeds(2, 1.0, random)]) is SKETCH_SPREAD


def test_limit_is_at_least_the_displayed_precision():
    spread = pooled_spread([[HERE] * 4])
    assert spread.limits["loudness"] == 0.1
    assert compare_measurements(HERE, changed(HERE, loudness=-22.8), spread)["loudness"].beyond


@pytest.mark.parametrize("takes", [3, 4, 8])
def test_two_seeds_exceed_the_limit_in_five_percent(takes):
    random = np.random.default_rng(takes)
    beyond = 0
    for _ in range(400):
        spread = pooled_spread([seeds(takes, 2.0, random)])
        beyond += compare_measurements(*seeds(2, 2.0, random), spread)["loudness"].beyond
    assert beyond / 400 == pytest.approx(0.05, abs=0.025)


def test_each_pair_is_compared_once():
    takes = [HERE, changed(HERE, tilt=-3.0), changed(HERE, tilt=-1.0)]
    assert [pair["tilt"] for pair in pair_differences(takes)] == [1.0, 3.0, 2.0]
