"""Wait for conditions and for the end of processes."""

import time
from collections.abc import Callable

import psutil

PATIENCE = 120  # seconds; what is waited for takes a few of them on a machine with nothing else to do


def until(true: Callable[[], bool]) -> None:
    """Wait until the condition holds; it is polled, for states without an event to wait on."""
    limit = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < limit, f"it did not come true within {PATIENCE} s"
        time.sleep(0.02)


def wait_until_gone(*pids: int) -> None:
    """Wait until these processes have ended; a zombie counts as ended."""
    until(lambda: not any(map(runs, pids)))


def runs(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
