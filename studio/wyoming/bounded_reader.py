"""A stream reader that accepts no part of an event of any size: the protocol lets the sender declare it."""

import asyncio

LARGEST_PART = 2**20  # bytes; the longest text has 80,000


class BoundedReader:
    """Reads events from a stream, for `wyoming.event.async_read_event`, which treats a ValueError as the end.

    Parameters
    ----------
    reader : asyncio.StreamReader
        What it reads from.
    """

    def __init__(self, reader: asyncio.StreamReader) -> None:
        self._reader = reader

    async def readline(self) -> bytes:
        """Return the next line; ValueError if it is longer than the stream's limit."""
        return await self._reader.readline()

    async def readexactly(self, count: int) -> bytes:
        """Return so many bytes; ValueError if these are too many, or the stream ends before."""
        if not isinstance(count, int) or count > LARGEST_PART:
            raise ValueError(f"a part of {count} bytes is too large")
        try:
            return await self._reader.readexactly(count)
        except asyncio.IncompleteReadError:
            raise ValueError("the stream ended in an event") from None

    def feed_eof(self) -> None:
        """End the stream."""
        self._reader.feed_eof()
