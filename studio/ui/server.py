"""Serves the page at localhost until it is stopped."""

import contextlib
import errno
import os
import signal
import socket
import sys
import threading
import webbrowser
from collections.abc import Iterator
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any

from studio.engine.lease import Lease, read_note
from studio.errors import StudioError

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

    from studio.session import Studio

FIRST_PORT = 7860
_PORTS_TO_TRY = 100
_GRACE = 2  # seconds for answers under way when the studio is stopped


def serve(studio: "Studio", *, port: int | None = None, host: str = "127.0.0.1", open_browser: bool = True) -> None:
    """Open the page, print its address, and stay until Ctrl-C or SIGTERM; then close the studio.

    Parameters
    ----------
    studio : Studio
        What the page works on. Its generation process is started at once.
    port : int, optional
        7860 by default, or the next one that is free.
    host : str, optional
        127.0.0.1 or localhost; the page is for this machine only.
    open_browser : bool, optional
        Also show the page in the user's browser.

    Raises
    ------
    StudioError
        If the page of this home folder is open already, the port is taken, or the host is not this machine.
    """
    lease = _only_page(studio.home)
    try:
        _serve(studio, lease, _listen(host, port), host, open_browser)
    finally:
        lease.release()


def _serve(studio: "Studio", lease: Lease, listener: socket.socket, host: str, open_browser: bool) -> None:
    address = f"http://{host}:{listener.getsockname()[1]}/"
    with listener, contextlib.closing(studio), _stopped_by_sigterm(), contextlib.suppress(KeyboardInterrupt):
        lease.announce(address=address)
        studio.start()
        _warm_up()
        server = _server(page(studio))
        announcing = threading.Thread(target=_announce, args=(server, address, open_browser), daemon=True)
        announcing.start()
        server.run(sockets=[listener])


def page(studio: "Studio") -> "ASGIApp":
    """Put the page together: Gradio's app, the studio's own addresses, and the guard before both.

    Parameters
    ----------
    studio : Studio
        What the page works on.

    Returns
    -------
    ASGI application
    """
    _keep_gradio_at_home(studio.home)
    import gradio as gr  # three seconds
    from fastapi import FastAPI

    from studio.ui.app import build
    from studio.ui.guard import LARGEST_BODY, guarded
    from studio.ui.routes import STATIC, routes
    from studio.ui.theme import theme

    app = FastAPI(docs_url=None, redoc_url=None, openapi_url=None)
    app.include_router(routes(studio))
    gr.mount_gradio_app(
        app,
        build(studio),
        path="/",
        theme=theme(),
        css_paths=[STATIC / "style.css"],
        favicon_path=str(STATIC / "favicon.png"),
        footer_links=[],
        run_history=False,
        show_error=False,
        max_file_size=LARGEST_BODY,
        ssr_mode=False,
        enable_monitoring=False,
        pwa=False,
    )
    return guarded(app)


def _only_page(home: Path) -> Lease:
    """Take the right to be the one page of this home folder; a kill gives it back too."""
    lease = Lease.acquire(home, "page")
    if lease is not None:
        return lease
    note = read_note(home, "page")
    raise StudioError(
        f"The studio is open already at {note.get('address', 'an address of its own')} "
        f"(process {note.get('pid', 'unknown')}).",
        "Use that page, close it first, or give this one another --home.",
        code="already-open",
    )


def _listen(host: str, port: int | None) -> socket.socket:
    if host not in {"127.0.0.1", "localhost"}:
        raise StudioError(
            f"The page cannot be opened on {host!r}: it has no password.",
            "Leave the host out; to reach it from elsewhere, forward the port with ssh -L.",
            code="not-this-machine",
        )
    ports = [port] if port is not None else range(FIRST_PORT, FIRST_PORT + _PORTS_TO_TRY)
    for each in ports:
        with contextlib.suppress(OSError):
            return _bound(each)
    raise StudioError(
        f"Port {ports[0]} is taken.", "Choose another one with --port, or leave it out.", code="port-in-use"
    )


def _bound(port: int) -> socket.socket:
    listener = socket.socket()
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(("127.0.0.1", port))
        listener.listen()
    except OSError:
        listener.close()
        raise
    except OverflowError:
        listener.close()
        raise OSError(errno.EINVAL, "no such port") from None
    return listener


def _keep_gradio_at_home(home: Path) -> None:
    """Set what Gradio reads at its import: no look-ups on the internet, and its files under the studio's folder."""
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_TEMP_DIR"] = str(home / "cache" / "gradio")


def _warm_up() -> None:
    """Load librosa in the background: the first time on a machine it takes 20 s, later 2 s."""
    from studio.sound.views import warm_up

    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()


def _server(app: "ASGIApp") -> "uvicorn.Server":
    import uvicorn

    config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=_GRACE, ws="none")
    return uvicorn.Server(config)


def _announce(server: "uvicorn.Server", address: str, open_browser: bool) -> None:
    waiting = threading.Event()
    while not server.started and not waiting.wait(0.02):
        pass
    sys.stdout.write(f"The studio is open at {address}  (Ctrl-C ends it)\n")
    sys.stdout.flush()
    if open_browser:
        webbrowser.open(address)


@contextlib.contextmanager
def _stopped_by_sigterm() -> Iterator[None]:
    """Make SIGTERM end the program the way Ctrl-C does, so that everything is closed."""

    def stop(number: int, frame: FrameType | None) -> Any:
        raise KeyboardInterrupt

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)
