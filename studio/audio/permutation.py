"""Exact permutation tests for measurements of a few takes: no distribution is assumed, and no table needed.

If a change has no effect, any other way to divide the same takes into the two groups is as likely as the one that was
observed. The p-value is the share of these ways in which the groups are at least as far apart.
"""

import math
from collections.abc import Iterator, Sequence
from functools import cache
from itertools import combinations, permutations, product

import numpy as np
from numpy.typing import NDArray

ALPHA = 0.05  # the usual level of significance: one change in twenty that has no effect passes
MOST_WAYS = 20_000  # beyond, so many are drawn at random

Floats = NDArray[np.float64]


def ways_to_divide(first: int, second: int) -> int:
    """Return in how many ways takes can be divided into two groups of these sizes.

    Examples
    --------
    >>> ways_to_divide(4, 4)
    70
    """
    return math.comb(first + second, first)


def least_p_of_groups(first: int, second: int) -> float:
    """Return the smallest p-value that `p_of_groups` can reach.

    With groups of one size, each way has a mirror image that is as far apart.

    Examples
    --------
    >>> round(least_p_of_groups(4, 4), 3), least_p_of_groups(3, 3)
    (0.029, 0.1)
    """
    if min(first, second) < 1 or first + second < 3:
        return 1.0
    return (2 if first == second else 1) / min(ways_to_divide(first, second), MOST_WAYS)


def least_p_of_pairs(pairs: int) -> float:
    """Return the smallest p-value that `p_of_pairs` can reach: 2 of the 2ⁿ ways to swap within pairs.

    Examples
    --------
    >>> least_p_of_pairs(4), least_p_of_pairs(6)
    (0.125, 0.03125)
    """
    return 1.0 if pairs < 2 else 2.0 / 2**pairs


def p_of_groups(first: Floats, second: Floats, finest: Floats) -> Floats:
    """Return the p-value of each measurement for two groups of takes with different seeds.

    The statistic is Student's t. Its p-values are adjusted for the number of measurements by step-down maxT
    (Westfall & Young 1993): where the change has no effect, any of them is below 5 % in one comparison of twenty.

    Parameters
    ----------
    first, second : ndarray of float64, shape (n, k) and (m, k)
        A row a take, a column a measurement, without NaN.
    finest : ndarray of float64, shape (k,)
        The smallest spread to assume, so that rounding is not taken for certainty.

    Returns
    -------
    ndarray of float64, shape (k,)
        1 where there are too few takes.
    """
    count, other = len(first), len(second)
    if least_p_of_groups(count, other) == 1.0 or not first.shape[1]:
        return np.ones(first.shape[1])
    together = np.vstack([first, second])
    together = together - together.mean(axis=0)
    member = _memberships(count, other)
    sums, squares = member @ together, member @ together**2
    rest, rest_squares = together.sum(axis=0) - sums, (together**2).sum(axis=0) - squares
    within = (squares - sums**2 / count) + (rest_squares - rest**2 / other)
    variance = np.maximum(within / (count + other - 2), finest**2)
    apart = np.abs(sums / count - rest / other) / np.sqrt(variance * (1 / count + 1 / other))
    return _step_down(apart)


def p_of_pairs(differences: Floats, finest: Floats) -> Floats:
    """Return the p-value of each measurement for pairs of takes that share their seeds; as `p_of_groups`.

    Parameters
    ----------
    differences : ndarray of float64, shape (n, k)
        Second minus first of each pair.
    finest : ndarray of float64, shape (k,)
        As for `p_of_groups`.
    """
    pairs, width = differences.shape
    if least_p_of_pairs(pairs) == 1.0 or not width:
        return np.ones(width)
    signs = np.array(list(product((1.0, -1.0), repeat=pairs)))
    means = signs @ differences / pairs
    within = (differences**2).sum(axis=0) - pairs * means**2
    variance = np.maximum(within / (pairs - 1), finest**2)
    return _step_down(np.abs(means) / np.sqrt(variance / pairs))


def p_of_trend(rows: Floats) -> float:
    """Return the p-value that the values rise with the columns: Page's trend test, exact, one-sided.

    Within each row, every order is equally likely if the columns have no effect (Page 1963).

    Parameters
    ----------
    rows : ndarray of float64, shape (n, k)
        A row a seed, a column a step; k is 3 to 6. Equal values share their mean rank.

    Returns
    -------
    float
        1 for fewer than three columns, or without rows.
    """
    if rows.ndim != 2 or not len(rows) or rows.shape[1] < 3:
        return 1.0
    width = rows.shape[1]
    observed = sum(float(np.arange(1, width + 1) @ _ranks(row)) for row in rows)
    ways = np.array([1.0])
    for _ in rows:
        ways = np.convolve(ways, _sums_of_one_row(width))
    return float(ways[max(0, math.ceil(observed - 1e-9)) :].sum())


def least_p_of_trend(seeds: int, steps: int) -> float:
    """Return the smallest p-value that `p_of_trend` can reach.

    Examples
    --------
    >>> round(least_p_of_trend(1, 3), 3), round(least_p_of_trend(2, 3), 3)
    (0.167, 0.028)
    """
    return 1.0 if seeds < 1 or steps < 3 else 1.0 / math.factorial(steps) ** seeds


def _memberships(count: int, other: int) -> Floats:
    """Return which takes are in the first group, a row a way; the observed way is the first row."""
    total = count + other
    ways = _some_ways(count, total) if math.comb(total, count) > MOST_WAYS else combinations(range(total), count)
    rows = [list(way) for way in ways]
    member = np.zeros((len(rows), total))
    member[np.repeat(np.arange(len(rows)), count), np.concatenate(rows)] = 1.0
    return member


def _some_ways(count: int, total: int) -> Iterator[Sequence[int]]:
    chance = np.random.default_rng(0)
    yield range(count)
    for _ in range(MOST_WAYS - 1):
        yield chance.permutation(total)[:count].tolist()


def _step_down(statistics: Floats) -> Floats:
    """Return the adjusted p-values of the first row among all rows; a column a measurement."""
    order = np.argsort(-statistics[0], kind="stable")
    sorted_rows = statistics[:, order]
    largest = np.maximum.accumulate(sorted_rows[:, ::-1], axis=1)[:, ::-1]
    shares = (largest >= sorted_rows[0] * (1.0 - 1e-9)).mean(axis=0)
    adjusted = np.empty(len(order))
    adjusted[order] = np.maximum.accumulate(shares)
    return adjusted


@cache
def _sums_of_one_row(width: int) -> Floats:
    """Return the probability of each sum of rank times column, by the sum, if every order is equally likely."""
    columns = np.arange(1, width + 1)
    sums = [int(columns @ np.array(order)) for order in permutations(range(1, width + 1))]
    chances: Floats = np.bincount(sums) / len(sums)
    return chances


def _ranks(values: Floats) -> Floats:
    """Return the ranks from 1; equal values share their mean rank."""
    below = (values[None, :] < values[:, None]).sum(axis=1)
    equal = (values[None, :] == values[:, None]).sum(axis=1)
    ranks: Floats = below + (equal + 1) / 2.0
    return ranks
