"""Finds what the page's addresses name. No string of a client becomes a path: ids and slugs are looked up."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import HTTPException
from fastapi.responses import FileResponse

from studio.errors import NotFound, StudioError

if TYPE_CHECKING:
    from studio.session import Studio
    from studio.store.library_entry import LibraryEntry
    from studio.store.preset_folder import Preset

UNCHANGING = {"Cache-Control": "private, max-age=31536000, immutable"}
FRESH = {"Cache-Control": "no-cache"}

_ID = re.compile(r"[0-9a-f]{32}")


def find_preset(studio: "Studio", slug: str) -> "Preset":
    """Return the preset with a slug; raises as `PresetShelf.by_slug`."""
    return studio.presets.by_slug(slug)


def newest_takes(studio: "Studio") -> "tuple[LibraryEntry, ...]":
    """Return the takes of the newest audition in the library whose files can be read; decodes no sound."""
    auditions = studio.library.auditions(limit=1)
    return studio.library.readable(auditions[0]) if auditions else ()


def is_id(name: str) -> bool:
    """Whether a string has the form of a take's or an audition's id."""
    return _ID.fullmatch(name) is not None


def checked_id(name: str) -> str:
    """Return an id, or answer 404 where it cannot be one."""
    if not is_id(name):
        raise HTTPException(404, "The studio has no such address.")
    return name


def found(look_up: Callable[..., Any], *given: Any) -> Any:
    """Return what a function finds, or answer 404 where that is nothing."""
    try:
        result = look_up(*given)
    except StudioError as error:
        raise HTTPException(404 if isinstance(error, NotFound) else 500, str(error)) from None
    if result is None:
        raise HTTPException(404, "The studio has no such address.")
    return result


def flac(path: Path, headers: dict[str, str]) -> FileResponse:
    """Answer with a FLAC file, or 404 where it is gone."""
    if not path.is_file():
        raise HTTPException(404, "This sound is not there any more.")
    return FileResponse(path, media_type="audio/flac", headers=headers)
