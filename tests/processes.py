"""Waiting for processes to end."""

import time

import psutil

PATIENCE = 120  # seconds; what is waited for takes a few of them on a machine with nothing else to do


def wait_until_gone(*pids: int) -> None:
    """Wait until these processes have ended; one that is only not buried yet, by whoever started it, has ended too."""
    limit = time.monotonic() + PATIENCE
    while alive := [pid for pid in pids if runs(pid)]:
        assert time.monotonic() < limit, f"still there: {alive}"
        time.sleep(0.02)


def runs(pid: int) -> bool:
    try:
        return bool(psutil.Process(pid).status() != psutil.STATUS_ZOMBIE)
    except psutil.NoSuchProcess:
        return False
