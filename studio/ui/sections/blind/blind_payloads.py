"""What the page knows of blind tests. While a test runs nothing here tells what is hidden."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from studio.domain.clip_ref import ClipRef
from studio.errors import NotFound
from studio.listening.concealed import concealed_tests
from studio.listening.statistics import ALPHA, needed, power
from studio.ui.payloads import TakePayload

if TYPE_CHECKING:
    from studio.listening.outcome import Outcome
    from studio.listening.trial import ListeningRecord
    from studio.session import Studio

TRIALS = (5, 8, 12, 16, 20)  # numbers of trials the page offers; fewer than 5 cannot show anything
_HIT_RATE = 0.9  # of a listener whom a test should find
_LISTED = 20


@dataclass(frozen=True)
class RunningPayload:
    """A test that is not over; `trial` counts from 1."""

    test: str
    kind: str
    trial: int
    planned: int
    labels: list[str]


@dataclass(frozen=True)
class ListedPayload:
    """A test that is over, as the list of results shows it."""

    test: str
    kind: str
    created: str
    labels: list[str]
    references: list[str]
    summary: str


@dataclass(frozen=True)
class TrialsPayload:
    """What a test of so many trials can show.

    Parameters
    ----------
    needed : int or None
        Right answers in an ABX test that show a difference.
    power : float
        The part of tests in which a listener who is right 9 times in 10 reaches that.
    preferred : int or None
        Answers for the same clip that show a preference, whichever clip it is.
    """

    trials: int
    needed: int | None
    power: float
    preferred: int | None

    @classmethod
    def of(cls, trials: int) -> Self:
        """Return the payload of a number of trials."""
        return cls(trials, needed(trials), power(trials, _HIT_RATE), needed(trials, ALPHA / 2))


@dataclass(frozen=True)
class ListeningPayload:
    """The tests under way, the newest results, and the numbers of trials that are offered."""

    running: list[RunningPayload]
    results: list[ListedPayload]
    trials: list[TrialsPayload]

    @classmethod
    def of(cls, studio: "Studio") -> Self:
        """Return the payload of the studio's tests."""
        running = [_running(test) for test in concealed_tests(studio.listening).records.running()]
        results = [
            _listed(studio, test) for test in concealed_tests(studio.listening).records.newest(_LISTED) if test.over
        ]
        return cls(running, results, [TrialsPayload.of(count) for count in TRIALS])


def _running(test: "ListeningRecord") -> RunningPayload:
    labels = [clip.label for clip in test.clips]
    return RunningPayload(test.id, test.kind, len(test.trials) + 1, test.planned, labels)


def _listed(studio: "Studio", test: "ListeningRecord") -> ListedPayload:
    return ListedPayload(
        test=test.id,
        kind=test.kind,
        created=test.created.isoformat(),
        labels=[clip.label for clip in test.clips],
        references=[clip.ref for clip in test.clips],
        summary=studio.listening[test.id].result.summary,
    )


@dataclass(frozen=True)
class SlotPayload:
    """A hidden sound of a trial: its name on the page ("A", "X", "1" …) and its random address."""

    name: str
    audio: str


@dataclass(frozen=True)
class TrialPayload:
    """The trial at hand of a test that runs."""

    test: str
    kind: str
    trial: int
    planned: int
    slots: list[SlotPayload]
    may_take_back: bool
    decided: bool
    cost: str


@dataclass(frozen=True)
class IntervalPayload:
    """A confidence interval of a rate."""

    low: float
    high: float


@dataclass(frozen=True)
class OrderPayload:
    """How often the first of a trial's sounds was chosen, of how many decided answers, and its p-value."""

    first: int
    decided: int
    p_value: float


@dataclass(frozen=True)
class ComparedPayload:
    """A clip that was compared, and its take while that is in the library."""

    reference: str
    label: str
    take: TakePayload | None


@dataclass(frozen=True)
class StandingPayload:
    """A clip's place in a tournament: its strength in logits (Bradley–Terry) and how likely it is the best."""

    clip: int
    wins: float
    compared: int
    strength: float
    error: float
    chance: float


@dataclass(frozen=True)
class AnswerPayload:
    """One answered trial. `shown` and `chosen` are places in the test's clips."""

    shown: list[int]
    answer: str
    chosen: int | None
    correct: bool | None
    seconds: float
    replays: int


@dataclass(frozen=True)
class ResultPayload:
    """Everything about a test that is over, its key included, and the takes that can be kept."""

    test: str
    kind: str
    created: str
    done: int
    planned: int
    summary: str
    notes: list[str]
    count: int
    decided: int
    p_value: float | None
    stopped_p_value: float | None
    interval: IntervalPayload | None
    ties: int
    order: OrderPayload
    winner: int | None
    clips: list[ComparedPayload]
    standings: list[StandingPayload]
    trials: list[AnswerPayload]

    @classmethod
    def of(cls, studio: "Studio", test: "ListeningRecord", found: "Outcome") -> Self:
        """Return the payload of a test and its outcome."""
        clips = [ComparedPayload(clip.ref, clip.label, _take(studio, clip.ref)) for clip in test.clips]
        answers = [
            AnswerPayload(list(each.shown), each.answer, each.chosen, each.correct, each.seconds, each.replays)
            for each in test.trials
        ]
        return cls(
            test=test.id,
            kind=test.kind,
            created=test.created.isoformat(),
            done=len(test.trials),
            planned=test.planned,
            summary=found.summary,
            notes=list(found.notes),
            count=found.count,
            decided=found.decided,
            p_value=found.p_value,
            stopped_p_value=found.stopped_p_value,
            interval=IntervalPayload(*found.interval) if found.interval else None,
            ties=found.ties,
            order=OrderPayload(found.order.first, found.order.decided, found.order.p_value),
            winner=found.winner,
            clips=clips,
            standings=[StandingPayload(**vars(standing)) for standing in found.standings],
            trials=answers,
        )


def _take(studio: "Studio", reference: str) -> TakePayload | None:
    try:
        ref = ClipRef.parse(reference)
        return TakePayload.of(studio.library.entry(ref.name)) if ref.kind == "take" else None
    except NotFound:
        return None  # pruned since, or a sound that was held in memory
