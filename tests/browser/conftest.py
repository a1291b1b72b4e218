"""A real Chromium, one page a test; anything the page complains about fails the test."""

import shutil
from collections.abc import Iterator
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, Page, Request, sync_playwright

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--autoplay-policy=no-user-gesture-required",
]
HERE = {"127.0.0.1", "localhost", "", None}


# One browser a module: while Playwright runs, its event loop occupies the main thread, which other tests need.
@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Give Debian's or the user's Chromium, else the one Playwright downloaded."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield running
        running.close()


@pytest.fixture
def complaints() -> list[str]:
    """What the page complained about so far; a test that provokes a complaint takes it out again."""
    return []


@pytest.fixture
def page(browser: Browser, complaints: list[str]) -> Iterator[Page]:
    """Give a page of 1280 × 800; console errors, uncaught errors and requests to other machines fail the test."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    opened = context.new_page()
    opened.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    opened.on("pageerror", lambda error: complaints.append(str(error)))
    opened.on("request", lambda request: _note_foreign(request, complaints))
    yield opened
    context.close()
    assert complaints == []


def _note_foreign(request: Request, complaints: list[str]) -> None:
    if urlsplit(request.url).hostname not in HERE:
        complaints.append(f"request to another machine: {request.url}")
