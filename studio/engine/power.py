"""Keep a Mac awake while a long job runs: idle sleep would pause it."""

import subprocess
import sys
from contextlib import suppress

_COMMAND = "caffeinate"
_ON_MAC = sys.platform == "darwin"


class PowerAssertion:
    """Prevents idle sleep on macOS while it is held; does nothing on other systems. Owned by one thread.

    The system's `caffeinate` holds the assertion and exits with the process that it waits for, so a studio that is
    killed leaves nothing behind.
    """

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None

    def hold(self, pid: int) -> None:
        """Prevent idle sleep until `release`, or until process `pid` has exited; safe to call again."""
        if not _ON_MAC or self._process is not None:
            return
        with suppress(OSError):  # without the command the job still runs
            self._process = subprocess.Popen(
                [_COMMAND, "-i", "-w", str(pid)],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                start_new_session=True,
            )

    def release(self) -> None:
        """Allow idle sleep again; safe to call twice."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None
