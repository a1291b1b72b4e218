"""When a crashed generation process is restarted."""

from collections import deque
from dataclasses import dataclass, field

DELAYS = (0.0, 1.0, 2.0)
MOST_CRASHES = 4
WINDOW_SECONDS = 60.0


@dataclass
class RestartPolicy:
    """At once, then after 1 and 2 seconds; after four crashes within a minute, only on request.

    Parameters
    ----------
    delays : tuple of float
        Seconds before the restart after the first, second and third crash within a minute.
    """

    delays: tuple[float, ...] = DELAYS
    _crashes: deque[float] = field(default_factory=deque)

    def crashed(self, now: float) -> float | None:
        """Count a crash.

        Parameters
        ----------
        now : float
            `time.monotonic()`.

        Returns
        -------
        float or None
            Seconds to wait before the restart; None after too many crashes.
        """
        self._crashes.append(now)
        while self._crashes[0] <= now - WINDOW_SECONDS:
            self._crashes.popleft()
        count = len(self._crashes)
        return None if count >= MOST_CRASHES else self.delays[count - 1]

    def forget(self) -> None:
        """Reset the count, as after a restart on request."""
        self._crashes.clear()
