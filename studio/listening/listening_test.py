"""A blind test as a listener has it: hear a trial, answer it, and see the result when it is over."""

import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Generic, NoReturn, TypeVar, cast

from studio.audio.frames import ANALYSIS_RATE
from studio.domain.clip import Clip
from studio.domain.frames import data_frame
from studio.errors import InvalidInput, NotFound
from studio.listening.blind_tests import BlindTests
from studio.listening.concealed import conceal, concealed_tests
from studio.listening.outcome import Outcome
from studio.listening.records import rows
from studio.listening.trial import ANSWERS, SLOTS, ComparedClip, Kind, ListeningRecord

if TYPE_CHECKING:
    import pandas


@dataclass(frozen=True, eq=False)
class AbxTrial:
    """A trial of an ABX test: is X the sound of A or of B?

    Parameters
    ----------
    number, planned : int
        Which trial it is, from 1, and of how many.
    a, b, x : Clip
        The sounds, of one loudness and one length. They are called "A", "B" and "X", and nothing of them tells more.
    """

    number: int
    planned: int
    a: Clip
    b: Clip
    x: Clip

    @property
    def sounds(self) -> Mapping[str, Clip]:
        """The sounds by what they are called."""
        return {clip.label: clip for clip in (self.a, self.b, self.x)}


@dataclass(frozen=True, eq=False)
class PairTrial:
    """A trial of a preference test or a tournament: which of two sounds is better?

    Parameters
    ----------
    number, planned : int
        Which trial it is, from 1, and of how many.
    first, second : Clip
        The sounds, of one loudness and one length. They are called "1" and "2", and nothing of them tells more.
    """

    number: int
    planned: int
    first: Clip
    second: Clip

    @property
    def sounds(self) -> Mapping[str, Clip]:
        """The sounds by what they are called."""
        return {clip.label: clip for clip in (self.first, self.second)}


HiddenTrial = TypeVar("HiddenTrial", bound=AbxTrial | PairTrial)


class ListeningTest(Generic[HiddenTrial]):
    """A blind listening test: `for trial in test:` hear the trial's sounds, and answer it with `test.answer`.

    Before it is over nothing of it tells what is behind a sound, or whether an answer was right; only the sounds
    themselves do. (A program that compares their samples can tell X from A and B: then nothing was listened to.)

    Attributes
    ----------
    id : str
        By which `studio.listening[id]` returns the test again, also tomorrow.
    kind : str
        "abx", "preference" or "tournament".
    clips : tuple of ComparedClip
        What is compared, in the order in which it was given.
    planned : int
        How many trials it is to have.
    created : datetime
        In UTC.

    Examples
    --------
    >>> from studio import Studio
    >>> with Studio() as st:  # doctest: +SKIP
    ...     test = st.listening.abx("v7.1", "v7.3", trials=8)
    ...     for trial in test:
    ...         for clip in (trial.a, trial.b, trial.x):
    ...             play(clip.samples, clip.sample_rate)
    ...         test.answer(input("Is X A or B? "))
    ...     print(test.result)
    7 of 8: you can hear it.
    """

    __slots__ = ("__weakref__", "_heard", "_since", "clips", "created", "id", "kind", "planned")

    def __init__(self, tests: BlindTests, test: ListeningRecord) -> None:
        conceal(self, tests)
        self.id: str = test.id
        self.kind: Kind = test.kind
        self.clips: tuple[ComparedClip, ...] = test.clips
        self.planned: int = test.planned
        self.created: datetime = test.created
        self._heard: HiddenTrial | None = None
        self._since = 0.0

    def __iter__(self) -> Iterator[HiddenTrial]:
        """Yield the trials that are left, each after the answer to the one before.

        Raises
        ------
        InvalidInput
            If the trial before has no answer.
        """
        heard = 0
        while (trial := self.trial) is not None:
            if trial.number == heard:
                answers = ", ".join(f'"{answer}"' for answer in ANSWERS[self.kind])
                raise InvalidInput(
                    f"Trial {heard} has no answer yet.", f"Answer it: test.answer(…) with one of {answers}."
                )
            heard = trial.number
            yield trial

    @property
    def trial(self) -> HiddenTrial | None:
        """The current trial, the same object until it is answered; None when the test is over.

        Raises
        ------
        NotFound
            If one of its sounds is gone.
        """
        offer = None if self.over else concealed_tests(self).offer(self.id)
        if offer is None:
            self._heard = None
        elif self._heard is None or self._heard.number != offer.trial:
            samples = {slot: concealed_tests(self).samples(token) for slot, token in offer.slots.items()}
            clips = [Clip(samples[slot], ANALYSIS_RATE, slot) for slot in SLOTS[self.kind]]
            made = AbxTrial if self.kind == "abx" else PairTrial
            self._heard = cast("HiddenTrial", made(offer.trial, offer.planned, *clips))
            self._since = time.monotonic()
        return self._heard

    @property
    def answered(self) -> int:
        """How many trials have an answer."""
        return len(_record(self).trials)

    @property
    def left(self) -> int:
        """How many trials are left; 0 when the test is over."""
        return 0 if self.over else self.planned - self.answered

    @property
    def over(self) -> bool:
        """Whether the test is complete, was stopped, or was thrown away."""
        try:
            return _record(self).over
        except NotFound:
            return True

    @property
    def cost_of_stopping(self) -> str:
        """What stopping now costs, as a sentence; "" when the test is over."""
        offer = None if self.over else concealed_tests(self).offer(self.id)
        return offer.cost_of_stopping if offer else ""

    def answer(self, answer: str | int, *, seconds: float | None = None, replays: int = 0) -> None:
        """Answer the current trial.

        Parameters
        ----------
        answer : str or int
            "A" or "B" in an ABX test; "1", "2" or "none" (no difference) in the others.
        seconds : float, optional
            From the trial's first sound to the answer; default: since the trial was handed out.
        replays : int, optional
            How often a sound was started or switched to.

        Raises
        ------
        InvalidInput
            If it is no answer here, or the trial was answered elsewhere meanwhile (code "not-this-trial").
        """
        answers = {each.casefold(): each for each in ANSWERS[self.kind]}
        given = answers.get(str(answer).strip().casefold(), str(answer))
        number = self._heard.number if self._heard else self.answered + 1
        spent = time.monotonic() - self._since if self._heard else 0.0
        self._heard = None
        concealed_tests(self).answer(
            self.id, number, given, seconds=spent if seconds is None else seconds, replays=replays
        )

    def take_back(self) -> None:
        """Withdraw the last answer; not in ABX.

        Raises
        ------
        InvalidInput
            In ABX: after hearing the next X, a changed answer would no longer be an independent guess.
        """
        concealed_tests(self).take_back(self.id)
        self._heard = None

    def stop(self) -> None:
        """End the test now. Its answers count; a test without answers is thrown away."""
        concealed_tests(self).stop(self.id)
        self._heard = None

    def discard(self) -> None:
        """Delete the test and its answers."""
        concealed_tests(self).discard(self.id)
        self._heard = None

    @property
    def result(self) -> Outcome:
        """What the test showed: a sentence, and the exact statistics.

        Raises
        ------
        InvalidInput
            Before the end: knowing the score would spoil it. It says how many trials are left.
        NotFound
            If it was thrown away.
        """
        return concealed_tests(self).result(self.id)

    def to_frame(self) -> "pandas.DataFrame":
        """Return a table of the answers with their key, one row a trial.

        Returns
        -------
        pandas.DataFrame
            Its columns are those of `Listening.to_csv`; seconds are from the first sound to the answer.

        Raises
        ------
        InvalidInput, NotFound
            As for `result`.
        StudioError
            If pandas is not installed.
        """
        return data_frame(rows(concealed_tests(self).finished(self.id)))

    def __repr__(self) -> str:
        return f"<ListeningTest {self.kind} of {', '.join(clip.label for clip in self.clips)}: {_state(self)}>"

    def __reduce__(self) -> NoReturn:
        raise InvalidInput("A listening test cannot be pickled.", "Keep its id: st.listening[id] returns the test.")


def _record(test: "ListeningTest[Any]") -> ListeningRecord:
    """Return the test as it is stored; no attribute, for it holds what is hidden."""
    return concealed_tests(test).find(test.id)


def _state(test: "ListeningTest[Any]") -> str:
    try:
        found = _record(test)
    except NotFound:
        return "thrown away"
    return test.result.summary if found.over else f"trial {len(found.trials) + 1} of {found.planned}"
