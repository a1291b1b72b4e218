"""Counts wrong passwords, and limits them."""

import time
from collections import OrderedDict, deque
from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network

_WINDOW = 60.0  # seconds over which wrong attempts are counted
_ATTEMPTS = 5
_ADDRESSES = 10_000  # remembered; beyond that, the one whose last attempt is the oldest is forgotten


class Attempts:
    """The wrong passwords of each address within the last minute.

    There is no limit for all addresses together: whoever reached it would lock everybody out.

    Parameters
    ----------
    clock : callable
        Returns the current time in seconds.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._wrong: OrderedDict[str, deque[float]] = OrderedDict()  # the latest last

    def wait(self, client: str) -> float:
        """Return the seconds until this client may try again; 0 if it may now."""
        times = self._wrong.get(_address(client), deque())
        left = times[0] + _WINDOW - self._clock() if len(times) == _ATTEMPTS else 0.0
        return max(1.0, left) if left > 0 else 0.0

    def note(self, client: str) -> None:
        """Count a wrong password."""
        now = self._clock()
        address = _address(client)
        times = self._wrong.setdefault(address, deque(maxlen=_ATTEMPTS))
        times.append(now)
        self._wrong.move_to_end(address)
        while len(self._wrong) > _ADDRESSES or self._oldest() <= now - _WINDOW:
            self._wrong.popitem(last=False)

    @property
    def remembered(self) -> int:
        """The number of addresses with a wrong attempt."""
        return len(self._wrong)

    def _oldest(self) -> float:
        return next(iter(self._wrong.values()))[-1]


def _address(client: str) -> str:
    """Return what is counted as one client: an IPv4 address, or the /64 network that one IPv6 host can choose from."""
    try:
        address = ip_address(client)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or ip_network((address, 64), strict=False))
    return str(address)
