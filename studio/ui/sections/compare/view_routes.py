"""The addresses of views: what the player draws of a clip, and of two.

They are computed on worker threads and cached by the content of the clips: the same sound under another name is not
computed twice. Of a clip that is too long to be decoded there is only the first view, made from its file.
"""

import json
from collections.abc import Callable, Sequence
from typing import Annotated

from fastapi import APIRouter, HTTPException, Query, Response

from studio.audio.long_sound import LONGEST_SECONDS, overview_of_file
from studio.audio.lru_cache import LruCache, content_hash
from studio.audio.view_registry import make_view
from studio.errors import InvalidInput
from studio.ui.sections.compare.clips import FoundClip

_KEPT = 128  # 6 MB of 10 s clips
_FRESH = {"Cache-Control": "no-cache"}


def add_views(router: APIRouter, find: Callable[[str], FoundClip]) -> None:
    """Serve the wire form of each view as /views/KIND.json?ref=…

    Parameters
    ----------
    router : APIRouter
        Of the studio's own addresses.
    find : callable
        Returns the clip of a reference, or raises `HTTPException`.
    """
    kept: LruCache[bytes] = LruCache(_KEPT)

    @router.get("/views/{kind}.json")
    def view(kind: str, ref: Annotated[list[str], Query(max_length=2)]) -> Response:
        found = [find(each) for each in ref]
        try:
            content = (
                _long_view(kept, kind, found) if any(clip.payload.long for clip in found) else _view(kept, kind, found)
            )
        except InvalidInput as error:
            raise HTTPException(404, str(error)) from None
        return Response(content, media_type="application/json", headers=_FRESH)


def _view(kept: LruCache[bytes], kind: str, found: Sequence[FoundClip]) -> bytes:
    clips = [clip.decoded() for clip in found]
    key = (kind, *(content_hash(*clip) for clip in clips))
    return kept.get_or_compute(key, lambda: json.dumps(make_view(kind, clips)).encode())


def _long_view(kept: LruCache[bytes], kind: str, found: Sequence[FoundClip]) -> bytes:
    if kind != "view" or len(found) != 1:
        minutes = f"{LONGEST_SECONDS / 60:.0f}"
        raise InvalidInput(f"Clips longer than {minutes} minutes are only shown coarsely.", "Compare shorter ones.")
    (clip,) = found
    key = (str(clip.file), clip.version)
    return kept.get_or_compute(key, lambda: json.dumps(overview_of_file(clip.file).to_json()).encode())
