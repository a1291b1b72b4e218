"""The addresses of views: what the player draws of a clip, and of two.

They are computed on worker threads and cached by the content of the clips: the same sound under another name is not
computed twice.
"""

import json
from collections.abc import Callable
from typing import Annotated

import numpy as np
from fastapi import APIRouter, HTTPException, Query, Response
from numpy.typing import NDArray

from studio.audio.lru_cache import LruCache, content_hash
from studio.audio.view_registry import make_view
from studio.errors import InvalidInput

Clip = tuple[NDArray[np.float32], int]

_KEPT = 128  # 6 MB of 10 s clips
_FRESH = {"Cache-Control": "no-cache"}


def add_views(router: APIRouter, find: Callable[[str], Clip]) -> None:
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
        clips = [find(each) for each in ref]
        key = (kind, *(content_hash(*clip) for clip in clips))
        try:
            content = kept.get_or_compute(key, lambda: json.dumps(make_view(kind, clips)).encode())
        except InvalidInput as error:
            raise HTTPException(404, str(error)) from None
        return Response(content, media_type="application/json", headers=_FRESH)
