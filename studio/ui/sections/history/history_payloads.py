"""What the page knows of the history: its rows, the bin, and the space that takes need."""

import os
from collections.abc import Sequence, Set
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Self

from studio.clips.lookup import ref_of
from studio.domain.backends import clones_voices
from studio.domain.clip_ref import ClipRef
from studio.errors import NotFound, StudioError
from studio.session import Studio, auditions_of
from studio.store.history import BlindTest, HistoryPage, ListedTake, Version
from studio.store.preset_delivery import PresetDelivery
from studio.store.preset_folder import Preset
from studio.ui.payloads import ProblemPayload
from studio.ui.sections.history.retention_payloads import RulePayload

_ANY_AGE = timedelta(0)


@dataclass(frozen=True)
class TakeRowPayload:
    """A take in a row of the history.

    Parameters
    ----------
    rating : dict
        As `ratings.json` has it.
    found : bool or None
        Whether a search for single takes found it; None without one.
    """

    id: str
    ref: str
    label: str
    position: int
    duration: float
    incomplete: bool
    audio: str
    rating: dict[str, object]
    found: bool | None = None

    @classmethod
    def of(cls, take: ListedTake, found: Set[str] | None = None) -> Self:
        """Return the payload of a take."""
        return cls(
            id=take.id,
            ref=str(ClipRef("take", take.id)),
            label=take.label,
            position=take.position,
            duration=round(take.duration, 2),
            incomplete=take.incomplete,
            audio=f"/studio/takes/{take.id}.flac",
            rating=asdict(take.rating),
            found=None if found is None else take.id in found,
        )


@dataclass(frozen=True)
class VoicePayload:
    """The preset with the name of the voice that spoke, as `speak` needs it."""

    ref: str
    name: str
    clones: bool


@dataclass(frozen=True)
class VersionRowPayload:
    """A version and its takes.

    Parameters
    ----------
    row : str
        "version".
    live : bool
        Whether this studio is generating it.
    speaker : VoicePayload or None
        The preset that spoke it, if there is one of that name.
    binned : bool
        Whether the version itself is in the bin, not only takes of it.
    """

    row: str
    id: str
    version: int
    kind: str
    voice: str
    description: str
    text: str
    language: str
    seed: int
    planned: int
    created: str
    state: str
    error: str
    live: bool
    speaker: VoicePayload | None
    binned: bool
    takes: list[TakeRowPayload]


@dataclass(frozen=True)
class ComparedPayload:
    """A clip of a blind test; `ref` is "" if it is gone."""

    ref: str
    label: str


@dataclass(frozen=True)
class TestRowPayload:
    """A blind test; `row` is "blind"."""

    row: str
    id: str
    kind: str
    created: str
    planned: int
    answered: int
    correct: int | None
    over: bool
    clips: list[ComparedPayload]
    summary: str


@dataclass(frozen=True)
class HistoryPayload:
    """A page of the history.

    Parameters
    ----------
    following : str
        Asks for the next one; "" after the last.
    unmeasured : int
        How many more takes may belong to what is searched for, once they are measured.
    problem : ProblemPayload or None
        Why there is no such search.
    """

    rows: list[VersionRowPayload | TestRowPayload]
    following: str
    unmeasured: int = 0
    problem: ProblemPayload | None = None

    @classmethod
    def of(cls, studio: Studio, page: HistoryPage) -> Self:
        """Return the payload of a page."""
        listed = [row for row in page.rows if isinstance(row, Version)]
        versions = {each.id: each for each in version_rows(studio, listed, found=page.takes)}
        rows = [versions[row.id] if isinstance(row, Version) else _test(studio, row) for row in page.rows]
        return cls(rows, page.following, page.unmeasured)

    @classmethod
    def refused(cls, error: StudioError) -> Self:
        """Return the payload of a search that there is not."""
        return cls([], "", problem=ProblemPayload.of(error))


@dataclass(frozen=True)
class BinPayload:
    """A page of what is in the bin; `following` asks for the next one."""

    rows: list[VersionRowPayload]
    following: str

    @classmethod
    def of(cls, studio: Studio, page: HistoryPage) -> Self:
        """Return the payload of a page of the bin."""
        versions = [row for row in page.rows if isinstance(row, Version)]
        return cls(version_rows(studio, versions, binned=True), page.following)


@dataclass(frozen=True)
class FilterPayload:
    """A filter of the search, with an example of it."""

    name: str
    example: str


@dataclass(frozen=True)
class SpacePayload:
    """What takes need, in bytes; how many rejected ones "prune" would move, and are in the bin; what goes by itself."""

    bytes: int
    takes: int
    rejected: int
    binned: int
    rule: RulePayload

    @classmethod
    def of(cls, studio: Studio) -> Self:
        """Return the payload of the studio's library."""
        counts = "SELECT count(*) FILTER (WHERE binned IS NULL), count(*) FILTER (WHERE binned IS NOT NULL) FROM takes"
        ((takes, binned),) = studio.library.database.read(counts)
        rejected = len(studio.library.pruning.rejected(_ANY_AGE))
        return cls(_size(studio), takes, rejected, binned, RulePayload.of(studio.library.retention.rule))


def version_rows(
    studio: Studio, versions: Sequence[Version], *, binned: bool = False, found: Set[str] | None = None
) -> list[VersionRowPayload]:
    """Return the rows of versions with their takes, or with those in the bin; `found` as in `HistoryPage.takes`."""
    takes = studio.library.listed([version.id for version in versions], binned=binned)
    speakers = _speakers(studio) if any(version.voice for version in versions) else {}
    return [
        VersionRowPayload(
            row="version",
            id=version.id,
            version=version.version,
            kind=version.kind,
            voice=version.voice,
            description=version.description,
            text=version.text,
            language=version.language,
            seed=version.seed,
            planned=version.planned,
            created=version.created.isoformat(),
            state=version.state,
            error=version.error,
            live=auditions_of(studio).recent.find(version.id) is not None and version.state == "begun",
            speaker=speakers.get(version.voice),
            binned=version.binned is not None,
            takes=[TakeRowPayload.of(take, found) for take in takes.get(version.id, ())],
        )
        for version in versions
    ]


def _speakers(studio: Studio) -> dict[str, VoicePayload]:
    voices: list[Preset | PresetDelivery] = []
    for preset in studio.presets.values():
        voices += [preset, *(PresetDelivery(preset, each) for each in preset.deliveries)]
    return {
        voice.name: VoicePayload(str(ref_of(voice)), voice.name, clones_voices(voice.recipe.backend))
        for voice in voices
    }


def _test(studio: Studio, test: BlindTest) -> TestRowPayload:
    return TestRowPayload(
        row="blind",
        id=test.id,
        kind=test.kind,
        created=test.created.isoformat(),
        planned=test.planned,
        answered=test.answered,
        correct=test.correct,
        over=test.over,
        clips=[_compared(studio, ref, label) for ref, label in test.clips],
        summary=studio.listening[test.id].result.summary if test.over else "",
    )


def _compared(studio: Studio, ref: str, label: str) -> ComparedPayload:
    try:
        return ComparedPayload(ref, studio.clips.label(ref))
    except NotFound:
        return ComparedPayload("", label)


def _size(studio: Studio) -> int:
    folder = studio.home / "takes"
    if not folder.is_dir():
        return 0
    with os.scandir(folder) as files:
        return sum(file.stat().st_size for file in files if file.is_file())
