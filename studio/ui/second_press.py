"""What does not suit this machine begins only when a person asks for it a second time."""

import threading
from collections.abc import Callable, Hashable

from studio.errors import StudioError

_MOST_CLIENTS = 64


class SecondPress:
    """The last request of each tab that was not started because of a warning.

    Parameters
    ----------
    button : str
        The label of what is pressed.
    """

    def __init__(self, button: str) -> None:
        self._button = button
        self._warned: dict[str, Hashable] = {}
        self._lock = threading.Lock()

    def warn(self, client: str, request: Hashable) -> Callable[[StudioError], None]:
        """Return what is called with a warning: it raises the warning, unless the same request was warned of before."""

        def once(why: StudioError) -> None:
            with self._lock:
                before = self._warned.pop(client, None)
                if before == request:
                    return
                self._warned[client] = request
                if len(self._warned) > _MOST_CLIENTS:
                    self._warned.pop(next(iter(self._warned)))
            step = f'{why.next_step} To run it anyway, press "{self._button}" again.'
            raise StudioError(why.what, step, code=why.code, details=why.details)

        return once
