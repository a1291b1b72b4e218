"""The exact statistics of a listening test, held against scipy and against listeners who guess."""

import itertools

import pytest
from scipy.stats import binomtest

from studio.listening.statistics import (
    at_least,
    interval,
    needed,
    passes_by_peeking,
    power,
    stopped_early,
    two_sided,
)

COUNTS = [(right, trials) for trials in range(1, 41) for right in range(trials + 1)]


def test_the_p_values_are_scipys():
    for right, trials in COUNTS:
        assert at_least(right, trials) == pytest.approx(
            binomtest(right, trials, alternative="greater").pvalue, abs=1e-12
        )
        assert two_sided(right, trials) == pytest.approx(binomtest(right, trials).pvalue, abs=1e-12)


def test_the_interval_is_scipys_exact_one():
    for right, trials in COUNTS:
        exact = binomtest(right, trials).proportion_ci(0.95, method="exact")
        assert interval(right, trials) == pytest.approx((exact.low, exact.high), abs=1e-12)


def test_without_trials_nothing_is_claimed():
    assert (at_least(0, 0), two_sided(0, 0), interval(0, 0)) == (1.0, 1.0, (0.0, 1.0))
    with pytest.raises(ValueError, match="not a valid count"):
        at_least(9, 8)


@pytest.mark.parametrize(("trials", "right"), [(1, None), (4, None), (5, 5), (8, 7), (10, 9), (16, 12), (20, 15)])
def test_what_is_needed_to_be_significant(trials, right):
    assert needed(trials) == right


def test_the_power_is_the_share_of_such_listeners_who_reach_it():
    assert power(8, 0.5) == at_least(7, 8)
    assert power(8, 0.9) == pytest.approx(8 * 0.9**7 * 0.1 + 0.9**8)
    assert power(4, 1.0) == 0.0


@pytest.mark.parametrize("planned", [1, 5, 8, 12])
def test_peeking_is_what_all_guessers_together_show(planned):
    passing = 0
    for guesses in itertools.product((0, 1), repeat=planned):
        counts = list(itertools.accumulate(guesses))
        passing += any(at_least(right, number) <= 0.05 for number, right in enumerate(counts, start=1))

    assert passes_by_peeking(planned) == passing / 2**planned


def test_peeking_costs_more_the_longer_one_may_go_on():
    rates = [passes_by_peeking(planned) for planned in (8, 16, 40, 100)]

    assert rates == sorted(rates)
    assert rates[0] < 0.06 < 0.14 < rates[2]


@pytest.mark.parametrize(("right", "trials"), [(5, 5), (6, 6), (6, 7), (3, 4), (0, 3)])
def test_a_p_value_after_stopping_early_is_never_smaller(right, trials):
    assert at_least(right, trials) <= stopped_early(right, trials, planned=8) <= 1.0


def test_the_p_value_after_stopping_early_holds_for_guessers_who_stop_when_it_looks_best():
    planned, best = 10, []
    for guesses in itertools.product((0, 1), repeat=planned):
        counts = enumerate(itertools.accumulate(guesses), start=1)
        best.append(min(stopped_early(right, number, planned) for number, right in counts))

    for alpha in (0.01, 0.05, 0.2):
        assert sum(p_value <= alpha for p_value in best) / 2**planned <= alpha
