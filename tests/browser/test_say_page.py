"""The Speak workspace: the sketch, and a tiny Base model, in a real Chromium."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import soundfile
from playwright.sync_api import Locator, Page, expect
from studio_process import free_port, open_studio

from studio import Studio

pytestmark = pytest.mark.browser

SAID = "Good evening, and welcome to the studio. The lamps are on."
MISBEHAVING = Path(__file__).parent.parent / "support" / "misbehaving_studio.py"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_studio(tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture(scope="module")
def slow_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Yield a studio whose clips wait for files."""
    with open_studio(tmp_path_factory.mktemp("home"), program=MISBEHAVING) as address:
        yield address


def visit(page: Page, address: str, workspace: str = "design") -> None:
    page.goto(f"{address}#{workspace}")
    expect(page.locator(".dot[data-state=ready]")).to_be_visible()
    expect(page.locator("#design-editor[data-restored]")).to_be_attached()


def speak_as(page: Page, address: str, name: str) -> Locator:
    """Open the page, choose a voice, and return the field of its text."""
    visit(page, address, "voices")
    page.get_by_role("button", name=f"Speak as {name}", exact=True).first.click()
    expect(page.get_by_role("heading", name=f"Speak as {name}")).to_be_visible()
    text = page.get_by_label("What it says")
    expect(text).to_be_focused()
    return text


def clips(page: Page) -> Locator:
    """Return the finished clips of the voice."""
    return page.locator(".said li[data-take]")


def speak(page: Page) -> None:
    page.get_by_role("button", name="Speak", exact=True).click()


def test_voice_speaks_typed_text_that_is_kept_with_its_clips(page: Page, studio: str) -> None:
    text = speak_as(page, studio, "Evening storyteller")
    text.fill("The lamps came on.")
    expect(page.get_by_text("18 / 20,000")).to_be_visible()
    text.press("Control+Enter")
    expect(clips(page)).to_have_count(1)
    expect(clips(page)).to_contain_text("The lamps came on.")
    with page.expect_download() as download:
        clips(page).get_by_role("link", name="FLAC").click()

    assert download.value.suggested_filename == "Evening storyteller - The lamps came on.flac"
    assert soundfile.info(download.value.path()).duration > 0.5
    clips(page).get_by_role("button", name="again", exact=False).click()
    expect(clips(page)).to_have_count(2)
    speak(page)  # the same text once more is another reading of it
    expect(clips(page)).to_have_count(3)
    seeds = {re.search(r"seed (\d+)", each)[1] for each in clips(page).locator(".facts").all_inner_texts()}  # type: ignore[index]
    assert len(seeds) == 3

    clips(page).first.focus()
    page.keyboard.press("Delete")
    expect(clips(page)).to_have_count(2)
    expect(page.locator(".said li:focus")).to_have_count(1)
    expect(page.locator(".toast")).to_contain_text("is in the bin")
    page.keyboard.press("Control+z")
    expect(clips(page)).to_have_count(3)

    page.get_by_role("button", name="Harbour master", exact=True).click()
    expect(page.get_by_role("heading", name="Speak as Harbour master")).to_be_visible()
    expect(text).to_have_value("")
    expect(clips(page)).to_have_count(0)
    text.fill("Ahoy.")
    page.reload()
    expect(text).to_have_value("Ahoy.")
    page.get_by_role("button", name="Evening storyteller", exact=True).click()
    expect(text).to_have_value("The lamps came on.")
    expect(clips(page)).to_have_count(3)
    expect(page.locator("ul.voices li").nth(1)).to_contain_text("Evening storyteller")  # the recent ones come first


def test_marks_are_named_and_spoken_only_if_wanted(page: Page, studio: str) -> None:
    text = speak_as(page, studio, "News desk")
    text.fill("The **lamps** came on. [pause 1] Good night.")
    speak(page)
    expect(page.get_by_text("Not spoken: **. Paused for: [pause 1] (1 s).")).to_be_visible()

    page.get_by_label("follow marks: **").uncheck()
    text.fill("The **lamps** came on.")
    speak(page)
    expect(clips(page)).to_have_count(2)
    expect(page.get_by_text("Not spoken")).to_have_count(0)

    text.fill("A word. " * 3000)
    speak(page)
    expect(page.locator(".say").get_by_role("alert")).to_contain_text("the maximum is 20,000")
    expect(text).to_have_value("A word. " * 3000)  # nothing was cut off
    text.fill("… !?")
    speak(page)
    expect(page.locator(".say").get_by_role("alert")).to_contain_text("nothing to pronounce")
    expect(text).to_be_focused()
    expect(text).to_have_value("… !?")
    expect(page.get_by_role("button", name="Does it stay the same?")).to_be_hidden()


def test_texts_wait_in_the_queue_and_can_be_stopped(page: Page, slow_studio: str, tmp_path: Path) -> None:
    text = speak_as(page, slow_studio, "Bright guide")
    text.fill(f"pause until {tmp_path / 'never'}")
    speak(page)
    waiting = page.locator(".said li.waiting")
    expect(waiting.last).to_contain_text("so far")
    text.fill("Short.")
    speak(page)
    expect(waiting).to_have_count(2)
    page.reload()
    expect(waiting.last).to_contain_text("so far")
    waiting.last.get_by_role("button", name="Stop").click()
    expect(page.get_by_text("Stopped.")).to_be_visible()
    expect(waiting).to_have_count(0)
    expect(clips(page).locator(".name")).to_have_text(["Short.", re.compile("^pause until")])  # what was heard stays
    expect(clips(page).last).to_contain_text("stopped early")


def test_texts_that_a_restart_lost_are_counted_and_in_the_history(page: Page, tmp_path: Path) -> None:
    port = free_port()
    with open_studio(tmp_path / "home", port=port, program=MISBEHAVING) as address:
        text = speak_as(page, address, "Bright guide")
        for words in (f"pause until {tmp_path / 'never'}", "Short.", "Shorter."):
            text.fill(words)
            speak(page)
            expect(page.locator(".said li.waiting", has_text=words)).to_be_visible()
        page.goto("about:blank")
    with open_studio(tmp_path / "home", port=port) as address:
        visit(page, address, "speak")
        expect(page.get_by_text("does not speak 3 texts any more")).to_be_visible()
        visit(page, address, "history")
        page.locator(".history-row", has_text="Short.").click()
        preview = page.get_by_role("region", name="Preview")
        expect(preview).to_contain_text("The studio was closed before this was finished.")
        page.goto("about:blank")


def test_spoken_clips_do_not_replace_the_takes(page: Page, tmp_path: Path) -> None:
    with Studio(tmp_path, backend="sketch") as session:
        session.design("A calm woman.", text="Hello there.", takes=2)
        session.start_say("Harbour master", "Ahoy.").wait()
    with open_studio(tmp_path) as address:
        visit(page, address)
        expect(page.locator("#takes [data-take]")).to_have_count(2)
        page.goto("about:blank")


def test_locked_voice_speaks_and_passes_the_consistency_test(
    page: Page, tmp_path: Path, tiny_voice_design: Path, tiny_base: Path
) -> None:
    with Studio(tmp_path, "qwen3", tiny_voice_design) as session:
        for name, words in (("Too short", "Yes, it is."), ("Evening", SAID)):
            session.keep(session.design("A calm, low male voice.", text=words, takes=1, seed=3)[0], name)
    base = ["--base-model", str(tiny_base)]
    with open_studio(tmp_path, model=tiny_voice_design, arguments=base) as address:
        text = speak_as(page, address, "Too short")
        text.fill("Nobody came in.")
        speak(page)
        expect(page.get_by_text(re.compile(r"The reference audio lasts \d\.\d s"))).to_be_visible()
        expect(page.get_by_role("button", name="Hear a longer text and choose again")).to_be_visible()

        page.get_by_role("button", name="Evening", exact=True).click()
        expect(page.get_by_text(f"Spoken by {tiny_base.name}")).to_be_visible()
        text.fill("Nobody came in.")
        speak(page)
        expect(clips(page)).to_contain_text("Nobody came in.")
        page.get_by_role("button", name="Does it stay the same?").click()
        chart = page.get_by_role("group", name="Consistency test")
        expect(chart.locator(".point")).to_have_count(5)
        expect(chart).to_contain_text(re.compile("It stays the same|Inconclusive|It drifts"))
        page.goto("about:blank")


def test_voice_without_a_base_model_leads_to_the_models(page: Page, tmp_path: Path, tiny_voice_design: Path) -> None:
    with Studio(tmp_path, "qwen3", tiny_voice_design) as session:
        session.keep(session.design("A calm, low male voice.", text=SAID, takes=1, seed=3)[0], "Evening")
    with open_studio(tmp_path) as address:
        speak_as(page, address, "Evening")
        expect(page.locator(".voice-model")).to_contain_text("none is on this machine")
        page.get_by_role("button", name="get it").click()
        expect(page.get_by_role("dialog", name="Models")).to_be_visible()
        page.keyboard.press("Escape")
        expect(page.get_by_role("dialog", name="Models")).to_be_hidden()
        expect(page.get_by_role("button", name="get it")).to_be_focused()
        page.goto("about:blank")
