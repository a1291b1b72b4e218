"""The page's own addresses: its modules, how things stand, sounds and their pictures. All of them only read.

No string of a client becomes a path: takes are looked up by their id, presets among the ones the session lists, and
modules among the ones that ship.
"""

import json
import re
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import soundfile
from fastapi import APIRouter, HTTPException, Query, Response
from fastapi.responses import FileResponse
from numpy.typing import NDArray

from studio.errors import NotFound, StudioError
from studio.sound.loudness import matching_gains
from studio.sound.views import view
from studio.ui.states import Json, audition_json, engine_json, preset_json, stored_json, take_json

if TYPE_CHECKING:
    from studio.session import Studio
    from studio.voice.preset import Preset

STATIC = Path(__file__).parent / "static"

_MODULES = {path.name: path for path in STATIC.glob("*.js")}
_ID = re.compile(r"[0-9a-f]{32}")
_KEPT_VIEWS = 64  # about 30 KB each
_UNCHANGING = {"Cache-Control": "private, max-age=31536000, immutable"}
_FRESH = {"Cache-Control": "no-cache"}

Clip = tuple[NDArray[np.float32], int]


def find_preset(studio: "Studio", slug: str) -> "Preset":
    """Look a preset up by what the page calls it.

    Raises
    ------
    NotFound
        If none of the presets has that slug.
    """
    for preset in studio.presets:
        if preset.slug == slug:
            return preset
    raise NotFound("There is no such preset any more.", "Reload the page to see the ones there are.")


def routes(studio: "Studio") -> APIRouter:
    """Give everything under /studio.

    Parameters
    ----------
    studio : Studio
        Whose takes and presets are served.
    """
    router = APIRouter(prefix="/studio")
    _add_states(router, studio)
    _add_sounds(router, studio)

    @router.get("/static/{name}")
    def module(name: str) -> FileResponse:
        return FileResponse(_found(_MODULES.get, name), media_type="text/javascript", headers=_FRESH)

    return router


def _add_states(router: APIRouter, studio: "Studio") -> None:
    @router.get("/engine.json")
    def engine() -> Json:
        return engine_json(studio.status, studio.running())

    @router.get("/audition.json")
    def audition(id: str = "") -> Json | None:
        return _audition(studio, id)

    @router.get("/presets.json")
    def presets() -> list[Json]:
        return [preset_json(preset) for preset in studio.presets]

    @router.get("/clips.json")
    def clips(ref: Annotated[list[str], Query(max_length=8)]) -> list[Json]:
        return _level_matched([clip for each in ref if (clip := _clip(studio, each))])


def _add_sounds(router: APIRouter, studio: "Studio") -> None:
    picture = lru_cache(maxsize=_KEPT_VIEWS)(_picture)

    @router.get("/takes/{id}.flac")
    def take_sound(id: str) -> FileResponse:
        return FileResponse(_found(studio.take_path, _id(id)), media_type="audio/flac", headers=_UNCHANGING)

    @router.get("/views/take/{id}.json")
    def take_view(id: str) -> Response:
        return _json(picture(_found(studio.take_path, _id(id)), 0), _UNCHANGING)

    @router.get("/presets/{slug}.flac")
    def preset_sound(slug: str) -> FileResponse:
        path = _found(lambda: find_preset(studio, slug)).reference_path
        return FileResponse(path, media_type="audio/flac", headers=_FRESH)

    @router.get("/views/preset/{slug}.json")
    def preset_view(slug: str) -> Response:
        path = _found(lambda: find_preset(studio, slug)).reference_path
        return _json(picture(path, path.stat().st_mtime_ns), _FRESH)


def _audition(studio: "Studio", id: str) -> Json | None:
    """Find the audition asked for, else the one that runs, else the newest in the library."""
    wanted = studio.find_audition(id) if _ID.fullmatch(id) else None
    live = wanted or studio.running()
    if live is not None:
        return audition_json(live)
    stored = studio.latest()
    return stored_json(stored) if stored else None


def _clip(studio: "Studio", ref: str) -> tuple[Json, Clip] | None:
    """Find what "take:ID" or "preset:SLUG" means; None where it is no longer there."""
    kind, _, name = ref.partition(":")
    try:
        if kind == "take":
            take = studio.take(_id(name))
            about = {"label": f"Take {take.position + 1}", "note": f"seed {take.recipe.seed}"}
            return _wire(ref, take_json(take), about), (take.samples, take.sample_rate)
        preset = find_preset(studio, name)
        about = {"label": preset.name, "note": "preset"}
        return _wire(ref, preset_json(preset), about), _read(preset.reference_path)
    except (NotFound, HTTPException):
        return None


def _wire(ref: str, shown: Json, about: Json) -> Json:
    return {"id": ref, "audio": shown["audio"], "view": shown["view"], **about}


def _level_matched(clips: list[tuple[Json, Clip]]) -> list[Json]:
    gains = matching_gains([sound for _, sound in clips])
    return [about | {"gain_db": gain} for (about, _), gain in zip(clips, gains, strict=True)]


def _picture(path: Path, version: int) -> bytes:
    """Draw a sound file; `version` tells the cache that a file of the same name is another one."""
    return json.dumps(view(*_read(path)).to_json()).encode()


def _read(path: Path) -> Clip:
    samples, rate = soundfile.read(path, dtype="float32")
    return samples, rate


def _json(content: bytes, headers: dict[str, str]) -> Response:
    return Response(content, media_type="application/json", headers=headers)


def _id(name: str) -> str:
    if not _ID.fullmatch(name):
        raise HTTPException(404, "The studio has no such address.")
    return name


def _found(look_up: Callable[..., Any], *names: str) -> Any:
    try:
        found = look_up(*names)
    except StudioError as error:
        raise HTTPException(404 if isinstance(error, NotFound) else 500, str(error)) from None
    if found is None:
        raise HTTPException(404, "The studio has no such address.")
    return found
