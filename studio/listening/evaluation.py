"""Evaluates a blind test: counts, probabilities, ranks."""

from studio.listening.order import wins
from studio.listening.outcome import OrderBias, Outcome, Standing
from studio.listening.ranking import Ranking, rank
from studio.listening.statistics import at_least, interval, stopped_early, two_sided
from studio.listening.trial import ListeningRecord
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


def evaluate(test: ListeningRecord) -> Outcome:
    """Return the outcome of the answers so far; meant to be read when the test is over."""
    return {"abx": _abx, "preference": _preference, "tournament": _tournament}[test.kind](test)


def decided_enough(test: ListeningRecord) -> bool:
    """Return whether a tournament's best clip is known well enough to stop; always False for the other kinds.

    The probability is conditional on the answers and the prior, so checking it after every answer does not weaken it as
    it does a p-value. It is only as good as the prior: among nearly equal takes, the leader at this point is not the
    best more often than one time in ten, and little is lost by it.
    """
    if test.kind != "tournament" or len(test.trials) < len(test.clips):
        return False
    return bool(rank(wins(test)).chances.max() >= SURE)


def _abx(test: ListeningRecord) -> Outcome:
    done, right = len(test.trials), sum(bool(trial.correct) for trial in test.trials)
    early = stopped_early(right, done, test.planned) if test.stopped and done else None
    bias = order_bias(test)
    return Outcome(
        summary=abx_words(right, done),
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


def _preference(test: ListeningRecord) -> Outcome:
    ties = sum(trial.chosen is None for trial in test.trials)
    chosen = [sum(trial.chosen == place for trial in test.trials) for place in (0, 1)]
    decided, most = sum(chosen), max(chosen)
    bias = order_bias(test)
    ahead = chosen.index(most) if chosen[0] != chosen[1] else None
    return Outcome(
        summary=preference_words(test, ahead, most, decided, ties),
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


def _tournament(test: ListeningRecord) -> Outcome:
    standings = _standings(test, rank(wins(test)))
    best, second = standings[:2]
    ties = sum(trial.chosen is None for trial in test.trials)
    bias = order_bias(test)
    return Outcome(
        summary=tournament_words(test, best, second),
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


def _standings(test: ListeningRecord, ranking: Ranking) -> tuple[Standing, ...]:
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


def order_bias(test: ListeningRecord) -> OrderBias:
    """Return whether the listener chose a position rather than a sound."""
    firsts = [trial.chose_first for trial in test.trials if trial.chose_first is not None]
    return OrderBias(sum(firsts), len(firsts), two_sided(sum(firsts), len(firsts)))
