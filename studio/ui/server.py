"""Serves the page at localhost until it is stopped."""

import contextlib
import gc
import signal
import socket
import sys
import threading
import warnings
import webbrowser
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType
from typing import TYPE_CHECKING, Any, TypeVar

from studio.errors import StorageFailed, StudioError
from studio.interrupt import stop_if_asked
from studio.store.files import DISK_FULL, NOT_WRITABLE
from studio.store.lease import Lease, read_note
from studio.ui.gradio_loader import load_gradio
from studio.ui.listener import address, listen
from studio.ui.open_files import raise_limit_of_open_files
from studio.ui.security.access import Access
from studio.ui.signals import handled_by

if TYPE_CHECKING:
    import uvicorn
    from starlette.types import ASGIApp

    from studio.session import Studio
    from studio.speech_api.api_token import ApiToken

_Result = TypeVar("_Result")


def serve(
    studio: "Studio",
    *,
    port: int | None = None,
    access: Access | None = None,
    open_browser: bool = True,
    api: "ApiToken | None" = None,
) -> None:
    """Serve the page until Ctrl-C or SIGTERM, then close the studio. Prints the address.

    Where the home folder cannot be written, the page opens for listening and comparing; then nothing keeps a second
    page from opening.

    Parameters
    ----------
    studio : Studio
        What the page works on. Its generation process starts at once.
    port : int, optional
        7860 by default, or the next one that is free.
    access : Access, optional
        Who may open it; default: this machine only.
    open_browser : bool, optional
        Open the page in the user's browser.
    api : ApiToken, optional
        Serve the speech API too, to programs with this token; default: no speech API.

    Raises
    ------
    StudioError
        If the page of this home folder is already open, the port is taken, or the host is not an address of this
        machine.
    """
    access = access or Access()
    lease = _where_writable(lambda: _only_page(studio.home))
    try:
        _serve(studio, lease, listen(access.host, port), access, open_browser, api)
    finally:
        if lease is not None:
            lease.release()


def _serve(
    studio: "Studio",
    lease: Lease | None,
    listener: socket.socket,
    access: Access,
    open_browser: bool,
    api: "ApiToken | None",
) -> None:
    addresses = [address(host, listener.getsockname()[1]) for host in access.shown_hosts]
    with listener, contextlib.closing(studio), _stopped_by_sigterm(), contextlib.suppress(KeyboardInterrupt):
        if lease is not None:
            _where_writable(lambda: lease.announce(address=addresses[0]))
        _where_writable(studio.start)
        # FastAPI hides this itself, but not while another thread does the same with its own warnings.
        warnings.filterwarnings("ignore", r"The '\w+' attribute with value .* was provided to the `Field\(\)` function")
        _warm_up()
        server = _server(_site(studio, access, api), access)
        _prepare_first_view()
        gc.freeze()  # so that collections do not visit the million objects of imported packages each time
        stop_if_asked()
        lines = [f"The studio is open at {' and '.join(addresses)}  (Ctrl-C ends it)", *_api_lines(api, addresses)]
        opened = addresses[0] if open_browser else ""
        announcing = threading.Thread(target=_announce, args=(server, lines, opened), daemon=True)
        announcing.start()
        server.run(sockets=[listener])


def _where_writable(action: Callable[[], _Result]) -> _Result | None:
    """Return an action's result, or None where the home folder cannot be written; the page then says why."""
    try:
        return action()
    except StorageFailed as error:
        if error.code not in (DISK_FULL, NOT_WRITABLE):
            raise
        return None


def _only_page(home: Path) -> Lease:
    """Acquire the lease of the only page of this home folder; it ends with the process, however that ends."""
    lease = Lease.acquire(home, "page")
    if lease is not None:
        return lease
    note = read_note(home, "page")
    raise StudioError(
        f"The studio is already open at {note.get('address', 'an address of its own')} "
        f"(process {note.get('pid', 'unknown')}).",
        "Use that page, close it first, or choose another --home.",
        code="already-open",
    )


def _warm_up() -> None:
    """Load and compile librosa in the background: the first time on a machine it takes 20 s, later 2 s."""
    from studio.audio.warm_up import warm_up

    threading.Thread(target=warm_up, name="warm-up", daemon=True).start()


def _prepare_first_view() -> None:
    from studio.audio.warm_up import prepare_first_view

    prepare_first_view()


def _site(studio: "Studio", access: Access, api: "ApiToken | None") -> "ASGIApp":
    """Return the page, and the speech API beside it if there is one."""
    load_gradio(studio.home)  # before anything else imports it
    from studio.ui.page_site import page_site

    page = page_site(studio, access)
    if api is None:
        return page
    from studio.ui.api_site import with_speech_api

    return with_speech_api(page, studio, api, access.answered_names)


def _server(app: "ASGIApp", access: Access) -> "uvicorn.Server":
    from studio.ui.connections import ConnectionLimits
    from studio.ui.page_server import PageServer

    limits = ConnectionLimits.within(raise_limit_of_open_files())
    return PageServer(app, limits, access.trusted_proxies)


def _api_lines(api: "ApiToken | None", addresses: Sequence[str]) -> list[str]:
    """Return what is printed about the speech API; a new token is shown here, and never again."""
    if api is None:
        return []
    where = f"The speech API is open at {addresses[0]}v1"
    if token := api.create_once():
        return [f"{where}  Its token, shown only this once: {token}"]
    return [f"{where}  (`studio api token` tells of its token)"]


def _announce(server: "uvicorn.Server", lines: Sequence[str], opened: str) -> None:
    waiting = threading.Event()
    while not server.started and not waiting.wait(0.02):
        pass
    with contextlib.suppress(OSError):  # nobody reads standard output, or the disk is full
        sys.stdout.write("".join(f"{line}\n" for line in lines))
        sys.stdout.flush()
    if opened:
        webbrowser.open(opened)


def _stopped_by_sigterm() -> contextlib.AbstractContextManager[None]:
    """Make SIGTERM end the program as Ctrl-C does, so that everything is closed."""

    def stop(number: int, frame: FrameType | None) -> Any:
        raise KeyboardInterrupt

    return handled_by(stop, signal.SIGTERM)
