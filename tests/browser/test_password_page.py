"""The page behind its password, in a real Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from studio_process import free_port, open_studio

pytestmark = pytest.mark.browser

PASSWORD = "correct horse"


def test_the_page_opens_with_its_password_and_asks_again_after_a_restart(
    page: Page, complaints: list[str], tmp_path: Path
) -> None:
    (tmp_path / "password").write_text(PASSWORD)
    locked = {"port": free_port(), "arguments": ["--password-file", str(tmp_path / "password")]}
    with open_studio(tmp_path / "home", **locked) as address:
        page.goto(address)
        page.get_by_label("Password").fill("wrong horse")
        page.keyboard.press("Enter")
        expect(page.get_by_role("alert")).to_have_text("This is not the password.")
        page.get_by_label("Password").fill(PASSWORD)
        page.get_by_role("button", name="Open the studio").click()
        expect(page.locator(".dot[data-state=ready]")).to_be_visible()
        page.locator("#field-description textarea").fill("An old man, low.")
        page.locator("#field-text textarea").fill("Good evening.")
        page.get_by_role("button", name="Generate").click()
        expect(page.locator("#takes").get_by_role("status")).to_have_text("4 takes")

        page.get_by_role("button", name="log out").click()
        expect(page.get_by_label("Password")).to_be_focused()
        page.get_by_label("Password").fill(PASSWORD)
        page.keyboard.press("Enter")
        expect(page.locator(".dot[data-state=ready]")).to_be_visible()

    with open_studio(tmp_path / "home", **locked):
        expect(page.locator(".engine-state .state")).to_contain_text("asks for its password again")
        page.reload()
        expect(page.get_by_label("Password")).to_be_focused()
        page.goto("about:blank")
    complaints.clear()  # of what was refused, and of the studio that was away
