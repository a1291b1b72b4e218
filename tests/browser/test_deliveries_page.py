"""Deliveries and remixes on the page, in a real Chromium."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from design_page import toast
from playwright.sync_api import Locator, Page, expect
from studio_process import open_studio

from studio import Studio

pytestmark = pytest.mark.browser

SAID = "Good evening, and welcome to the studio."


@pytest.fixture
def studio(page: Page, tmp_path: Path) -> Iterator[str]:
    """A studio with a voice of one's own, which is shown."""
    with Studio(tmp_path, backend="sketch") as session:
        session.keep(session.design("A warm woman's voice in her forties.", text=SAID, takes=4, seed=7)[0], "Evening")
    with open_studio(tmp_path) as address:
        page.goto(f"{address}#voices")
        page.locator(".preset", has_text="Evening").first.click()
        expect(panel(page)).to_be_visible()
        yield address
        page.goto("about:blank")


def panel(page: Page) -> Locator:
    return page.get_by_role("region", name="Deliveries")


def faults(page: Page) -> list[str]:
    """Return the rules of axe-core that the page breaks."""
    return [f"{each['id']}: {each['nodes'][0]['html'][:200]}" for each in Axe().run(page).response["violations"]]


def compared(page: Page) -> list[str]:
    places: list[str] = page.evaluate("JSON.parse(sessionStorage.getItem('voice-studio-comparison')).places")
    return places


def test_a_delivery_is_proposed_compared_kept_spoken_in_and_removed(page: Page, studio: str, tmp_path: Path) -> None:
    panel(page).get_by_label("Propose a delivery").fill("sad")
    panel(page).get_by_role("button", name="Propose").dblclick()  # asks once
    proposed = panel(page).get_by_role("list", name="Proposed takes").locator("li")
    expect(proposed).to_have_count(4)
    assert len(list((tmp_path / "takes").glob("*.flac"))) == 4 + 4
    expect(proposed.first).to_contain_text("same voice by construction")

    assert faults(page) == []

    proposed.nth(1).get_by_role("button", name="with the neutral voice", exact=False).first.click()
    neutral, candidate = compared(page)
    assert (neutral, candidate.startswith("take:")) == ("preset:evening", True)
    proposed.nth(1).get_by_role("button", name="blind").click()
    expect(page.get_by_role("dialog").get_by_text("1 of 8", exact=False)).to_be_visible()
    page.keyboard.press("Escape")
    page.get_by_role("dialog").get_by_role("button", name="Throw it away").click()

    proposed.nth(1).get_by_role("button", name="as sad").click()
    kept = panel(page).locator("[data-delivery=sad]")
    expect(kept).to_contain_text("same voice by construction")
    expect(proposed).to_have_count(0)
    expect(panel(page).get_by_label("Propose a delivery")).to_be_focused()

    assert faults(page) == []

    kept.get_by_role("button", name="Speak as Evening/sad").click()
    expect(page.get_by_role("heading", name="Speak as Evening/sad")).to_be_visible()
    text = page.get_by_label("What it says")
    text.fill("The lamps came on.")
    text.press("Control+Enter")
    clips = page.locator(".said li[data-take]")
    expect(clips).to_have_count(1)
    page.get_by_role("combobox", name="Delivery", exact=True).select_option("neutral")
    expect(page.get_by_role("heading", name="Speak as Evening", exact=True)).to_be_visible()
    expect(text).to_have_value("The lamps came on.")  # one draft for all of its deliveries
    page.get_by_role("combobox", name="Delivery", exact=True).select_option("sad")
    assert faults(page) == []
    expect(clips).to_have_count(1)

    page.goto(f"{studio}#voices")
    kept.focus()
    page.keyboard.press("Delete")
    expect(panel(page).locator("[data-delivery]")).to_have_count(0)
    expect(panel(page).get_by_label("Propose a delivery")).to_be_focused()
    page.locator(".toast").get_by_role("button", name="undo").click()
    expect(kept).to_be_visible()


def test_a_remix_opens_the_editor_with_the_change_and_the_version_it_is_made_from(page: Page, studio: str) -> None:
    change = page.get_by_label("This voice, but …")
    change.fill("warm")
    change.press("Enter")
    expect(page.get_by_role("region", name="Remix").get_by_role("alert")).to_contain_text("asks for that already")
    change.fill("ten years older and warm")
    change.press("Enter")
    expect(page.get_by_label("Description", exact=True)).to_have_value("A warm woman's voice in her fifties.")
    expect(toast(page)).to_contain_text("“warm” changes nothing: the description says it already")
    page.keyboard.press("Tab")
    expect(page.get_by_label("Description", exact=True)).to_be_focused()
    expect(page.get_by_label("Seed", exact=True)).to_have_value("7")
    page.locator("#generate").click()
    expect(page.locator("#takes [data-take]").first).to_be_visible()
    expect(page.get_by_text("since v1", exact=False).first).to_be_visible()


def test_takes_of_a_model_are_ranked_with_what_its_encoder_can_tell(
    page: Page, tmp_path: Path, tiny_voice_design: Path, tiny_base: Path
) -> None:
    with Studio(tmp_path, "qwen3", tiny_voice_design) as session:
        session.keep(session.design("A calm, low male voice.", text=SAID, takes=1, seed=3)[0], "Harbour")
    with open_studio(tmp_path, model=tiny_voice_design, arguments=["--base-model", str(tiny_base)]) as address:
        page.goto(f"{address}#voices")
        page.locator(".preset", has_text="Harbour").first.click()
        panel(page).get_by_label("Propose a delivery").fill("tired")
        panel(page).get_by_label("In your words").fill("slow, close to tears")
        panel(page).get_by_label("In your words").press("Enter")
        proposed = panel(page).get_by_role("list", name="Proposed takes").locator("li")
        expect(proposed).to_have_count(4)
        expect(panel(page)).to_contain_text("the most similar speaker first")
        figures = [float(each.split("(")[1].split(")")[0]) for each in proposed.locator(".speaker").all_inner_texts()]
        assert figures == sorted(figures, reverse=True)
        page.goto("about:blank")
