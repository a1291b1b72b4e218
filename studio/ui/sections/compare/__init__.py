"""The comparison of up to eight clips: their sounds, views and measurements, and the report.

Measuring takes a fraction of a second for each new clip. It runs on one thread, one clip after another: eight requests
at once must not take the processor from the sound that is being made.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, TypeVar

from fastapi import APIRouter, HTTPException, Query, Response

from studio.audio.loudness import matching_gains
from studio.domain.clip_ref import ClipRef
from studio.errors import NotFound, StorageFailed, StudioError
from studio.ui.lookups import find_preset, is_id
from studio.ui.payloads import TakePayload
from studio.ui.section import Section, Workspace
from studio.ui.sections.compare.measurement_payloads import MeasurementsPayload
from studio.ui.sections.compare.view_routes import Clip, add_views
from studio.ui.sections.presets.preset_payloads import PresetPayload

if TYPE_CHECKING:
    from studio.session import Studio

Result = TypeVar("Result")
References = Annotated[list[str], Query(min_length=1, max_length=8)]

_AS_FILE = {"Content-Disposition": 'attachment; filename="comparison.html"', "Cache-Control": "no-store"}


@dataclass(frozen=True)
class ClipPayload:
    """A clip as the player loads it; `gain_db` makes the compared clips equally loud."""

    id: str
    label: str
    note: str
    audio: str
    view: str
    gain_db: float = 0.0


def _routes(router: APIRouter, studio: "Studio") -> None:
    measuring = ThreadPoolExecutor(1, "measuring")

    @router.get("/clips.json")
    def clips(ref: Annotated[list[str], Query(max_length=8)]) -> list[ClipPayload]:
        return _level_matched([clip for each in ref if (clip := _clip(studio, each))])

    @router.get("/report.html")
    async def report(ref: References) -> Response:
        page = await _run(measuring, lambda: studio.report(ref))
        return Response(page, media_type="text/html", headers=_AS_FILE)

    @router.get("/measure.json")
    async def measure(ref: References) -> MeasurementsPayload:
        def compare() -> MeasurementsPayload:
            existing = [each for each in ref if studio.clips.exists(each)]
            return MeasurementsPayload.of(studio.measuring.compare(existing))

        return await _run(measuring, compare)

    add_views(router, lambda ref: _sound(studio, ref))


async def _run(thread: ThreadPoolExecutor, work: Callable[[], Result]) -> Result:
    try:
        return await asyncio.get_running_loop().run_in_executor(thread, work)
    except NotFound as error:
        raise HTTPException(404, str(error)) from None
    except StudioError as error:
        raise HTTPException(500, str(error)) from None


def _clip(studio: "Studio", ref: str) -> tuple[ClipPayload, Clip] | None:
    """Return the clip that a `ClipRef` names, with its sound; None if it is missing or cannot be read."""
    try:
        parsed = ClipRef.parse(ref)
        if parsed.kind == "take":
            return _take(studio, ref, parsed.name)
        preset = find_preset(studio, parsed.name)
        shown = PresetPayload.of(preset)
        return ClipPayload(ref, preset.name, "preset", shown.audio, shown.view), preset.reference()
    except (NotFound, StorageFailed):
        return None


def _take(studio: "Studio", ref: str, id: str) -> tuple[ClipPayload, Clip] | None:
    if not is_id(id):
        return None
    take = studio.library.take(id)
    shown = TakePayload.of(take)
    note = f"seed {take.recipe.seed}"
    return ClipPayload(ref, take.label, note, shown.audio, shown.view), (take.samples, take.sample_rate)


def _sound(studio: "Studio", ref: str) -> Clip:
    found = _clip(studio, ref)
    if found is None:
        raise HTTPException(404, "This clip is not there any more.")
    return found[1]


def _level_matched(clips: list[tuple[ClipPayload, Clip]]) -> list[ClipPayload]:
    gains = matching_gains([sound for _, sound in clips])
    return [replace(payload, gain_db=gain) for (payload, _), gain in zip(clips, gains, strict=True)]


SECTION = Section(
    name="compare",
    folder=Path(__file__).parent,
    workspace=Workspace.COMPARE,
    column="lanes",
    module="compare.js",
    styles="compare.css",
    routes=_routes,
)
