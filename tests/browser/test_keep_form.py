"""The form of a notebook's widget that keeps a take under a name: where the focus goes."""

from collections.abc import Callable
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

import studio

pytestmark = pytest.mark.browser

PACKAGE = Path(studio.__file__).parent
FORM = """
<button id="opener">keep</button><input id="elsewhere"><div id="place"></div>
<script type="module">
import { keepForm } from "/notebook/static/keep_form.js";
const opener = document.getElementById("opener");
const form = keepForm({ keep: () => new Promise((kept) => (window.kept = kept)), opener });
document.getElementById("place").append(form.node);
opener.addEventListener("click", () => form.open());
</script>
"""


@pytest.fixture(scope="module")
def address(serve: Callable[..., str]) -> str:
    """Return the address of a page with the form; the script says when the take is kept."""
    scripts = [path for part in ("notebook", "ui") for path in (PACKAGE / part / "static").rglob("*.js")]
    files = {f"/{path.relative_to(PACKAGE).as_posix()}": ("text/javascript", path.read_bytes()) for path in scripts}
    return serve({"/": ("text/html", FORM.encode()), "/favicon.ico": ("image/png", b""), **files})


def keep(page: Page, address: str) -> None:
    """Open the form, give a name, and send it."""
    page.goto(address)
    page.locator("#opener").click()
    page.keyboard.type("Evening")
    page.keyboard.press("Enter")


def test_focus_goes_back_to_where_the_form_was_opened(page: Page, address: str) -> None:
    keep(page, address)
    page.evaluate("kept()")
    expect(page.locator("#opener")).to_be_focused()
    expect(page.locator("form")).to_be_hidden()


def test_focus_stays_where_somebody_went_while_the_take_was_kept(page: Page, address: str) -> None:
    keep(page, address)
    page.locator("#elsewhere").click()
    page.evaluate("kept()")
    expect(page.locator("form")).to_be_hidden()
    expect(page.locator("#elsewhere")).to_be_focused()
