"""The page's own addresses: its modules, how things stand, sounds and their pictures. All of them only read.

No string of a client becomes a path: takes are looked up by their id, presets among the ones the session lists, and
modules among the ones that ship.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from fastapi import APIRouter, HTTPException, Query
from fastapi.responses import FileResponse

from studio.audio.loudness import matching_gains
from studio.errors import NotFound, StorageFailed, StudioError
from studio.ui.payloads import (
    Json,
    audition_json,
    engine_json,
    models_json,
    preset_json,
    rating_json,
    stored_json,
    take_json,
)
from studio.ui.sections.blind.blind_tests import listening_routes
from studio.ui.sections.compare.measurements import add_numbers
from studio.ui.sections.compare.view_routes import Clip, add_pictures
from studio.ui.sections.speak.speech_actions import speech_routes
from studio.ui.sections.takes.live_stream import add_live

if TYPE_CHECKING:
    from studio.session import Studio
    from studio.store.presets import Preset

STATIC = Path(__file__).parent / "static"

_MODULES = {path.relative_to(STATIC).as_posix(): path for path in STATIC.rglob("*.js")}
_ID = re.compile(r"[0-9a-f]{32}")
_MOST_RATED = 200  # takes a page asks about at once
_UNCHANGING = {"Cache-Control": "private, max-age=31536000, immutable"}
_FRESH = {"Cache-Control": "no-cache"}


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
    _add_ratings(router, studio)
    add_pictures(router, lambda ref: _sound(studio, ref))
    add_live(router, studio)
    add_numbers(router, studio)
    router.include_router(listening_routes(studio))
    router.include_router(speech_routes(studio))

    @router.get("/static/{name:path}")
    def module(name: str) -> FileResponse:
        return FileResponse(_found(_MODULES.get, name), media_type="text/javascript", headers=_FRESH)

    return router


def _add_states(router: APIRouter, studio: "Studio") -> None:
    @router.get("/engine.json")
    def engine() -> Json:
        return engine_json(studio.status, studio.recent.working())

    @router.get("/models.json")
    def models() -> Json:
        return models_json(studio)

    @router.get("/audition.json")
    def audition(id: str = "") -> Json | None:
        return _audition(studio, id)

    @router.get("/presets.json")
    def presets() -> list[Json]:
        return [preset_json(preset) for preset in studio.presets]

    @router.get("/presets-unreadable.json")
    def unreadable_presets() -> list[Json]:
        return [{"slug": preset.slug, "reason": preset.reason} for preset in studio.presets.unreadable]

    @router.get("/clips.json")
    def clips(ref: Annotated[list[str], Query(max_length=8)]) -> list[Json]:
        return _level_matched([clip for each in ref if (clip := _clip(studio, each))])


def _add_ratings(router: APIRouter, studio: "Studio") -> None:
    @router.get("/ratings.json")
    def ratings(take: Annotated[list[str], Query(max_length=_MOST_RATED)]) -> Json:
        return {id: rating_json(rating) for id, rating in studio.library.ratings.of(take).items()}

    @router.get("/starred.json")
    def starred() -> list[Json]:
        shown = []
        for entry in studio.library.starred()[:_MOST_RATED]:
            with suppress(NotFound, StorageFailed):
                take = studio.library.take(entry.id)
                shown.append(take_json(take) | {"description": entry.recipe.description})
        return shown


def _add_sounds(router: APIRouter, studio: "Studio") -> None:
    @router.get("/takes/{id}.flac")
    def take_sound(id: str) -> FileResponse:
        return _flac(_found(studio.library.path, _id(id)), _UNCHANGING)

    @router.get("/presets/{slug}.flac")
    def preset_sound(slug: str) -> FileResponse:
        return _flac(_found(find_preset, studio, slug).reference_path, _FRESH)


def _flac(path: Path, headers: dict[str, str]) -> FileResponse:
    if not path.is_file():
        raise HTTPException(404, "This sound is not there any more.")
    return FileResponse(path, media_type="audio/flac", headers=headers)


def _audition(studio: "Studio", id: str) -> Json | None:
    """Find the audition asked for, else the one that runs, else the newest in the library."""
    wanted = studio.recent.find(id) if _ID.fullmatch(id) else None
    live = wanted or studio.recent.designing()
    if live is not None:
        return audition_json(live)
    stored = studio.library.latest()
    return stored_json(stored) if stored else None


def _clip(studio: "Studio", ref: str) -> tuple[Json, Clip] | None:
    """Find what "take:ID" or "preset:SLUG" means; None where it is gone, or can no longer be read."""
    kind, _, name = ref.partition(":")
    try:
        if kind == "take":
            take = studio.library.take(_id(name))
            about = {"label": f"Take {take.position + 1}", "note": f"seed {take.recipe.seed}"}
            return _wire(ref, take_json(take), about), (take.samples, take.sample_rate)
        preset = find_preset(studio, name)
        about = {"label": preset.name, "note": "preset"}
        return _wire(ref, preset_json(preset), about), preset.reference()
    except (NotFound, StorageFailed, HTTPException):
        return None


def _sound(studio: "Studio", ref: str) -> Clip:
    found = _clip(studio, ref)
    if found is None:
        raise HTTPException(404, "This clip is not there any more.")
    return found[1]


def _wire(ref: str, shown: Json, about: Json) -> Json:
    return {"id": ref, "audio": shown["audio"], "view": shown["view"], **about}


def _level_matched(clips: list[tuple[Json, Clip]]) -> list[Json]:
    gains = matching_gains([sound for _, sound in clips])
    return [about | {"gain_db": gain} for (about, _), gain in zip(clips, gains, strict=True)]


def _id(name: str) -> str:
    if not _ID.fullmatch(name):
        raise HTTPException(404, "The studio has no such address.")
    return name


def _found(look_up: Callable[..., Any], *given: Any) -> Any:
    try:
        found = look_up(*given)
    except StudioError as error:
        raise HTTPException(404 if isinstance(error, NotFound) else 500, str(error)) from None
    if found is None:
        raise HTTPException(404, "The studio has no such address.")
    return found
