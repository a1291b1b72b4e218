"""When a generation process that died may start again."""

from collections import deque
from dataclasses import dataclass, field

DELAYS = (0.0, 1.0, 2.0)
MOST_CRASHES = 4
WINDOW_SECONDS = 60.0


@dataclass
class RestartPolicy:
    """At once, then after 1 and 2 seconds; after four crashes within a minute, not by itself.

    Parameters
    ----------
    delays : tuple of float
        Seconds to wait after the first, second and third crash within a minute.
    """

    delays: tuple[float, ...] = DELAYS
    _crashes: deque[float] = field(default_factory=deque)

    def crashed(self, now: float) -> float | None:
        """Count a crash.

        Parameters
        ----------
        now : float
            Seconds on a clock that does not go back.

        Returns
        -------
        float or None
            Seconds to wait before the next start; None when it has crashed too often.
        """
        self._crashes.append(now)
        while self._crashes[0] <= now - WINDOW_SECONDS:
            self._crashes.popleft()
        count = len(self._crashes)
        return None if count >= MOST_CRASHES else self.delays[count - 1]

    def forget(self) -> None:
        """Start counting afresh, as after a restart by hand."""
        self._crashes.clear()
