"""The Compare workspace: lanes that fill it, the difference in their place, clips that are too long to be decoded."""

from collections.abc import Iterator
from contextlib import closing

import numpy as np
import pytest
from playwright.sync_api import Page, expect
from studio_process import open_studio
from synthetic_voice import syllables

from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.store.library import Library

pytestmark = pytest.mark.browser

LONG = f"take:{99:032x}"
RATE = 8000  # Hz of the long clip


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A studio with eight takes of a version, and one clip that is longer than ten minutes."""
    home = tmp_path_factory.mktemp("home")
    with closing(Library(home)) as library:
        for number in range(8):
            recipe = Recipe(description="a detective", text="It rained.", seed=number)
            samples = syllables(8, 4.0, 110.0 + number)
            library.add(Take(f"{number:032x}", recipe, samples, position=number, audition="a" * 32))
        hum = (0.1 * np.sin(0.3 * np.arange(601 * RATE))).astype(np.float32)
        recipe = Recipe(description="a hum", text="Hm.", seed=1)
        library.add(Take(LONG[5:], recipe, np.round(hum * 2**23).astype(np.float32) / 2**23, RATE, 0, "b" * 32))
    with open_studio(home) as address:
        yield address


def compare(page: Page, address: str, *places: str) -> None:
    """Open Compare with these clips in the tray."""
    page.goto(address)
    stored = {"places": places, "chosen": True, "locked": []}
    page.evaluate("(stored) => sessionStorage.setItem('voice-studio-comparison', JSON.stringify(stored))", stored)
    page.goto(f"{address}#compare")
    page.reload()
    expect(page.locator("#compare .sp-label")).to_have_count(len(places))


def expect_no_scroll(page: Page, height: int) -> None:
    assert page.evaluate("document.documentElement.scrollHeight") <= height
    assert page.evaluate("document.querySelector('#compare-lanes').scrollHeight") <= page.evaluate(
        "document.querySelector('#compare-lanes').clientHeight"
    )
    bottom = page.evaluate("document.querySelector('#compare .sp-foot').getBoundingClientRect().bottom")
    assert bottom <= page.locator(".transport").bounding_box()["y"] + 1


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720)])
def test_lanes_share_the_height_and_the_difference_takes_their_place(
    page: Page, studio: str, width: int, height: int
) -> None:
    page.set_viewport_size({"width": width, "height": height})
    compare(page, studio, f"take:{0:032x}", f"take:{1:032x}")
    lanes = page.locator("#compare .sp-lane")
    expect(lanes.nth(1).locator(".sp-mels")).to_be_visible()
    expect_no_scroll(page, height)
    assert lanes.nth(0).bounding_box()["height"] > 0.3 * height  # two lanes fill the workspace

    page.get_by_role("button", name="Difference").click()
    page.locator(".sp-bands").wait_for()
    expect(page.locator("#compare .sp-mels").first).to_be_hidden()
    expect_no_scroll(page, height)
    expect(page.locator("#compare .sp-foot > .sp-scale")).to_be_hidden()
    expect(page.locator("#compare .sp-difference .sp-scale")).to_be_visible()
    page.get_by_role("button", name="Lanes").click()
    expect(page.locator("#compare .sp-mels").first).to_be_visible()
    expect(page.locator("#compare .sp-foot > .sp-scale")).to_be_visible()

    compare(page, studio, *(f"take:{number:032x}" for number in range(3)))
    report = page.get_by_role("link", name="Report")
    before = report.bounding_box()
    page.get_by_role("button", name="Difference").click()
    page.locator(".sp-bands").wait_for()
    assert report.bounding_box() == before
    page.get_by_role("button", name="Lanes").click()

    compare(page, studio, *(f"take:{number:032x}" for number in range(8)))
    page.wait_for_function("document.querySelectorAll('#compare .sp-lane').length === 8")
    expect(page.locator("#compare .sp-mels:visible")).to_have_count(0)  # spectrograms fold first
    expect(page.locator("#compare .sp-wave:visible")).to_have_count(8)
    heights = [lane.bounding_box()["height"] for lane in lanes.all()]
    assert max(heights) - min(heights) <= 1
    expect_no_scroll(page, height)


def test_clip_of_ten_minutes_and_more_is_played_from_its_file(page: Page, studio: str) -> None:
    fetched: list[str] = []
    page.on("request", lambda request: fetched.append(request.url))
    compare(page, studio, LONG, f"take:{1:032x}")
    expect(page.locator("#compare .sp-foot [role=status]")).to_contain_text("A is longer than 10 minutes")
    page.keyboard.press("Space")
    page.wait_for_function("document.querySelector('.now-time').textContent > '0:00.3'")
    page.keyboard.press("b")
    expect(page.locator(".now-text .badge")).to_have_text("B")
    page.keyboard.press("Space")
    expect(page.get_by_role("button", name="Play v1·2").first).to_be_visible()
    assert not [url for url in fetched if "pyin" in url and LONG in url]
    page.get_by_role("button", name="Difference").click()
    expect(page.locator(".sp-difference")).to_contain_text("The difference is computed for clips of up to 10 minutes.")
    page.get_by_role("tab", name="Design").click()
    page.locator("#design-takes li.take").first.click()
    expect(page.get_by_role("region", name="The take")).to_contain_text("10:01 min")
