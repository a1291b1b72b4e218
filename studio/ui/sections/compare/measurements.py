"""The addresses of the numbers: what was measured of clips, what may be wrong, how they differ; and of the report.

It only reads. Measuring takes a fraction of a second for each new clip, on a thread of its own, one clip after the
other: eight requests at once must not take the processor from the sound that is being made.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any, TypeVar

from fastapi import APIRouter, HTTPException, Query, Response

from studio.audio.metric_catalogue import METHODS
from studio.audio.significance import in_words
from studio.clips.measuring import Comparison, Numbers
from studio.errors import NotFound, StudioError
from studio.ui.payloads import Json

if TYPE_CHECKING:
    from studio.session import Studio

References = Annotated[list[str], Query(min_length=1, max_length=8)]
Result = TypeVar("Result")

_AS_FILE = {"Content-Disposition": 'attachment; filename="comparison.html"', "Cache-Control": "no-store"}


def add_numbers(router: APIRouter, studio: "Studio") -> None:
    """Add `/measure.json?ref=…` and `/report.html?ref=…`.

    Parameters
    ----------
    router : APIRouter
        Of everything under /studio.
    studio : Studio
        Whose takes and presets are measured.
    """
    thread = ThreadPoolExecutor(1, "measuring")

    @router.get("/report.html")
    async def report(ref: References) -> Response:
        page = await _on(thread, lambda: studio.report(ref))
        return Response(page, media_type="text/html", headers=_AS_FILE)

    @router.get("/measure.json")
    async def measure(ref: References) -> Json:
        return await _on(
            thread, lambda: _json(studio.measuring.compare([each for each in ref if studio.clips.exists(each)]))
        )


async def _on(thread: ThreadPoolExecutor, work: Callable[[], Result]) -> Result:
    try:
        return await asyncio.get_running_loop().run_in_executor(thread, work)
    except NotFound as error:
        raise HTTPException(404, str(error)) from None
    except StudioError as error:
        raise HTTPException(500, str(error)) from None


def _json(found: Comparison) -> Json:
    return {
        "basis": found.basis,
        "methods": [_method(name) for name in METHODS],
        "clips": [_clip(clip) for clip in found.clips],
    }


def _method(name: str) -> Json:
    method = METHODS[name]
    return {"name": name, "label": method.label, "unit": method.unit, "how": method.tooltip}


def _clip(clip: Numbers) -> Json:
    found = clip.measurements
    shown: dict[str, Any] = {name: METHODS[name].show(getattr(found, name)) for name in METHODS}
    return {
        "id": clip.ref,
        "label": clip.label,
        "measurements": found.to_json(),
        "shown": shown,
        "flags": [asdict(flag) for flag in clip.flags],
        "differences": {
            name: asdict(each) | {"shown": each.shown, "words": each.words} for name, each in clip.differences.items()
        },
        "differs": in_words(clip.differences),
    }
