"""Blind listening: begin a test, hear what it offers, answer, stop, and read what came of it."""

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
_LONGEST_TRIAL = 3600.0  # seconds: somebody who left the page is no datum
_MOST_REPLAYS = 10_000
_MOST_EXPORTED = 10_000  # tests


@dataclass(frozen=True)
class Offer:
    """What a listener may know of a test that runs: never which clip is where.

    Parameters
    ----------
    test : str
        The test's id.
    kind : str
        "abx", "preference" or "tournament".
    trial, planned : int
        The trial at hand, from 1, and how many there are to be.
    slots : dict of str to str
        Slot name → the token of its sound.
    answers : tuple of str
        What may be answered.
    may_take_back : bool
        Whether the last answer can be taken back.
    decided : bool
        A tournament's best is known well enough.
    cost_of_stopping : str
        What it costs to stop now.
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
        Where they are kept.
    label_of : callable
        Returns what a person calls the clip "take:ID" or "preset:SLUG"; raises NotFound where there is none.
    sound_of : callable
        Returns its samples and sample rate.

    Examples
    --------
    >>> test = studio.listening.abx(takes[0], takes[1], trials=8)  # doctest: +SKIP
    >>> offer = studio.listening.offer(test.id)  # doctest: +SKIP
    >>> studio.listening.answer(test.id, offer.trial, "A")  # doctest: +SKIP
    """

    def __init__(self, database: Database, label_of: Callable[[str], str], sound_of: Callable[[str], Sound]) -> None:
        self._records = Records(database)
        self._label_of = label_of
        self._hidden = HiddenSounds(sound_of)

    def abx(self, a: Take | str, b: Take | str, trials: int = TRIALS) -> ListeningTest:
        """Begin a test of whether two clips can be told apart: is X the one or the other?

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
        """Begin a test of which of two clips is liked better; raises as `abx`."""
        return self._begin("preference", [a, b], trials)

    def tournament(self, clips: Sequence[Take | str], trials: int | None = None) -> ListeningTest:
        """Begin to rank three to eight clips, two at a time; four comparisons a clip by default; raises as `abx`."""
        return self._begin("tournament", clips, _TRIALS_PER_CLIP * len(clips) if trials is None else trials)

    def offer(self, test_id: str) -> Offer | None:
        """Give the trial at hand, or None when the test is over.

        Raises
        ------
        NotFound
            If there is no such test, or one of its sounds is gone.
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
        """Give the sound behind a token of the trial at hand, as a WAV file.

        Raises
        ------
        NotFound
            If the trial is over.
        """
        return self._hidden.wav(token)

    def answer(self, test_id: str, trial: int, answer: str, *, seconds: float = 0.0, replays: int = 0) -> ListeningTest:
        """Answer the trial at hand.

        Parameters
        ----------
        test_id : str
            Of the test.
        trial : int
            The number that the offer gave.
        answer : str
            One of the offer's answers.
        seconds : float, optional
            From hearing the trial's first sound to the answer.
        replays : int, optional
            How often a sound was started or switched to.

        Returns
        -------
        ListeningTest
            With the answer; over, if it was the last one.

        Raises
        ------
        InvalidInput
            If that is no answer, or the trial is not the one at hand (code "not-this-trial").
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
        """Take the last answer of a test that runs back; not in ABX.

        Raises
        ------
        InvalidInput
            In ABX: once the next X was heard, another answer to the last one is no longer what a guesser would give.
        """
        test = self._records.find(test_id)
        if test.kind == "abx":
            raise InvalidInput("An answer of an ABX test stands.", "Go on; one slip does not spoil the test.")
        if test.trials and not test.over:
            self._records.take_back(test)

    def stop(self, test_id: str) -> ListeningTest | None:
        """End a test now. What was answered counts; a test without answers is thrown away, and None is given."""
        test = self._records.find(test_id)
        self._hidden.withdraw(test_id)
        if not test.trials:
            self._records.remove(test_id)
            return None
        self._records.end(test_id, datetime.now(UTC))
        return self._records.find(test_id)

    def discard(self, test_id: str) -> None:
        """Forget a test and its answers."""
        self._hidden.withdraw(test_id)
        self._records.remove(test_id)

    def find(self, test_id: str) -> ListeningTest:
        """Give a test with its key and its answers.

        Raises
        ------
        NotFound
            If there is none of that id.
        """
        return self._records.find(test_id)

    def result(self, test_id: str) -> Outcome:
        """Say what a test showed.

        Raises
        ------
        InvalidInput
            While it runs: knowing how it stands would spoil it.
        """
        test = self._records.find(test_id)
        if not test.over:
            raise InvalidInput("This test is not over.", "Complete it, or stop it; then it tells.")
        return evaluate(test)

    def newest(self, limit: int = 50) -> list[ListeningTest]:
        """Give the newest tests, newest first."""
        return self._records.newest(limit)

    def running(self) -> list[ListeningTest]:
        """Give the tests that are not over, newest first."""
        return self._records.running()

    def between(self, a: Take | str, b: Take | str) -> list[tuple[ListeningTest, Outcome]]:
        """Give the finished ABX and preference tests of two clips, newest first, with what they showed."""
        tests = self._records.with_clips([_ref(a), _ref(b)])
        return [(test, evaluate(test)) for test in tests if test.over and test.kind != "tournament"]

    def to_csv(self, limit: int = _MOST_EXPORTED) -> str:
        """Give the answers of the finished tests as CSV, one line an answer, the newest test first."""
        return to_csv(self._records.newest(limit))

    def export(self, path: Path) -> int:
        """Write `to_csv` into a file, and give how many answers are in it.

        Raises
        ------
        StorageFailed
            If the disk refuses.
        """
        tests = self._records.newest(_MOST_EXPORTED)
        write_atomically(path, lambda file: file.write(to_csv(tests).encode()))
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
        "That trial was answered already.",
        "Go on with the one at hand; reload the page to see it.",
        code="not-this-trial",
    )
