"""Limits what a hub may send as metadata, redirects and errors; `studio.models.fetch` limits files itself."""

import time
from collections.abc import Iterator

import httpx2

from studio.errors import HubUnreachable

#: Bytes. The metadata of a published model has about 50 KB.
LONGEST = 4 << 20
_PATIENCE = 60.0  # seconds for the whole answer
#: `extensions=FILE` marks a request for a file, whose body is not limited here.
FILE = {"studio_file": True}


def limit_answers(client: httpx2.Client) -> None:
    """Limit the bodies of all answers that a client receives, except the bytes of files it asked for with `FILE`."""
    hooks = client.event_hooks
    if _limit not in hooks["response"]:
        client.event_hooks = hooks | {"response": [*hooks["response"], _limit]}


def _limit(response: httpx2.Response) -> None:
    if response.is_success and response.request.extensions.get("studio_file"):
        return
    if response.headers.get("Content-Encoding", "identity") != "identity":  # a few kilobytes may become gigabytes
        raise unusable("it is compressed, although an uncompressed one was asked for")
    assert isinstance(response.stream, httpx2.SyncByteStream)
    response.stream = _Limited(response.stream)


class _Limited(httpx2.SyncByteStream):
    def __init__(self, stream: httpx2.SyncByteStream) -> None:
        self._stream = stream
        self._deadline = time.monotonic() + _PATIENCE

    def __iter__(self) -> Iterator[bytes]:
        received = 0
        for chunk in self._stream:
            received += len(chunk)
            if received > LONGEST:
                raise unusable(f"it is longer than {LONGEST >> 20} MB")
            if time.monotonic() > self._deadline:
                raise unusable(f"it was not complete after {_PATIENCE:.0f} s")
            yield chunk

    def close(self) -> None:
        self._stream.close()


def unusable(why: str) -> HubUnreachable:
    """Return the error for an answer that breaks the hub's interface; `why` is a clause about "it", the answer."""
    return HubUnreachable(
        f"The hub's answer cannot be used: {why}.",
        "Try again later. If HF_ENDPOINT or a proxy is set, check it: what answers there may not be a model hub.",
        code="hub-broken",
    )
