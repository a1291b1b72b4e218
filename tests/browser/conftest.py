"""Fixtures for tests in a real Chromium: one page per test; an error on the page fails the test."""

import shutil
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit

import player_page
import pytest
from jupyter_notebooks import running_jupyterlab
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, expect, sync_playwright

import studio.ui

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
# The headless shell is the same engine without the browser's own windows, and needs a third less of the processor.
CHROMIUMS = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
STATIC = Path(studio.ui.__file__).parent / "static"
HERE = {"127.0.0.1", "localhost", "", None}
LEFT = ("AbortError: signal is aborted", "Unexpected error Connection errored out")  # Gradio's, of a page that is left
PATIENCE = 120_000  # milliseconds; on a busy machine all takes many times as long

expect.set_options(timeout=PATIENCE)


@pytest.fixture(scope="session", autouse=True)
def _compiled(numba_cache: Path) -> None:
    """Compile librosa's loops before the first page is opened."""


# One browser a module: while Playwright runs, its event loop occupies the main thread, which other tests need.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Yield an installed Chromium, or the one that Playwright downloaded."""
    found = next(filter(None, map(shutil.which, CHROMIUMS)), None)
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=FLAGS, timeout=PATIENCE)
        yield running
        running.close()


@pytest.fixture(scope="session")
def jupyter_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the folder of the notebooks in `jupyterlab`."""
    return tmp_path_factory.mktemp("jupyter")


# One a session: it takes seconds to start, and its modules share nothing but the folder.
@pytest.fixture(scope="session")
def jupyterlab(jupyter_folder: Path) -> Iterator[str]:
    """Run JupyterLab on the notebooks in `jupyter_folder`, and yield its address."""
    with running_jupyterlab(jupyter_folder) as address:
        yield address


@pytest.fixture
def complaints() -> list[str]:
    """Return the list of the page's errors so far; a test that causes an error on purpose removes it."""
    return []


# One cache a module, so that a page loads its scripts once; a third of a test's time goes into loading the page.
@pytest.fixture(scope="module")
def context(browser: Browser) -> Iterator[BrowserContext]:
    """Yield the profile that the pages of a module share; each page starts with empty storage."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(PATIENCE)
    yield context
    context.close()


@pytest.fixture
def page(context: BrowserContext, complaints: list[str]) -> Iterator[Page]:
    """Yield a page of 1280 × 800; console errors, uncaught errors and requests to other machines fail the test."""
    opened = context.new_page()
    opened.on("console", lambda message: _note_error(message, complaints))
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: _note_foreign(request, complaints))
    yield opened
    _forget(context)
    assert complaints == []


def _forget(context: BrowserContext) -> None:
    """Close the pages of a test and delete what they stored."""
    origins = {"{0.scheme}://{0.netloc}".format(urlsplit(page.url)) for page in context.pages}
    for page in context.pages:
        page.close()
    empty = context.new_page()
    devtools = context.new_cdp_session(empty)
    for origin in origins:
        devtools.send("Storage.clearDataForOrigin", {"origin": origin, "storageTypes": "local_storage,indexeddb"})
    context.clear_cookies()
    context.clear_permissions()
    empty.close()


def _note_error(message: ConsoleMessage, complaints: list[str]) -> None:
    if message.type == "error" and not message.text.startswith(LEFT):
        complaints.append(f"{message.text} {message.location['url']}")


def _note_foreign(request: Request, complaints: list[str]) -> None:
    if urlsplit(request.url).hostname not in HERE:
        complaints.append(f"request to another machine: {request.url}")


@pytest.fixture(scope="module")
def serve() -> Iterator[Callable[[Mapping[str, tuple[str, bytes]]], str]]:
    """Yield a function that serves files (path → media type and bytes) locally and returns the address."""
    with ExitStack() as servers:
        yield lambda files: servers.enter_context(_served(files))


@pytest.fixture(scope="session")
def modules() -> dict[str, tuple[str, bytes]]:
    """Return the page's JavaScript as files for `serve`."""
    found = STATIC.rglob("*.js")
    return {f"/{path.relative_to(STATIC).as_posix()}": ("text/javascript", path.read_bytes()) for path in found}


@pytest.fixture(scope="module")
def site(serve: Callable[..., str], modules: dict[str, tuple[str, bytes]]) -> str:
    """Return the address of a page that contains only the player."""
    return serve({**player_page.files(), **modules})


@contextmanager
def _served(files: Mapping[str, tuple[str, bytes]]) -> Iterator[str]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            kind, body = files.get(self.path, ("", b""))
            self.send_response(200 if kind else 404)
            self.send_header("Content-Type", kind or "text/plain")
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()
        thread.join()
