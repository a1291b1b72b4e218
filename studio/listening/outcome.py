"""What a listening test showed: counts, probabilities, ranks; `words.py` says them plainly."""

from dataclasses import dataclass

from studio.listening.order import wins
from studio.listening.ranking import Ranking, rank
from studio.listening.statistics import ALPHA, at_least, interval, stopped_early, two_sided
from studio.listening.trial import ListeningTest
from studio.listening.words import (
    SURE,
    abx_notes,
    abx_words,
    order_notes,
    preference_notes,
    preference_words,
    tournament_notes,
    tournament_words,
)


@dataclass(frozen=True)
class OrderBias:
    """Whether the place decided rather than the sound.

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
        """Whether that is rarer than one in twenty without a liking for a place."""
        return self.p_value <= ALPHA


@dataclass(frozen=True)
class Standing:
    """One clip's place in a preference test or a tournament.

    Parameters
    ----------
    clip : int
        Its place in the test's clips.
    wins : float
        A tie is ½.
    compared : int
        How often it was heard against another.
    strength, error : float
        Bradley-Terry strength and its standard error, in logits.
    chance : float
        How likely it is the best of all.
    """

    clip: int
    wins: float
    compared: int
    strength: float
    error: float
    chance: float


@dataclass(frozen=True)
class Outcome:
    """What a listening test showed.

    Parameters
    ----------
    verdict : str
        In plain words, one sentence.
    notes : tuple of str
        What else to know: stopping early, ties, order bias.
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
        Whether the place decided.
    winner : int or None
        The clip that was preferred, as its place in the test's clips; None where nothing shows one.
    standings : tuple of Standing
        Best first; none for ABX.
    """

    verdict: str
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


def outcome(test: ListeningTest) -> Outcome:
    """Say what a test showed so far; meant to be read when it is over."""
    return {"abx": _abx, "preference": _preference, "tournament": _tournament}[test.kind](test)


def decided_enough(test: ListeningTest) -> bool:
    """Say whether a tournament's best is known well enough to stop; always no for the other kinds.

    The probability is given the answers and the prior, so looking at it after every answer does not wear it out as it
    does a p-value. It is as good as the prior: where takes are nearly equal, the leader at this point is not the best
    more often than one time in ten, and little is lost by it.
    """
    if test.kind != "tournament" or len(test.trials) < len(test.clips):
        return False
    return bool(rank(wins(test)).chances.max() >= SURE)


def _abx(test: ListeningTest) -> Outcome:
    done, right = len(test.trials), sum(bool(trial.correct) for trial in test.trials)
    early = stopped_early(right, done, test.planned) if test.stopped and done else None
    bias = order_bias(test)
    return Outcome(
        verdict=abx_words(right, done),
        notes=(*abx_notes(test, right, early), *order_notes(test, bias)),
        count=right,
        decided=done,
        p_value=at_least(right, done) if done else None,
        stopped_p_value=early,
        interval=interval(right, done) if done else None,
        ties=0,
        order=bias,
        winner=None,
        standings=(),
    )


def _preference(test: ListeningTest) -> Outcome:
    ties = sum(trial.chosen is None for trial in test.trials)
    chosen = [sum(trial.chosen == place for trial in test.trials) for place in (0, 1)]
    decided, most = sum(chosen), max(chosen)
    bias = order_bias(test)
    ahead = chosen.index(most) if chosen[0] != chosen[1] else None
    return Outcome(
        verdict=preference_words(test, ahead, most, decided, ties),
        notes=(*preference_notes(test, most, decided, ties), *order_notes(test, bias)),
        count=most,
        decided=decided,
        p_value=two_sided(most, decided) if decided else None,
        stopped_p_value=None,
        interval=interval(most, decided) if decided else None,
        ties=ties,
        order=bias,
        winner=ahead,
        standings=_standings(test, rank(wins(test))),
    )


def _tournament(test: ListeningTest) -> Outcome:
    standings = _standings(test, rank(wins(test)))
    best, second = standings[:2]
    ties = sum(trial.chosen is None for trial in test.trials)
    bias = order_bias(test)
    return Outcome(
        verdict=tournament_words(test, best, second),
        notes=(*tournament_notes(test, ties), *order_notes(test, bias)),
        count=sum(trial.chosen == best.clip for trial in test.trials),
        decided=len(test.trials) - ties,
        p_value=None,
        stopped_p_value=None,
        interval=None,
        ties=ties,
        order=bias,
        winner=best.clip if test.trials and best.strength > second.strength else None,
        standings=standings,
    )


def _standings(test: ListeningTest, ranking: Ranking) -> tuple[Standing, ...]:
    won = wins(test)
    chances = ranking.chances
    return tuple(
        Standing(
            clip=place,
            wins=float(won[place].sum()),
            compared=round(float(won[place].sum() + won[:, place].sum())),
            strength=float(ranking.strengths[place]),
            error=float(ranking.errors[place]),
            chance=float(chances[place]),
        )
        for place in ranking.order
    )


def order_bias(test: ListeningTest) -> OrderBias:
    """Check whether the listener chose a place rather than a sound."""
    firsts = [trial.chose_first for trial in test.trials if trial.chose_first is not None]
    return OrderBias(sum(firsts), len(firsts), two_sided(sum(firsts), len(firsts)))
