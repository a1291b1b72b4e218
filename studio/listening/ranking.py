"""Ranks takes that were compared two at a time: the model of Bradley and Terry, with its uncertainty.

Each take has a strength β, in logits; that i is preferred to j has probability 1 / (1 + exp(βⱼ - βᵢ)). An answer "no
difference" counts as half a win for each.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.errors import InvalidInput

PRIOR = 2.0  # logits: strengths rarely differ by more than 4, that is 98 % against 2 %
_DRAWS = 20_000
_STEPS = 100
_PRECISE = 1e-10


@dataclass(frozen=True, eq=False)
class Ranking:
    """Strengths of n takes, and how sure they are.

    Parameters
    ----------
    strengths : ndarray of float, shape (n,)
        In logits; they sum to 0.
    covariance : ndarray of float, shape (n, n)
        Of the strengths; from the observed information.
    """

    strengths: NDArray[np.float64]
    covariance: NDArray[np.float64]

    @property
    def errors(self) -> NDArray[np.float64]:
        """Standard errors of the strengths, in logits, shape (n,)."""
        return np.sqrt(np.clip(np.diag(self.covariance), 0.0, None))

    @property
    def variances(self) -> NDArray[np.float64]:
        """Variances of the strengths' differences, in logits², shape (n, n)."""
        own = np.diag(self.covariance)
        return np.clip(own[:, None] + own[None, :] - 2 * self.covariance, 0.0, None)

    @property
    def order(self) -> list[int]:
        """The takes, strongest first."""
        return [int(place) for place in np.argsort(-self.strengths, kind="stable")]

    @property
    def chances(self) -> NDArray[np.float64]:
        """Probability that each take is the strongest, shape (n,); sampled from the normal approximation."""
        draws = np.random.default_rng(0).standard_normal((_DRAWS, len(self.strengths)))
        # A Cholesky factor is the same on every machine; the signs of eigenvectors are not.
        drawn = self.strengths + draws @ _cholesky(self.covariance).T
        return np.bincount(drawn.argmax(axis=1), minlength=len(self.strengths)) / _DRAWS

    def better(self, one: int, other: int) -> float:
        """Return the probability that `one` is stronger than `other`, by the normal approximation."""
        spread = math.sqrt(2 * self.variances[one, other])
        return 0.5 * (1 + math.erf((self.strengths[one] - self.strengths[other]) / spread)) if spread else 0.5


def rank(wins: ArrayLike, prior: float | None = PRIOR) -> Ranking:
    """Fit the Bradley-Terry model by Newton's method.

    Parameters
    ----------
    wins : array_like of float, shape (n, n)
        wins[i, j] is how often i was preferred to j; a tie is ½ for each. The diagonal does not count.
    prior : float or None, optional
        Standard deviation of a normal prior on each strength, in logits. It keeps the strength of a take that won
        everything finite. None is plain maximum likelihood.

    Returns
    -------
    Ranking

    Raises
    ------
    InvalidInput
        If there is no finite maximum without a prior: somebody never lost to, or was never compared with, the others.

    References
    ----------
    R. A. Bradley and M. E. Terry, "Rank analysis of incomplete block designs", Biometrika 39 (1952); D. R. Hunter, "MM
    algorithms for generalized Bradley-Terry models", Annals of Statistics 32 (2004), for when a maximum exists.
    """
    won = np.array(wins, dtype=np.float64)
    np.fill_diagonal(won, 0.0)
    if prior is None and not _has_maximum(won):
        raise InvalidInput(
            "These comparisons have no finite Bradley-Terry strengths.", "Compare more, or give a prior."
        )
    held = 0.0 if prior is None else prior**-2
    strengths = np.zeros(len(won))
    for _ in range(_STEPS):
        gradient, information = _slopes(won, strengths, held)
        step = np.linalg.pinv(information, hermitian=True) @ gradient
        strengths = strengths + step / max(1.0, np.abs(step).max())  # at most one logit: Newton may overshoot
        if np.abs(step).max() < _PRECISE:
            break
    centre = np.eye(len(won)) - 1 / len(won)
    covariance = centre @ np.linalg.pinv(_slopes(won, strengths, held)[1], hermitian=True) @ centre
    return Ranking(centre @ strengths, covariance)


def worth(ranking: Ranking) -> NDArray[np.float64]:
    """Return how informative the next comparison of each pair would be.

    The Fisher information of a comparison is p(1 - p), greatest between equals; times the variance of the pair's
    difference it is what one more answer takes off the uncertainty. Pairs with a take that may be the best count
    more, because the best is what a tournament looks for.

    Returns
    -------
    ndarray of float, shape (n, n)
        Symmetric; 0 on the diagonal.
    """
    likely = _preferred(ranking.strengths)
    chances = ranking.chances
    told = likely * (1 - likely) * ranking.variances * (chances[:, None] + chances[None, :])
    np.fill_diagonal(told, 0.0)
    return told


def _cholesky(covariance: NDArray[np.float64]) -> NDArray[np.float64]:
    """Factor a covariance, which may be singular: strengths sum to 0."""
    floor = 1e-9 * max(float(np.trace(covariance)), 1e-9)
    return np.asarray(np.linalg.cholesky(covariance + floor * np.eye(len(covariance))), np.float64)


def _has_maximum(won: NDArray[np.float64]) -> bool:
    """Return whether a chain of wins links each take to each other: Hunter's condition for a finite maximum."""
    linked = (won > 0) | np.eye(len(won), dtype=bool)
    for _ in won:
        linked = linked @ linked
    return bool(linked.all())


def _slopes(
    won: NDArray[np.float64], strengths: NDArray[np.float64], held: float
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the log-likelihood's gradient and its negative second derivative, the observed information."""
    compared = won + won.T
    likely = _preferred(strengths)
    gradient = (won - compared * likely).sum(axis=1) - held * strengths
    told = compared * likely * (1 - likely)
    information = np.diag(told.sum(axis=1) + held) - told
    return gradient, information


def _preferred(strengths: NDArray[np.float64]) -> NDArray[np.float64]:
    difference = strengths[:, None] - strengths[None, :]
    return 0.5 * (1 + np.tanh(difference / 2))
