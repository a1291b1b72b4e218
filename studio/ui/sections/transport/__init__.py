"""The transport at the bottom: what sounds, and the tray of clips that are compared."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import numpy as np
from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse

from studio.audio.long_sound import peaks_of_file
from studio.audio.lru_cache import LruCache
from studio.audio.sound_file import SoundFileFailed
from studio.ui.lookups import FRESH, UNCHANGING, checked_id, find_preset, found
from studio.ui.section import Section, Workspace
from studio.ui.sections.compare.clips import find_clip

if TYPE_CHECKING:
    from studio.session import Studio

_COLUMNS = 240  # of a waveform in a list
_KEPT = 2000  # waveforms: 4 MB


@dataclass(frozen=True)
class TrayPayload:
    """A clip of the tray; `seconds` is its length."""

    ref: str
    label: str
    words: str
    description: str
    seconds: float


def _routes(router: APIRouter, studio: "Studio") -> None:
    kept: LruCache[list[int]] = LruCache(_KEPT)

    @router.get("/tray.json")
    def tray(ref: Annotated[list[str], Query(max_length=8)]) -> list[TrayPayload]:
        clips = [clip.payload for each in ref if (clip := find_clip(studio, each))]
        return [TrayPayload(clip.id, clip.label, clip.words, clip.description, clip.duration) for clip in clips]

    def shape(file: Path, headers: dict[str, str]) -> JSONResponse:
        try:
            key = (str(file), str(file.stat().st_mtime_ns))
            peaks = kept.get_or_compute(key, lambda: _shape(file))
        except (OSError, SoundFileFailed):
            return JSONResponse({"detail": "This sound is not there any more."}, 404)
        return JSONResponse({"peaks": peaks}, headers=headers)

    @router.get("/shapes/takes/{id}.json")
    def shape_of_take(id: str) -> JSONResponse:
        return shape(found(studio.library.path, checked_id(id)), UNCHANGING)

    @router.get("/shapes/presets/{slug}.json")
    def shape_of_preset(slug: str) -> JSONResponse:
        return shape(found(find_preset, studio, slug).reference_path, FRESH)

    @router.get("/shapes/deliveries/{slug}/{name}.json")
    def shape_of_delivery(slug: str, name: str) -> JSONResponse:
        return shape(found(studio.clips.file, f"delivery:{slug}/{name}"), FRESH)


def _shape(file: Path) -> list[int]:
    """Return the largest sample in each part of a sound, 10,000 at full scale."""
    peaks = np.abs(peaks_of_file(file, _COLUMNS)).max(axis=1, initial=0.0)
    return [int(peak) for peak in np.rint(peaks * 10_000)]


SECTION = Section(
    name="transport",
    folder=Path(__file__).parent,
    workspace=Workspace.SHELL,
    column="transport",
    module="transport.js",
    styles="transport.css",
    routes=_routes,
)
