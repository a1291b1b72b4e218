"""The numbers on the page: on the takes' cards, and of what is compared."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from studio_process import open_studio
from synthetic_voice import RATE, syllables

from studio.domain.recipe import Recipe
from studio.domain.take import Take, on_grid
from studio.store.library import Library

pytestmark = pytest.mark.browser

HOSTILE = "<img src=x onerror=alert(1)> ${alert(1)}"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A studio with three takes: all much alike, but the last goes on in silence."""
    home = tmp_path_factory.mktemp("home")
    library = Library(home)
    for number, (hertz, silence) in enumerate([(110.0, 0.2), (111.0, 0.2), (112.0, 2.0)]):
        samples = np.concatenate([syllables(8, 4.0, hertz), np.zeros(round(silence * RATE))]).astype(np.float32)
        recipe = Recipe(description=HOSTILE, text=f"{HOSTILE} is said.", seed=number)
        library.add(Take(f"{number:032x}", recipe, on_grid(samples), position=number, audition="a" * 32))
    library.close()
    with open_studio(home) as address:
        yield address


def visit(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".take .play")).to_have_count(3)


def test_card_shows_pitch_pace_and_flags(page: Page, studio: str) -> None:
    visit(page, studio)
    expect(page.locator(".take .figures")).to_have_text(
        ["110 Hz · 4.0 syll./s", "111 Hz · 4.0 syll./s", "112 Hz · 4.0 syll./s"]
    )
    assert "Brightness: " in (page.locator(".take .figures").first.get_attribute("title") or "")
    expect(page.locator(".take .flag")).to_have_text(["It is silent for 2.0 s after it has spoken."])


def test_significant_differences_are_marked(page: Page, studio: str) -> None:
    visit(page, studio)
    words, table = page.locator(".numbers-words"), page.locator(".numbers table")
    expect(words).to_have_text("B and A differ no more than two takes of the same recipe do.")
    page.get_by_role("button", name="Bright guide to B").click()
    expect(words).to_contain_text("B beside A: higher by 16.")
    page.locator(".numbers-details > summary").click()
    pitch = table.get_by_role("row", name="Pitch Hz")
    expect(pitch.get_by_role("cell")).to_have_text(["110", "289+16.7 semitones"])
    expect(pitch.locator(".beyond")).to_have_count(1)
    page.get_by_role("button", name="Behind the door to B").click()
    expect(pitch.get_by_role("cell")).to_have_text(["110", "–Nothing in it is voiced, as in a whisper."])
    page.locator(".numbers").get_by_text("How they are measured").click()
    expect(page.locator(".numbers dd").nth(3)).to_contain_text("Mauch & Dixon 2014")


def test_table_has_a_column_for_each_clip(page: Page, studio: str) -> None:
    visit(page, studio)
    page.get_by_role("button", name="compare all").click()
    page.locator(".numbers-details > summary").click()
    expect(page.locator(".numbers thead th")).to_have_text(["A Take 1", "B Take 2", "C Take 3"])
    checks = page.locator(".numbers").get_by_role("row", name="Checks")
    expect(checks.get_by_role("cell")).to_have_text(
        ["nothing found", "nothing found", "It is silent for 2.0 s after it has spoken."]
    )
    page.get_by_role("button", name="clear", exact=True).click()
    expect(page.locator(".numbers")).to_be_hidden()


def test_report_downloads_with_one_click(page: Page, studio: str) -> None:
    visit(page, studio)
    expect(page.locator(".numbers-words")).to_contain_text("differ no more")
    with page.expect_download() as download:
        page.get_by_role("link", name="Report").click()
    assert download.value.suggested_filename == "comparison.html"
    assert "Take 1 and Take 2: a comparison" in Path(download.value.path()).read_text()
