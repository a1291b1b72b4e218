"""The pictures of voices: a small spectrogram of each reference, drawn when a card comes into view.

A picture's address contains its preset's version, so that a browser asks for it once. A preset has its own picture from
the moment it was saved; the others are drawn in some hundredths of a second, and the last ones are kept in memory.
"""

import threading
from contextlib import suppress
from typing import TYPE_CHECKING, Annotated

from fastapi import APIRouter, Query, Response

from studio.audio.lru_cache import LruCache
from studio.audio.thumbnail import MEDIA_TYPE, thumbnail
from studio.ui.lookups import UNCHANGING, find_preset, found

if TYPE_CHECKING:
    from studio.session import Studio

_KEPT = 512  # 3 MB
_LONGEST_VERSION = 20  # characters
_turn = threading.Lock()  # drawing several at once would take the processor from the sound that is being made


def add_pictures(router: APIRouter, studio: "Studio") -> None:
    """Serve the picture of each preset as /presets/SLUG.webp?v=VERSION."""
    kept: LruCache[bytes] = LruCache(_KEPT)

    @router.get("/presets/{slug}.webp")
    def picture(slug: str, v: Annotated[str, Query(min_length=1, max_length=_LONGEST_VERSION)]) -> Response:
        content = found(kept.get_or_compute, (slug, v), lambda: _drawn(studio, slug))
        return Response(content, media_type=MEDIA_TYPE, headers=UNCHANGING)


def _drawn(studio: "Studio", slug: str) -> bytes:
    preset = find_preset(studio, slug)
    with suppress(OSError):
        return preset.picture_path.read_bytes()
    samples, sample_rate = preset.reference()
    with _turn:
        return thumbnail(samples, sample_rate)
