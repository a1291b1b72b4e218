"""The comparison of up to eight clips: their sounds, views and measurements, and the report."""

from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, HTTPException, Query, Request, Response
from fastapi.responses import PlainTextResponse

from studio.errors import NotFound, StudioError
from studio.ui.measuring_thread import measured, measured_or_404
from studio.ui.section import Section, Workspace
from studio.ui.sections.compare.clips import ClipPayload, FoundClip, find_clip, is_readable, level_matched
from studio.ui.sections.compare.measurement_payloads import MeasurementsPayload
from studio.ui.sections.compare.view_routes import add_views

if TYPE_CHECKING:
    from studio.session import Studio

References = Annotated[list[str], Query(min_length=1, max_length=8)]

_AS_FILE = {"Content-Disposition": 'attachment; filename="comparison.html"', "Cache-Control": "no-store"}


def _routes(router: APIRouter, studio: "Studio") -> None:
    @router.get("/clips.json")
    def clips(ref: Annotated[list[str], Query(max_length=8)]) -> list[ClipPayload]:
        return level_matched([clip for each in ref if (clip := find_clip(studio, each))])

    @router.get("/report.html")
    async def report(ref: References) -> Response:
        try:
            page = await measured(lambda: studio.report(ref))
        except StudioError as error:
            status = 404 if isinstance(error, NotFound) else 422
            return PlainTextResponse(str(error), status, {"Cache-Control": "no-store"})
        return Response(bytes(page), media_type="text/html", headers=_AS_FILE)

    @router.get("/measure.json")
    async def measure(request: Request, ref: References) -> MeasurementsPayload:
        existing = []
        for each in ref:  # one at a time: a request that is given up ends before the next clip
            if await request.is_disconnected():
                raise HTTPException(499, "The request was given up.")
            with suppress(NotFound):  # deleted meanwhile
                if is_readable(studio, each):
                    await measured(partial(studio.measuring.compare, [each]))
                    existing.append(each)
        return MeasurementsPayload.of(await measured_or_404(partial(studio.measuring.compare, existing)))

    add_views(router, lambda ref: _existing(studio, ref))


def _existing(studio: "Studio", ref: str) -> FoundClip:
    found = find_clip(studio, ref)
    if found is None:
        raise HTTPException(404, "This clip is not there any more.")
    return found


SECTION = Section(
    name="compare",
    folder=Path(__file__).parent,
    workspace=Workspace.COMPARE,
    column="lanes",
    module="compare.js",
    styles="compare.css",
    routes=_routes,
)
