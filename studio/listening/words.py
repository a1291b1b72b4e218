"""Sentences about the outcome of a blind test; they claim no more than its numbers do."""

from studio.listening.outcome import OrderBias, Standing
from studio.listening.statistics import ALPHA, at_least, needed, passes_by_peeking, two_sided
from studio.listening.trial import ListeningRecord

SURE = 0.9  # a tournament's leader that is the best with this probability is called so


def cost_of_stopping(test: ListeningRecord) -> str:
    """Return what stopping now costs; reveals nothing of the answers."""
    done, planned = len(test.trials), test.planned
    if done == 0:
        return "Nothing was answered yet."
    if test.kind == "tournament":
        return f"After {done} of {planned} comparisons the ranking is less sure; what was answered counts."
    if needed(done) is None or (test.kind == "preference" and two_sided(done, done) > ALPHA):
        return f"{_answers(done)} cannot show anything: even if all agree, chance does that too often."
    if test.kind == "preference":
        return f"After {done} of {planned} trials only a strong preference can show. What was answered counts."
    return (
        f"With {done} trials you need {needed(done)} right. Stopping because it goes well is a way to fool oneself: "
        f"somebody who guesses and may stop at any trial passes in {_percent(passes_by_peeking(planned))} of tests of "
        f"{planned}. The result says what holds in that case, too."
    )


def abx_words(right: int, done: int) -> str:
    """Return what this number of right answers shows."""
    score = f"{right} of {done}"
    if needed(done) is None:
        return f"{score}: too few trials to tell anything."
    if at_least(right, done) <= ALPHA:
        return f"{score}: you can hear it."
    if at_least(done - right, done) <= ALPHA:
        return f"{score}: wrong more often than guessing is. You may hear a difference and have mixed A and B up."
    return f"{score}: could be chance."


def preference_words(test: ListeningRecord, ahead: int | None, most: int, decided: int, ties: int) -> str:
    """Return which clip is preferred: the one `ahead`, with `most` of the `decided` answers."""
    if not decided:
        return "You heard no difference that matters to you."
    score = f"{most} of {decided}"
    if ahead is None:
        return f"{score} each: you prefer neither."
    label = test.clips[ahead].label
    if two_sided(most, decided) <= ALPHA:
        return f"{score} for {label}: you prefer it."
    if ties > decided:
        return f"{score} for {label}, but you mostly heard no difference that matters."
    return f"{score} for {label}: could be chance."


def preference_notes(test: ListeningRecord, most: int, decided: int, ties: int) -> list[str]:
    """Return further sentences about a preference test."""
    notes = []
    if test.stopped and test.trials:
        notes.append(
            f"Stopped after {len(test.trials)} of {test.planned} trials. The p-value holds if that had nothing to do "
            "with which one was ahead."
        )
    if ties:
        notes.append(f'"No difference" {_times(ties)}: that counts for neither.')
    return [*notes, *_missing(most, decided)]


def _missing(most: int, decided: int) -> list[str]:
    """Return what would have shown a preference, if none was shown."""
    enough = needed(decided, ALPHA / 2)  # either clip may be the one
    if not decided or (enough is not None and most >= enough):
        return []
    if enough is None:
        return [f"{_answers(decided)} that chose one cannot show a preference: even if all agree, it could be chance."]
    return [f"{enough} of {decided} would have shown a preference. This does not show that you have none."]


def tournament_words(test: ListeningRecord, best: Standing, second: Standing) -> str:
    """Return which clip is liked best, and with what probability."""
    if not test.trials:
        return "Nothing was answered."
    first, other = test.clips[best.clip].label, test.clips[second.clip].label
    if best.chance >= SURE:
        return f"{first} is the one you like best: {_percent(best.chance)} sure."
    if best.strength <= second.strength:
        return f"{first} and {other} are level."
    leads, follows = _percent(best.chance), _percent(second.chance)
    return f"{first} leads, but it is not sure: {leads} that it is the best, {other} {follows}."


def order_notes(test: ListeningRecord, bias: OrderBias) -> list[str]:
    """Return a warning if the position may have decided."""
    if not bias.likely:
        return []
    first, second = ("A", "B") if test.kind == "abx" else ("the first", "the second")
    name, count = (first, bias.first) if 2 * bias.first > bias.decided else (second, bias.decided - bias.first)
    return [f"You chose {name} in {count} of {bias.decided} answers: the place may have decided, not the sound."]


def abx_notes(test: ListeningRecord, right: int, early: float | None) -> list[str]:
    """Return further sentences about an ABX test; `early` is the p-value after stopping early."""
    done, notes = len(test.trials), []
    if early is not None:
        notes.append(
            f"Stopped after {done} of {test.planned} trials. If you stopped because it went well, "
            f"p is {early:.3f}: what a guesser reaches who may stop at any trial."
        )
    enough = needed(done)
    if enough is not None and right < enough:
        notes.append(f"{enough} of {done} right would have shown a difference. This does not show that there is none.")
    return notes


def tournament_notes(test: ListeningRecord, ties: int) -> list[str]:
    """Return further sentences about a tournament."""
    notes = []
    if test.stopped and test.trials:
        notes.append(f"Stopped after {len(test.trials)} of {test.planned} comparisons.")
    if ties:
        notes.append(f'"No difference" {_times(ties)}: half a win for each.')
    return notes


def _answers(count: int) -> str:
    return f"{count} answer{'' if count == 1 else 's'}"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _percent(probability: float) -> str:
    """Format a probability without claiming certainty."""
    return "over 99\u00a0%" if probability > 0.99 else f"{100 * probability:.0f}\u00a0%"
