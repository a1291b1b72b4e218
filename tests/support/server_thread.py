"""Run the page's server in a thread, on an application of the test."""

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from starlette.types import ASGIApp

from studio.ui.connections import ConnectionLimits
from studio.ui.page_server import PageServer


@contextmanager
def served(app: ASGIApp, limits: ConnectionLimits | None = None, proxies: Sequence[str] = ()) -> Iterator[int]:
    """Serve an application on a free port of this machine and yield the port."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        server = PageServer(app, limits, proxies)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
        thread.start()
        yield listener.getsockname()[1]
        server.should_exit = True
        thread.join()
