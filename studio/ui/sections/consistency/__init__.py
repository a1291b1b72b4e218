"""The test whether a voice stays the same over five texts; its chart is shown where the voice speaks."""

from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from fastapi import APIRouter

from studio.auditions.consistency import Consistency, ConsistencyTest
from studio.auditions.speaker_similarity import OTHER, SAME
from studio.errors import StudioError
from studio.session import Studio, auditions_of
from studio.ui.actions import client_of, value_of
from studio.ui.payloads import AuditionPayload, Json, ProblemPayload
from studio.ui.second_press import SecondPress
from studio.ui.section import Action, Section, Workspace
from studio.ui.sections.speak import voice_of


@dataclass(frozen=True)
class LinePayload:
    """A spoken line, and its similarity to the voice's reference."""

    text: str
    similarity: float
    audio: str


@dataclass(frozen=True)
class RangePayload:
    """The lowest and the highest of some similarities."""

    low: float
    high: float


@dataclass(frozen=True)
class VoicePayload:
    """Another voice, and its similarity to the one that was tested."""

    name: str
    similarity: float


@dataclass(frozen=True)
class ResultPayload:
    """The result of a consistency test.

    Parameters
    ----------
    band : RangePayload
        Similarities that do not decide: below is another speaker, above the same.
    spread : float
        The highest similarity of a line to the reference minus the lowest.
    among : RangePayload
        Of the lines to each other.
    """

    conclusion: str
    why: str
    band: RangePayload
    spread: float
    lines: list[LinePayload]
    among: RangePayload
    others: list[VoicePayload]

    @classmethod
    def of(cls, found: Consistency) -> Self:
        """Return the payload of a result."""
        lines = [LinePayload(line.text, line.similarity, f"/studio/takes/{line.take}.flac") for line in found.lines]
        return cls(
            conclusion=found.conclusion,
            why=found.why,
            band=RangePayload(OTHER, SAME),
            spread=found.spread,
            lines=lines,
            among=RangePayload(min(found.among), max(found.among)),
            others=[VoicePayload(name, similarity) for name, similarity in found.others],
        )


@dataclass(frozen=True)
class ConsistencyPayload:
    """How the audition of a test stands, and the result once it is over."""

    audition: AuditionPayload
    result: ResultPayload | None

    @classmethod
    def of(cls, test: ConsistencyTest) -> Self:
        """Return the payload of a test."""
        state = AuditionPayload.of(test.audition)
        if state.phase != "done":
            return cls(state, None)
        try:
            return cls(state, ResultPayload.of(test.wait()))
        except StudioError as error:
            return cls(replace(state, phase="failed", error=ProblemPayload.of(error)), None)


def _routes(router: APIRouter, studio: Studio) -> None:
    @router.get("/consistency.json")
    def consistency(id: str = "") -> ConsistencyPayload | None:
        test = auditions_of(studio).recent.find_test(id)
        return ConsistencyPayload.of(test) if test is not None else None


def _actions(studio: Studio) -> list[Action]:
    second_press = SecondPress("Does it stay the same?")

    def test(request: Json) -> Json:
        """Test whether the voice `ref` stays the same; return the test's id."""
        ref, client = value_of(request, "ref", str), client_of(request)
        warn = second_press.warn(client, ref)
        return {"id": auditions_of(studio, client, warn).consistency(voice_of(studio, ref)).id}

    return [test]


SECTION = Section(
    name="consistency",
    folder=Path(__file__).parent,
    workspace=Workspace.SPEAK,
    column="voice",
    styles="consistency.css",
    routes=_routes,
    actions=_actions,
)
