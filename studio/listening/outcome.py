"""The outcome of a blind test as plain data."""

from dataclasses import dataclass

from studio.domain.rich_display import RichDisplay
from studio.listening.statistics import ALPHA


@dataclass(frozen=True)
class OrderBias:
    """Whether the position of a clip decided rather than its sound.

    Parameters
    ----------
    first, decided : int
        How often the first slot (A or 1) was chosen, of the answers that chose one.
    p_value : float
        Two-sided exact binomial, against choosing both places equally often.
    """

    first: int
    decided: int
    p_value: float

    @property
    def likely(self) -> bool:
        """Whether a listener without a preference for a position answers so in at most one of twenty tests."""
        return self.p_value <= ALPHA


@dataclass(frozen=True)
class Standing:
    """One clip's rank in a preference test or a tournament.

    Parameters
    ----------
    clip : int
        Its index in the test's clips.
    wins : float
        A tie counts ½.
    compared : int
        Number of comparisons it was part of.
    strength, error : float
        Bradley-Terry strength and its standard error, in logits.
    chance : float
        Probability that it is the best of all.
    """

    clip: int
    wins: float
    compared: int
    strength: float
    error: float
    chance: float


@dataclass(frozen=True)
class Outcome(RichDisplay):
    """What a blind test showed.

    Parameters
    ----------
    summary : str
        One sentence.
    notes : tuple of str
        Further sentences: stopping early, ties, order bias.
    count, decided : int
        Right answers (ABX), or answers for the clip that was preferred; of how many that decided.
    p_value : float or None
        Exact binomial: one-sided for ABX, two-sided for a preference; None for a tournament.
    stopped_p_value : float or None
        For an ABX that was stopped early: what still holds if it was stopped because it went well.
    interval : tuple of float or None
        95 % interval of Clopper and Pearson for the rate.
    ties : int
        Answers "no difference".
    order : OrderBias
        Whether the position decided.
    winner : int or None
        Index of the preferred clip in the test's clips; None if no clip is ahead.
    standings : tuple of Standing
        Best first; empty for ABX.
    """

    summary: str
    notes: tuple[str, ...]
    count: int
    decided: int
    p_value: float | None
    stopped_p_value: float | None
    interval: tuple[float, float] | None
    ties: int
    order: OrderBias
    winner: int | None
    standings: tuple[Standing, ...]

    def __str__(self) -> str:
        return self.summary
