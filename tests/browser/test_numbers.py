"""What the comparison found: differences in words, descriptions, numbers, checks, the report."""

import re
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


def compare(page: Page, address: str, *clips: str) -> None:
    """Open Compare with these clips in the tray."""
    places = [clip if ":" in clip else f"take:{int(clip):032x}" for clip in clips]
    stored = {"places": places, "chosen": True, "locked": []}
    page.goto(address)
    page.evaluate("(stored) => sessionStorage.setItem('voice-studio-comparison', JSON.stringify(stored))", stored)
    page.goto(f"{address}#compare")
    page.reload()
    expect(page.locator("#compare .sp-label")).to_have_count(len(clips))


def test_significant_differences_are_marked_and_descriptions_compared(page: Page, studio: str) -> None:
    compare(page, studio, "0", "1")
    words, pitch = page.locator(".findings-words"), page.locator("#findings").get_by_role("row", name="Pitch Hz")
    expect(words).to_contain_text("B and A differ no more than two takes of the same recipe do.")
    expect(page.locator(".findings-descriptions")).to_contain_text(HOSTILE)

    compare(page, studio, "0", "preset:bright-guide")
    expect(words).to_contain_text("B beside A: higher by 16.")
    expect(pitch.get_by_role("cell")).to_have_text(["110", "289+16.7 semitones"])
    expect(pitch.locator(".beyond")).to_have_count(1)
    expect(page.locator(".findings-descriptions del")).to_contain_text("<img src=x")
    expect(page.locator(".findings-descriptions ins").first).to_be_visible()

    compare(page, studio, "0", "preset:behind-the-door")
    expect(pitch.get_by_role("cell")).to_have_text(["110", "–Nothing in it is voiced, as in a whisper."])
    page.locator("#findings").get_by_text("How they are measured").click()
    expect(page.locator("#findings dd").nth(3)).to_contain_text("Mauch & Dixon 2014")


def test_numbers_of_all_clips_take_the_place_of_the_lanes(page: Page, studio: str) -> None:
    compare(page, studio, "0", "1", "2")
    beside = page.locator("#findings thead th")
    expect(beside).to_have_text([re.compile("A.*v1·1"), re.compile("B.*v1·2")])
    page.keyboard.press("c")  # the clip that is heard is measured against A
    expect(beside).to_have_text([re.compile("A.*v1·1"), re.compile("C.*v1·3")])
    page.get_by_role("button", name="Numbers").click()
    table = page.locator(".all-numbers")
    expect(page.locator("#compare .sp-lane").first).to_be_hidden()
    expect(table.locator("thead th")).to_have_text([re.compile(f"{letter}.*v1·") for letter in "ABC"])
    expect(table.get_by_role("row", name="Checks").get_by_role("cell")).to_have_text(
        ["nothing found", "nothing found", "It is silent for 2.0 s after it has spoken."]
    )
    page.get_by_role("button", name="Lanes").click()
    expect(page.locator("#compare .sp-lane").first).to_be_visible()
    page.get_by_role("button", name="clear", exact=True).click()
    expect(page.locator("#findings section:visible")).to_have_count(0)
    page.get_by_role("button", name="undo").click()
    expect(page.locator("#compare .sp-label")).to_have_count(3)


def test_report_downloads_with_one_click_and_says_what_is_gone(page: Page, studio: str, complaints: list[str]) -> None:
    compare(page, studio, "0", "1")
    with page.expect_download() as download:
        page.get_by_role("link", name="Report").click()
    assert download.value.suggested_filename == "comparison.html"
    assert "v1·1 and v1·2: a comparison" in Path(download.value.path()).read_text()
    page.route(
        "**/studio/report.html*", lambda route: route.continue_(url=f"{studio}studio/report.html?ref=preset:gone")
    )
    page.get_by_role("link", name="Report").click()
    expect(page.locator(".toast")).to_contain_text(re.compile("The report could not be made. .*gone"))
    complaints.clear()  # the browser notes the 404


def test_measuring_can_be_given_up(page: Page, studio: str) -> None:
    page.route("**/studio/measure.json*", lambda route: None)  # no answer for as long as it is looked at
    page.route(
        "**/studio/tray.json*",
        lambda route: route.fulfill(
            json=[
                {"ref": f"take:{n:032x}", "label": f"v1·{n + 1}", "words": "", "description": "", "seconds": 100.0}
                for n in (0, 1)
            ]
        ),
    )
    compare(page, studio, "0", "1")
    words = page.locator(".findings-words")
    expect(words).to_contain_text("Measuring, about 24 seconds")
    words.get_by_role("button", name="give up").click()
    expect(words).to_contain_text("Measuring was given up.")
    page.unroute("**/studio/measure.json*")
    words.get_by_role("button", name="measure").click()
    expect(words).to_contain_text("differ no more")
