"""Blind listening tests: begin, play, answer, stop, and read the result."""

import secrets
import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from studio.domain.clip_ref import ClipRef
from studio.domain.take import Take
from studio.errors import InvalidInput, NotFound, StudioError
from studio.listening.evaluation import decided_enough, evaluate
from studio.listening.hidden import HiddenSounds, Sound
from studio.listening.order import next_shown
from studio.listening.outcome import Outcome
from studio.listening.records import Records, to_csv
from studio.listening.trial import (
    ANSWERS,
    SLOTS,
    ComparedClip,
    Kind,
    ListeningTest,
    Trial,
    check_clips,
    check_planned,
)
from studio.listening.words import cost_of_stopping
from studio.store.database import Database
from studio.store.files import write_atomically

TRIALS = 8
_TRIALS_PER_CLIP = 4  # of a tournament: 12 comparisons of three takes, 32 of eight
_LONGEST_TRIAL = 3600.0  # seconds; longer times mean that the listener left
_MOST_REPLAYS = 10_000
_MOST_EXPORTED = 10_000  # tests


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


class Listening:
    """The listening tests of one studio; every method may be called from any thread.

    Parameters
    ----------
    database : Database
        Where they are stored.
    label_of : callable
        Returns the label of the clip "take:ID" or "preset:SLUG"; raises NotFound if it does not exist.
    sound_of : callable
        Returns its samples and sample rate.

    Examples
    --------
    >>> test = st.listening.abx(takes[0], takes[1], trials=8)  # doctest: +SKIP
    >>> offer = st.listening.offer(test.id)  # doctest: +SKIP
    >>> st.listening.answer(test.id, offer.trial, "A")  # doctest: +SKIP
    """

    def __init__(self, database: Database, label_of: Callable[[str], str], sound_of: Callable[[str], Sound]) -> None:
        self._records = Records(database)
        self._label_of = label_of
        self._hidden = HiddenSounds(sound_of)

    def abx(self, a: Take | str, b: Take | str, trials: int = TRIALS) -> ListeningTest:
        """Begin a test of whether two clips can be told apart: is X equal to A or to B?

        Parameters
        ----------
        a, b : Take or str
            Takes, or "take:ID" or "preset:SLUG".
        trials : int, optional
            1 to 100. Eight show a difference to a listener who is right 9 times in 10 with probability 0.81.

        Raises
        ------
        InvalidInput, NotFound, StorageFailed
            With what to change.
        """
        return self._begin("abx", [a, b], trials)

    def preference(self, a: Take | str, b: Take | str, trials: int = TRIALS) -> ListeningTest:
        """Begin a test of which of two clips is preferred; raises as `abx`."""
        return self._begin("preference", [a, b], trials)

    def tournament(self, clips: Sequence[Take | str], trials: int | None = None) -> ListeningTest:
        """Begin to rank three to eight clips in pairs; by default four comparisons a clip; raises as `abx`."""
        return self._begin("tournament", clips, _TRIALS_PER_CLIP * len(clips) if trials is None else trials)

    def offer(self, test_id: str) -> Offer | None:
        """Return the current trial, or None when the test is over.

        Raises
        ------
        NotFound
            If there is no such test, or one of its sounds is missing.
        """
        test = self._records.find(test_id)
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

    def answer(self, test_id: str, trial: int, answer: str, *, seconds: float = 0.0, replays: int = 0) -> ListeningTest:
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
        ListeningTest
            With the answer; over if it was the last one.

        Raises
        ------
        InvalidInput
            If the answer is not valid, or the trial is not the current one (code "not-this-trial").
        """
        test = self._records.find(test_id)
        if test.over or trial != len(test.trials) + 1:
            raise _not_this_trial()
        given = Trial(
            shown=next_shown(test),
            answer=str(answer),
            seconds=min(max(0.0, float(seconds)), _LONGEST_TRIAL),
            replays=min(max(int(replays), 0), _MOST_REPLAYS),
            answered=datetime.now(UTC),
        )
        answered = test.with_answer(given)
        if not self._records.answer(answered):
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
        test = self._records.find(test_id)
        if test.kind == "abx":
            raise InvalidInput(
                "Answers in an ABX test cannot be changed.", "Continue; one mistake does not spoil the test."
            )
        if test.trials and not test.over:
            self._records.take_back(test)

    def stop(self, test_id: str) -> ListeningTest | None:
        """End a test now. Its answers count; a test without answers is discarded, and None is returned."""
        self._records.find(test_id)  # raises if there is no such test
        self._hidden.withdraw(test_id)
        if self._records.remove_unanswered(test_id):
            return None
        self._records.end(test_id, datetime.now(UTC))
        return self._records.find(test_id)

    def discard(self, test_id: str) -> None:
        """Delete a test and its answers."""
        self._hidden.withdraw(test_id)
        self._records.remove(test_id)

    def find(self, test_id: str) -> ListeningTest:
        """Return a test with its key and its answers.

        Raises
        ------
        NotFound
            If no test has that id.
        """
        return self._records.find(test_id)

    def result(self, test_id: str) -> Outcome:
        """Return the outcome of a finished test.

        Raises
        ------
        InvalidInput
            While it runs: knowing the score would spoil it.
        """
        test = self._records.find(test_id)
        if not test.over:
            raise InvalidInput("This test is not over.", "Complete or stop it to see the result.")
        return evaluate(test)

    def newest(self, limit: int = 50) -> list[ListeningTest]:
        """Return the newest tests, newest first."""
        return self._records.newest(limit)

    def running(self) -> list[ListeningTest]:
        """Return the unfinished tests, newest first."""
        return self._records.running()

    def between(self, a: Take | str, b: Take | str) -> list[tuple[ListeningTest, Outcome]]:
        """Return the finished ABX and preference tests of two clips with their outcomes, newest first."""
        tests = self._records.with_clips([_ref(a), _ref(b)])
        return [(test, evaluate(test)) for test in tests if test.over and test.kind != "tournament"]

    def to_csv(self, limit: int = _MOST_EXPORTED) -> str:
        """Return the answers of the finished tests as CSV, one line an answer, newest test first."""
        return to_csv(self._records.newest(limit))

    def export(self, path: Path) -> int:
        """Write `to_csv` into a file and return the number of answers in it.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        tests = self._records.newest(_MOST_EXPORTED)
        write_atomically(path, lambda file: file.write(to_csv(tests).encode()), private=False)
        return sum(len(test.trials) for test in tests if test.over)

    def _begin(self, kind: Kind, clips: Sequence[Take | str], trials: int) -> ListeningTest:
        refs = [_ref(clip) for clip in clips]
        check_clips(kind, refs)
        test = ListeningTest(
            id=uuid.uuid4().hex,
            kind=kind,
            clips=tuple(ComparedClip(ref, self._label_of(ref)) for ref in refs),
            planned=check_planned(trials),
            seed=secrets.randbits(48),
            created=datetime.now(UTC),
        )
        self._records.add(test)
        return test


def _ref(clip: Take | str) -> str:
    return str(clip) if isinstance(clip, str) else str(ClipRef("take", clip.id))


def _not_this_trial() -> StudioError:
    return InvalidInput(
        "That trial has already been answered.",
        "Continue with the current one; reload the page to see it.",
        code="not-this-trial",
    )
