"""Exact permutation tests: their p-values, what they can reach, and how often they are wrong."""

import numpy as np
import pytest
from scipy import stats

from studio.audio.permutation import (
    least_p_of_groups,
    least_p_of_pairs,
    least_p_of_trend,
    p_of_groups,
    p_of_pairs,
    p_of_trend,
)

FINE = np.full(1, 1e-6)


def test_p_of_one_measurement_is_that_of_scipy():
    chance = np.random.default_rng(3)
    for first, second in ((4, 4), (3, 5), (2, 6)):
        one, other = chance.normal(size=(first, 1)), chance.normal(0.8, size=(second, 1))
        expected = stats.permutation_test(
            (one[:, 0], other[:, 0]), lambda a, b: abs(stats.ttest_ind(a, b).statistic), alternative="greater"
        ).pvalue

        assert p_of_groups(one, other, FINE)[0] == pytest.approx(expected)


@pytest.mark.parametrize(("first", "second", "least"), [(4, 4, 2 / 70), (3, 3, 0.1), (3, 4, 1 / 35), (1, 1, 1.0)])
def test_least_p_of_groups_is_reached_by_groups_far_apart(first, second, least):
    p = p_of_groups(np.arange(first)[:, None] * 0.1, 100 + np.arange(second)[:, None] * 0.1, FINE)

    assert p[0] == pytest.approx(least_p_of_groups(first, second)) == pytest.approx(least)


def test_least_p_of_pairs_is_reached_by_equal_differences():
    for pairs in (2, 4, 6, 8):
        assert p_of_pairs(np.full((pairs, 1), 5.0), FINE)[0] == pytest.approx(least_p_of_pairs(pairs))
    assert p_of_pairs(np.full((1, 1), 5.0), FINE)[0] == 1.0


def test_many_measurements_together_are_wrong_once_in_twenty_comparisons():
    chance = np.random.default_rng(1)
    wrong = sum(
        p_of_groups(chance.normal(size=(4, 9)), chance.normal(size=(4, 9)), np.full(9, 0.01)).min() <= 0.05
        for _ in range(400)
    )

    assert 8 <= wrong <= 34  # 5 % of 400, within three standard deviations


def test_one_change_is_found_among_measurements_that_did_not_change():
    chance = np.random.default_rng(2)
    before, after = chance.normal(size=(4, 9)), chance.normal(size=(4, 9))
    after[:, 4] += 12.0

    assert [int(column) for column in np.flatnonzero(p_of_groups(before, after, np.full(9, 0.01)) <= 0.05)] == [4]


def test_differences_smaller_than_a_shown_digit_are_not_taken_for_certain():
    before, after = np.full((4, 1), 1.0), np.full((4, 1), 1.0)

    assert p_of_groups(before, after, np.full(1, 0.1))[0] == 1.0


def test_so_many_takes_that_not_all_ways_can_be_tried():
    chance = np.random.default_rng(4)
    p = p_of_groups(chance.normal(size=(20, 1)), chance.normal(3.0, size=(20, 1)), FINE)

    assert p[0] == pytest.approx(1 / 20_000)


def test_p_of_a_trend_is_that_of_scipy():
    chance = np.random.default_rng(5)
    for seeds, steps in ((2, 3), (4, 3), (3, 5), (8, 4)):
        rows = chance.normal(size=(seeds, steps)) + 0.4 * np.arange(steps)
        expected = stats.page_trend_test(rows, method="exact").pvalue

        assert p_of_trend(rows) == pytest.approx(expected)


def test_least_p_of_a_trend_is_reached_by_rising_rows():
    for seeds, steps in ((1, 3), (2, 3), (4, 5)):
        assert p_of_trend(np.tile(np.arange(steps, dtype=float), (seeds, 1))) == pytest.approx(
            least_p_of_trend(seeds, steps)
        )
    assert p_of_trend(np.empty((0, 3))) == 1.0
