"""Exact statistics of listening tests, compared with scipy and with enumerated guessers."""

import itertools

import pytest

from studio import InvalidInput
from studio.listening.statistics import (
    at_least,
    interval,
    needed,
    passes_by_peeking,
    power,
    stopped_early,
    trials_needed,
    two_sided,
)

COUNTS = [(right, trials) for trials in range(1, 41) for right in range(trials + 1)]


def test_p_values_equal_scipys():
    from scipy.stats import binomtest  # takes seconds to import

    for right, trials in COUNTS:
        assert at_least(right, trials) == pytest.approx(
            binomtest(right, trials, alternative="greater").pvalue, abs=1e-12
        )
        assert two_sided(right, trials) == pytest.approx(binomtest(right, trials).pvalue, abs=1e-12)


def test_interval_equals_scipys_exact_one():
    from scipy.stats import binomtest

    for right, trials in COUNTS:
        exact = binomtest(right, trials).proportion_ci(0.95, method="exact")
        assert interval(right, trials) == pytest.approx((exact.low, exact.high), abs=1e-12)


def test_zero_trials_give_no_evidence():
    assert (at_least(0, 0), two_sided(0, 0), interval(0, 0)) == (1.0, 1.0, (0.0, 1.0))
    with pytest.raises(ValueError, match="not a valid count"):
        at_least(9, 8)


@pytest.mark.parametrize(("trials", "right"), [(1, None), (4, None), (5, 5), (8, 7), (10, 9), (16, 12), (20, 15)])
def test_answers_needed_for_significance(trials, right):
    assert needed(trials) == right


def test_power_is_the_probability_of_significance():
    assert power(8, 0.5) == at_least(7, 8)
    assert power(8, 0.9) == pytest.approx(8 * 0.9**7 * 0.1 + 0.9**8)
    assert power(4, 1.0) == 0.0


@pytest.mark.parametrize(("hit_rate", "certainty"), [(0.7, 0.8), (0.9, 0.8), (0.9, 0.95), (1.0, 1.0)])
def test_trials_needed_are_the_fewest_with_that_power(hit_rate, certainty):
    trials = trials_needed(hit_rate, certainty)
    assert power(trials, hit_rate) >= certainty
    assert all(power(fewer, hit_rate) < certainty for fewer in range(trials))


def test_a_difference_that_no_test_can_show_has_no_number_of_trials():
    assert trials_needed(0.55) is None
    for hit_rate, certainty, field in ((0.5, 0.8, "hit_rate"), (1.1, 0.8, "hit_rate"), (0.9, 0, "certainty")):
        with pytest.raises(InvalidInput) as refused:
            trials_needed(hit_rate, certainty)
        assert refused.value.details["field"] == field


@pytest.mark.parametrize("planned", [1, 5, 8, 12])
def test_peeking_rate_equals_exhaustive_enumeration(planned):
    passing = 0
    for guesses in itertools.product((0, 1), repeat=planned):
        counts = list(itertools.accumulate(guesses))
        passing += any(at_least(right, number) <= 0.05 for number, right in enumerate(counts, start=1))

    assert passes_by_peeking(planned) == passing / 2**planned


def test_peeking_rate_grows_with_the_planned_trials():
    rates = [passes_by_peeking(planned) for planned in (8, 16, 40, 100)]

    assert rates == sorted(rates)
    assert rates[0] < 0.06 < 0.14 < rates[2]


@pytest.mark.parametrize(("right", "trials"), [(5, 5), (6, 6), (6, 7), (3, 4), (0, 3)])
def test_stopping_early_never_lowers_the_p_value(right, trials):
    assert at_least(right, trials) <= stopped_early(right, trials, planned=8) <= 1.0


def test_stopped_early_p_value_is_valid_under_optional_stopping():
    planned, best = 10, []
    for guesses in itertools.product((0, 1), repeat=planned):
        counts = enumerate(itertools.accumulate(guesses), start=1)
        best.append(min(stopped_early(right, number, planned) for number, right in counts))

    for alpha in (0.01, 0.05, 0.2):
        assert sum(p_value <= alpha for p_value in best) / 2**planned <= alpha
