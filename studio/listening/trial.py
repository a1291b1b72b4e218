"""A blind listening test as it is stored: what was compared, what was shown, what was answered, and the key to it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Literal

from studio.errors import InvalidInput

Kind = Literal["abx", "preference", "tournament"]
NEITHER = "none"  # the answer "no difference"

#: What the slots of a trial are called, in the order of `Trial.shown`.
SLOTS: Mapping[Kind, tuple[str, ...]] = {"abx": ("A", "B", "X"), "preference": ("1", "2"), "tournament": ("1", "2")}
ANSWERS: Mapping[Kind, tuple[str, ...]] = {
    "abx": ("A", "B"),
    "preference": ("1", "2", NEITHER),
    "tournament": ("1", "2", NEITHER),
}
_PLACE = {"A": 0, "B": 1, "1": 0, "2": 1}
MOST_CLIPS = 8
MOST_TRIALS = 100


@dataclass(frozen=True)
class ComparedClip:
    """One of the clips of a test.

    Parameters
    ----------
    ref : str
        "take:ID" or "preset:SLUG".
    label : str
        What a person calls it.
    """

    ref: str
    label: str


@dataclass(frozen=True)
class Trial:
    """One answer.

    Parameters
    ----------
    shown : tuple of int
        Which clip was behind each slot: (A, B, X) or (1, 2), as places in the test's `clips`.
    answer : str
        One of the kind's `ANSWERS`.
    seconds : float
        From hearing the trial's first sound to the answer.
    replays : int
        How often a sound was started or switched to.
    answered : datetime
        In UTC.
    """

    shown: tuple[int, ...]
    answer: str
    seconds: float
    replays: int
    answered: datetime

    @property
    def chosen(self) -> int | None:
        """The clip that the answer names, as its place; None for "no difference"."""
        return None if self.answer == NEITHER else self.shown[_PLACE[self.answer]]

    @property
    def correct(self) -> bool | None:
        """Whether the answer is correct; None if there is no correct answer."""
        return self.chosen == self.shown[2] if len(self.shown) == 3 else None

    @property
    def chose_first(self) -> bool | None:
        """Whether the answer names the first slot, A or 1; None for "no difference"."""
        return None if self.answer == NEITHER else _PLACE[self.answer] == 0


@dataclass(frozen=True)
class ListeningRecord:
    """A blind listening test with its hidden order; what listeners have of it is a `ListeningTest`.

    Parameters
    ----------
    id : str
        32 hexadecimal digits.
    kind : str
        "abx", "preference" or "tournament".
    clips : tuple of ComparedClip
        Two; three to eight in a tournament.
    planned : int
        How many trials it is to have.
    seed : int
        Of the hidden order: the same test with the same answers shows the same.
    created : datetime
        In UTC.
    trials : tuple of Trial
        The answers so far.
    ended : datetime or None
        When it was completed or stopped, in UTC.
    """

    id: str
    kind: Kind
    clips: tuple[ComparedClip, ...]
    planned: int
    seed: int
    created: datetime
    trials: tuple[Trial, ...] = ()
    ended: datetime | None = None

    @property
    def over(self) -> bool:
        """Whether no trial is left."""
        return self.ended is not None

    @property
    def stopped(self) -> bool:
        """Whether it ended before it was complete."""
        return self.over and len(self.trials) < self.planned

    def with_answer(self, trial: Trial) -> "ListeningRecord":
        """Return the test with one more answer; it is over after the last one."""
        if trial.answer not in ANSWERS[self.kind]:
            raise InvalidInput(
                f"{trial.answer!r:.20} is no answer here.", f"Answer one of {', '.join(ANSWERS[self.kind])}."
            )
        trials = (*self.trials, trial)
        return replace(self, trials=trials, ended=trial.answered if len(trials) >= self.planned else None)


def check_kind(kind: str) -> Kind:
    """Return the kind of a test if there is one of that name.

    Raises
    ------
    InvalidInput
        If there is none.
    """
    for known in SLOTS:
        if kind == known:
            return known
    raise _refusal(f"There is no blind test {kind!r:.40}.", f"Use one of: {', '.join(SLOTS)}.", "kind")


def check_clips(kind: str, refs: Sequence[str]) -> None:
    """Refuse what cannot be compared.

    Raises
    ------
    InvalidInput
        If the number of clips is wrong for the kind, or one is there twice.
    """
    fewest, most = (3, MOST_CLIPS) if kind == "tournament" else (2, 2)
    if not fewest <= len(refs) <= most:
        wanted = f"{fewest} to {most} clips" if most > fewest else "two clips"
        raise _refusal(f"This test compares {wanted}, not {len(refs)}.", "Choose others.", "clips")
    if len(set(refs)) < len(refs):
        raise _refusal("A clip cannot be compared with itself.", "Choose different ones.", "clips")


def check_planned(trials: int) -> int:
    """Return the number of trials if it is valid.

    Raises
    ------
    InvalidInput
        If it is not a whole number from 1 to 100.
    """
    if isinstance(trials, bool) or not isinstance(trials, int) or not 1 <= trials <= MOST_TRIALS:
        raise _refusal(
            f"A test cannot have {trials!r:.20} trials.", f"Give a number from 1 to {MOST_TRIALS}.", "trials"
        )
    return trials


def _refusal(what: str, next_step: str, field: str) -> InvalidInput:
    return InvalidInput(what, next_step, code=f"invalid-{field}", details={"field": field})
