"""The proxy settings of the environment: downloads use them, and a page on this machine does not."""

import os
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager

#: The names of the variables.
PROXY = re.compile(r"(https?|all|no)_proxy", re.IGNORECASE)
_lock = threading.Lock()
_hidden: dict[str, str] = {}


@contextmanager
def proxies_hidden() -> Iterator[None]:
    """Hide the proxy settings from packages that read them while they are imported, and fail if they are unusual.

    A process that is started meanwhile must get its environment from `inherited`.
    """
    with _lock:
        _hidden.update({name: os.environ.pop(name) for name in proxy_names()})
    try:
        yield
    finally:
        with _lock:
            os.environ.update(_hidden)
            _hidden.clear()


def inherited() -> dict[str, str]:
    """Return the environment of this process, with the proxy settings that are hidden."""
    with _lock:
        return {**os.environ, **_hidden}


def proxy_names() -> list[str]:
    """Return the names of the proxy settings in this process's environment."""
    return [name for name in os.environ if PROXY.fullmatch(name)]


def proxy_in_use() -> str:
    """Return the names of the variables that name a proxy, "the system's settings", or "" where there is no proxy."""
    from urllib.request import getproxies

    if not getproxies().keys() - {"no"}:
        return ""
    return ", ".join(sorted(proxy_names())) or "the system's settings"
