"""Speaking in a saved voice, on the page: the sketch, and a tiny Base model."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile
from playwright.sync_api import Locator, Page, expect
from studio_process import open_studio

pytestmark = pytest.mark.browser

SAID = "Good evening, and welcome to the studio. The lamps are on."
LONG = "The lamps along the harbour came on one by one. Was it late? " * 200


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_studio(tmp_path_factory.mktemp("home")) as address:
        yield address


def visit(page: Page, address: str) -> None:
    page.goto(address)
    expect(page.locator(".dot[data-state=ready]")).to_be_visible()
    expect(page.locator("#design-editor[data-restored]")).to_be_visible()


def speak_as(page: Page, address: str, name: str) -> Locator:
    """Open the page and the panel of a voice; give the panel."""
    visit(page, address)
    page.get_by_role("button", name=f"Speak as {name}", exact=True).click()
    panel = page.get_by_role("region", name="Speak", exact=True)
    expect(panel.get_by_role("heading", name=f"Speak as {name}")).to_be_visible()
    expect(panel.get_by_label("What it says")).to_be_focused()
    return panel


def test_voice_speaks_typed_text_that_can_be_compared_and_saved(page: Page, studio: str) -> None:
    panel = speak_as(page, studio, "Evening storyteller")
    panel.get_by_label("What it says").fill("The lamps came on.")
    panel.get_by_role("button", name="Speak", exact=True).click()
    clip = panel.locator(".said .take")
    expect(clip).to_contain_text("The lamps came on.")
    expect(clip.get_by_role("button", name="Play what Evening storyteller said")).to_be_visible()
    with page.expect_download() as download:
        clip.get_by_role("link", name="Download what Evening storyteller said").click()

    assert download.value.suggested_filename == "Evening storyteller.flac"
    assert soundfile.info(download.value.path()).duration > 0.5
    clip.get_by_role("button", name="to A").click()
    expect(page.locator("#compare .sp-lane").first).to_contain_text("seed")


def test_marks_are_named_and_spoken_only_if_wanted(page: Page, studio: str) -> None:
    panel = speak_as(page, studio, "Evening storyteller")
    panel.get_by_label("What it says").fill("The **lamps** came on. [pause 1] Good night.")
    panel.get_by_role("button", name="Speak", exact=True).click()
    expect(panel).to_contain_text("Not spoken: **. Paused for: [pause 1] (1 s).")
    expect(panel.get_by_role("button", name="Speak", exact=True)).to_be_visible()

    panel.get_by_label("follow marks").uncheck()
    panel.get_by_label("What it says").fill("The **lamps** came on.")
    panel.get_by_role("button", name="Speak", exact=True).click()
    expect(panel.locator(".said .take")).to_have_count(2)
    expect(panel).not_to_contain_text("Not spoken")


def test_pronunciation_is_added_used_and_removed(page: Page, studio: str) -> None:
    panel = speak_as(page, studio, "Evening storyteller")
    words = page.get_by_role("region", name="Pronunciations", exact=True)
    words.get_by_role("button", name="Pronunciations").click()
    words.get_by_label("Word").fill("harbour")
    words.get_by_label("Read as").fill("harber")
    words.get_by_role("button", name="add", exact=True).click()
    expect(words.get_by_role("listitem")).to_contain_text("harbour → harber")

    panel.get_by_label("What it says").fill("The harbour.")
    panel.get_by_role("button", name="Speak", exact=True).click()
    expect(panel).to_contain_text("Pronounced: harbour as harber.")
    words.get_by_role("button", name="Remove harbour").click()
    expect(words.get_by_role("listitem")).to_have_count(0)


def test_editor_names_the_marks_of_its_text(page: Page, studio: str) -> None:
    visit(page, studio)
    page.locator("#field-description textarea").fill("a calm man")
    page.locator("#field-text textarea").fill("# Harbour")
    page.locator("#generate").click()

    expect(page.locator("#text-notes")).to_have_text("Not spoken: #.")


def test_repeated_text_is_another_reading(page: Page, studio: str) -> None:
    panel = speak_as(page, studio, "Evening storyteller")
    panel.get_by_label("What it says").fill("Once more.")
    for count in (1, 2):
        panel.get_by_role("button", name="Speak", exact=True).click()
        expect(panel.locator(".said .take")).to_have_count(count)
    facts = panel.locator(".said .facts")

    assert facts.nth(0).inner_text() != facts.nth(1).inner_text()


def test_long_text_shows_progress_and_can_be_stopped(page: Page, studio: str) -> None:
    panel = speak_as(page, studio, "Evening storyteller")
    panel.get_by_label("What it says").fill(LONG)
    panel.get_by_role("button", name="Speak", exact=True).click()
    expect(panel.locator(".status")).to_contain_text("so far")
    panel.get_by_role("button", name="Stop").click()
    expect(panel.locator(".status")).to_have_text("stopped")
    expect(panel.get_by_role("button", name="Speak", exact=True)).to_be_visible()
    expect(panel.locator(".said .take")).to_have_count(0)


def test_unspeakable_text_is_reported_at_the_field(page: Page, studio: str) -> None:
    panel = speak_as(page, studio, "Evening storyteller")
    panel.get_by_label("What it says").fill("… !?")
    panel.get_by_role("button", name="Speak", exact=True).click()
    expect(panel.get_by_role("alert")).to_contain_text("nothing to pronounce")
    expect(panel.get_by_label("What it says")).to_have_value("… !?")
    expect(panel.get_by_role("button", name="Does it stay the same?")).to_be_hidden()


def test_spoken_clips_do_not_replace_the_takes(page: Page, studio: str) -> None:
    visit(page, studio)
    page.locator("#field-description textarea").fill("A calm woman.")
    page.locator("#field-text textarea").fill("Hello there.")
    page.get_by_role("button", name="Generate").click()
    takes = page.locator("#takes .take .play")
    expect(takes).to_have_count(4)
    panel = speak_as(page, studio, "Harbour master")
    panel.get_by_label("What it says").fill("Ahoy.")
    panel.get_by_role("button", name="Speak", exact=True).click()
    expect(panel.locator(".said .take")).to_have_count(1)
    page.reload()
    expect(takes).to_have_count(4)


def test_locked_voice_speaks_and_passes_the_consistency_test(
    page: Page, tmp_path: Path, tiny_voice_design: Path, tiny_base: Path
) -> None:
    base = ["--base-model", str(tiny_base)]
    with open_studio(tmp_path, model=tiny_voice_design, arguments=base) as address:
        visit(page, address)
        keep(page, "Yes, it is.", "Too short")
        expect(page.locator("#answer")).to_contain_text(re.compile(r"The reference audio lasts \d\.\d s"))
        page.get_by_role("button", name="Hear a longer text and choose again").click()
        expect(page.locator("#takes .take").first).to_be_visible()
        page.get_by_role("button", name="Stop").click()
        keep(page, SAID, "Evening")
        panel = speak_as(page, address, "Evening")
        panel.get_by_label("What it says").fill("Nobody came in.")
        panel.get_by_role("button", name="Speak", exact=True).click()
        expect(panel.locator(".said .take")).to_contain_text("Nobody came in.")
        panel.get_by_role("button", name="Does it stay the same?").click()
        chart = panel.get_by_role("group", name="Consistency test")
        expect(chart.locator(".point")).to_have_count(5)
        expect(chart).to_contain_text(re.compile("It stays the same|Inconclusive|It drifts"))
        page.goto("about:blank")


def keep(page: Page, words: str, name: str) -> None:
    """Design one take of these words, and save it."""
    page.locator("#field-description textarea").fill("A calm, low male voice.")
    page.locator("#field-text textarea").fill(words)
    page.locator("#field-takes input").fill("1")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#takes").get_by_role("status")).to_have_text("1 take")
    page.get_by_role("button", name="Keep Take 1").click()
    page.locator("#field-name").get_by_label("Name").fill(name)
    page.get_by_role("button", name="Save preset").click()
    expect(page.get_by_text(f"Saved {name}.")).to_be_visible()
