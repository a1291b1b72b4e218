"""One thread for all that the page measures, one clip after another.

Measuring takes a fraction of a second for each new clip, more for long ones: several at once would take the processor
from the sound that is being made, and would measure the same clip twice.
"""

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from fastapi import HTTPException

from studio.errors import NotFound, StudioError

Result = TypeVar("Result")

_THREAD = ThreadPoolExecutor(1, "measuring")


async def measured(work: Callable[[], Result]) -> Result:
    """Call a function on the measuring thread, and return its result."""
    return await asyncio.get_running_loop().run_in_executor(_THREAD, work)


def in_background(work: Callable[[], None]) -> None:
    """Call a function on the measuring thread, after what is waiting there; returns at once."""
    _THREAD.submit(work)


async def measured_or_404(work: Callable[[], Result]) -> Result:
    """Call a function on the measuring thread; answer 404 where it finds nothing, 500 where it fails otherwise."""
    try:
        return await measured(work)
    except StudioError as error:
        raise HTTPException(404 if isinstance(error, NotFound) else 500, str(error)) from None
