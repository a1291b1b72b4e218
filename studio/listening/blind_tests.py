"""Blind listening tests by their ids: begin, play, answer, stop, and read the result; what the page works with."""

import secrets
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from studio.errors import Advice, InvalidInput, NotFound, StudioError
from studio.listening.evaluation import decided_enough, evaluate
from studio.listening.hidden import HiddenSounds, Sound
from studio.listening.order import next_shown
from studio.listening.outcome import Outcome
from studio.listening.records import Records
from studio.listening.trial import (
    ANSWERS,
    SLOTS,
    ComparedClip,
    Kind,
    ListeningRecord,
    Trial,
    check_clips,
    check_planned,
)
from studio.listening.words import cost_of_stopping
from studio.store.database import Database

TRIALS = 8
_TRIALS_PER_CLIP = 4  # of a tournament: 12 comparisons of three takes, 32 of eight
_LONGEST_TRIAL = 3600.0  # seconds; longer times mean that the listener left
_MOST_REPLAYS = 10_000


@dataclass(frozen=True)
class Offer:
    """What a listener may know of a running test: never which clip is where.

    Parameters
    ----------
    test : str
        The test's id.
    kind : str
        "abx", "preference" or "tournament".
    trial, planned : int
        The current trial, from 1, and the planned number.
    slots : dict of str to str
        Slot name → the token of its sound.
    answers : tuple of str
        Valid answers.
    may_take_back : bool
        Whether the last answer can be taken back.
    decided : bool
        Whether a tournament's best clip is known well enough.
    cost_of_stopping : str
        What stopping now costs, as a sentence.
    """

    test: str
    kind: Kind
    trial: int
    planned: int
    slots: dict[str, str]
    answers: tuple[str, ...]
    may_take_back: bool
    decided: bool
    cost_of_stopping: str


class BlindTests:
    """The listening tests of one home folder by their ids; every method may be called from any thread.

    Parameters
    ----------
    database : Database
        Where they are stored.
    label_of : callable
        Returns the label of the clip "take:ID", "preset:SLUG" or "delivery:SLUG/NAME"; raises NotFound without one.
    sound_of : callable
        Returns its samples and sample rate.
    """

    def __init__(self, database: Database, label_of: Callable[[str], str], sound_of: Callable[[str], Sound]) -> None:
        self.records = Records(database)
        self._label_of = label_of
        self._hidden = HiddenSounds(sound_of)

    def label(self, ref: str) -> str:
        """Return the label of the clip of a ref; "" if the library does not have it."""
        try:
            return self._label_of(ref)
        except NotFound:
            return ""

    def begin(self, kind: Kind, refs: Sequence[str], trials: int | None = None) -> ListeningRecord:
        """Begin a test of clips in the library.

        Parameters
        ----------
        kind : str
            "abx", "preference" or "tournament".
        refs : sequence of str
            "take:ID", "preset:SLUG" or "delivery:SLUG/NAME".
        trials : int, optional
            1 to 100; default: 8, in a tournament four a clip.

        Raises
        ------
        InvalidInput, NotFound, StorageFailed
            With what to change.
        """
        check_clips(kind, refs)
        return self.begin_with(kind, [ComparedClip(ref, self._label_of(ref)) for ref in refs], trials)

    def begin_with(
        self,
        kind: Kind,
        clips: Sequence[ComparedClip],
        trials: int | None = None,
        sounds: Mapping[str, Sound] | None = None,
    ) -> ListeningRecord:
        """Begin a test; `sounds` are those that the library does not have, by their refs: this process holds them."""
        check_clips(kind, [clip.ref for clip in clips])
        usual = _TRIALS_PER_CLIP * len(clips) if kind == "tournament" else TRIALS
        test = ListeningRecord(
            id=uuid.uuid4().hex,
            kind=kind,
            clips=tuple(clips),
            planned=check_planned(usual if trials is None else trials),
            seed=secrets.randbits(48),
            created=datetime.now(UTC),
        )
        self.records.add(test)
        self._hidden.keep(test.id, sounds or {})
        return test

    def offer(self, test_id: str) -> Offer | None:
        """Return the current trial, or None when the test is over.

        Raises
        ------
        NotFound
            If there is no such test, or one of its sounds is missing.
        """
        test = self.records.find(test_id)
        if test.over:
            return None
        refs = [clip.ref for clip in test.clips]
        try:
            tokens = self._hidden.offer(test.id, refs, len(test.trials), next_shown(test))
        except NotFound as error:
            raise NotFound("A sound of this test is gone.", "Throw the test away, and begin another one.") from error
        return Offer(
            test=test.id,
            kind=test.kind,
            trial=len(test.trials) + 1,
            planned=test.planned,
            slots=dict(zip(SLOTS[test.kind], tokens, strict=True)),
            answers=ANSWERS[test.kind],
            may_take_back=test.kind != "abx" and bool(test.trials),
            decided=decided_enough(test),
            cost_of_stopping=cost_of_stopping(test),
        )

    def sound(self, token: str) -> bytes:
        """Return the sound behind a token of the current trial, as a WAV file.

        Raises
        ------
        NotFound
            If the trial is over.
        """
        return self._hidden.wav(token)

    def samples(self, token: str) -> NDArray[np.float32]:
        """Return what `sound` returns as samples at 24 kHz."""
        return self._hidden.samples(token)

    def answer(
        self, test_id: str, trial: int, answer: str, *, seconds: float = 0.0, replays: int = 0
    ) -> ListeningRecord:
        """Answer the current trial.

        Parameters
        ----------
        test_id : str
            Of the test.
        trial : int
            The offer's number.
        answer : str
            One of the offer's answers.
        seconds : float, optional
            From the trial's first sound to the answer.
        replays : int, optional
            How often a sound was started or switched to.

        Returns
        -------
        ListeningRecord
            With the answer; over if it was the last one.

        Raises
        ------
        InvalidInput
            If the answer is not valid, or the trial is not the current one (code "not-this-trial").
        """
        test = self.records.find(test_id)
        if test.over:
            raise _over()
        if trial != len(test.trials) + 1:
            raise _not_this_trial()
        given = Trial(
            shown=next_shown(test),
            answer=str(answer),
            seconds=min(max(0.0, float(seconds)), _LONGEST_TRIAL),
            replays=min(max(int(replays), 0), _MOST_REPLAYS),
            answered=datetime.now(UTC),
        )
        answered = test.with_answer(given)
        if not self.records.answer(answered):
            raise _not_this_trial()
        if answered.over:
            self._hidden.withdraw(test_id)
        return answered

    def take_back(self, test_id: str) -> None:
        """Withdraw the last answer of a running test; not in ABX.

        Raises
        ------
        InvalidInput
            In ABX: after hearing the next X, a changed answer would no longer be an independent guess.
        """
        test = self.records.find(test_id)
        if test.kind == "abx":
            raise InvalidInput(
                "Answers in an ABX test cannot be changed.", "Continue; one mistake does not spoil the test."
            )
        if test.trials and not test.over:
            self.records.take_back(test)

    def stop(self, test_id: str) -> ListeningRecord | None:
        """End a test now. Its answers count; a test without answers is discarded, and None is returned."""
        self.records.find(test_id)  # raises if there is no such test
        self._hidden.withdraw(test_id)
        if self.records.remove_unanswered(test_id):
            return None
        self.records.end(test_id, datetime.now(UTC))
        return self.records.find(test_id)

    def discard(self, test_id: str) -> None:
        """Delete a test and its answers."""
        self._hidden.withdraw(test_id)
        self.records.remove(test_id)

    def find(self, test_id: str) -> ListeningRecord:
        """Return a test with its key and its answers.

        Raises
        ------
        NotFound
            If no test has that id.
        """
        return self.records.find(test_id)

    def finished(self, test_id: str) -> ListeningRecord:
        """Return a test that is over, with its key and its answers.

        Raises
        ------
        NotFound
            If no test has that id.
        InvalidInput
            While it runs: knowing the score would spoil it.
        """
        test = self.records.find(test_id)
        if not test.over:
            left = test.planned - len(test.trials)
            raise InvalidInput(
                f"This test is not over: {left} of {test.planned} trials are left.",
                "Complete or stop it to see the result.",
                code="test-not-over",
                details={"left": left, "planned": test.planned},
            )
        return test

    def result(self, test_id: str) -> Outcome:
        """Return the outcome of a test that is over; raises as `finished`."""
        return evaluate(self.finished(test_id))

    def between(self, a: str, b: str) -> list[tuple[ListeningRecord, Outcome]]:
        """Return the finished ABX and preference tests of two clips with their outcomes, newest first."""
        tests = self.records.with_clips([a, b])
        return [(test, evaluate(test)) for test in tests if test.over and test.kind != "tournament"]


def _over() -> StudioError:
    return InvalidInput(
        "The test is over.",
        Advice("test.result has the result.", shell="Look at its result."),
        code="not-this-trial",
    )


def _not_this_trial() -> StudioError:
    return InvalidInput(
        "That trial has already been answered.",
        Advice("Continue with test.trial.", shell="Continue with the current one; reload the page to see it."),
        code="not-this-trial",
    )
