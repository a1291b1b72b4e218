"""Tickets of the browsers that have entered the password: each has its own, in memory only."""

import hashlib
import secrets
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

_UNUSED = 12 * 3600.0  # seconds after its last use; an open page uses it every second or two
_LIFETIME = 7 * 24 * 3600.0  # seconds after its issue
_TICKETS = 1000  # beyond that, the one that was unused for the longest time is revoked


@dataclass
class _Times:
    issued: float
    used: float


class Tickets:
    """The valid tickets. They end with the process, and 12 hours after their last use or a week after their issue.

    Parameters
    ----------
    clock : callable
        Returns the current time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._times: OrderedDict[bytes, _Times] = OrderedDict()  # by digest, so that a look-up's time reveals nothing

    def issue(self) -> str:
        """Return a new random ticket."""
        ticket = secrets.token_urlsafe(32)
        now = self._clock()
        self._times[_digest(ticket)] = _Times(now, now)
        while len(self._times) > _TICKETS:
            self._times.popitem(last=False)
        return ticket

    def use(self, ticket: str) -> bool:
        """Return whether a ticket is valid, and note that it was used."""
        digest = _digest(ticket)
        times = self._times.get(digest)
        now = self._clock()
        if times is None:
            return False
        if now - times.used >= _UNUSED or now - times.issued >= _LIFETIME:
            del self._times[digest]
            return False
        times.used = now
        self._times.move_to_end(digest)
        return True

    def revoke(self, ticket: str) -> None:
        """Make a ticket invalid."""
        self._times.pop(_digest(ticket), None)


def _digest(ticket: str) -> bytes:
    return hashlib.sha256(ticket.encode(errors="replace")).digest()
