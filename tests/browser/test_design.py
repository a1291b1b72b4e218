"""The Design workspace: the editor and its drafts, the queue, the versions, and the take that has the focus."""

import json
import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from design_page import (
    VOICE,
    WORDS,
    ask,
    expect_first_seed,
    expect_takes,
    field,
    generate,
    press,
    rows,
    settle,
    status,
    take,
    toast,
    version,
    visit,
)
from playwright.sync_api import Locator, Page, Request, Route, expect
from processes import until
from studio_process import free_port, open_studio

import studio as studio_package
from studio.store.presets import PresetShelf
from studio.store.ratings import Rating

pytestmark = pytest.mark.browser

MISBEHAVING = Path(__file__).parents[1] / "support" / "misbehaving_studio.py"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("home")


@pytest.fixture(scope="module")
def studio(home: Path) -> Iterator[str]:
    with open_studio(home) as address:
        yield address


@pytest.fixture(scope="module")
def slow_studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A studio whose takes wait for files."""
    with open_studio(tmp_path_factory.mktemp("home"), program=MISBEHAVING) as address:
        yield address


# ---- the editor --------------------------------------------------------------------------------------------------


def test_example_fills_description_and_text_and_is_undone(page: Page, studio: str) -> None:
    visit(page, studio)
    field(page, "Description").fill("my own words")
    field(page, "Text").fill("My own text.")
    gallery = open_gallery(page)
    expect(gallery.get_by_role("listitem")).to_have_count(60)
    gallery.get_by_role("button", name="Whisper", exact=True).click()
    expect(gallery).to_be_hidden()
    expect(field(page, "Description")).to_have_value(re.compile("whisper"))
    expect(field(page, "Text")).to_have_value(re.compile("fox"))
    expect(page.locator("#field-text .count")).to_have_text(f"{len(field(page, 'Text').input_value())}/2000")
    toast(page).get_by_role("button", name="undo").click()
    expect(field(page, "Description")).to_have_value("my own words")
    expect(field(page, "Text")).to_have_value("My own text.")

    gallery = open_gallery(page)
    gallery.get_by_label("Use").select_option(label="news")
    gallery.get_by_label("Gender").select_option(label="male")
    gallery.get_by_label("Text in").select_option(label="English")
    expect(gallery.get_by_role("listitem")).to_have_count(1)
    gallery.get_by_role("button", name="News desk", exact=True).press("Enter")
    expect(page.get_by_role("button", name="Examples")).to_be_focused()
    expect(field(page, "Text")).to_have_value(re.compile("bridge"))
    page.keyboard.press("Control+z")
    expect(field(page, "Text")).to_have_value("My own text.")

    gallery = open_gallery(page)
    page.keyboard.press("Escape")
    expect(gallery).to_be_hidden()
    gallery = open_gallery(page)
    gallery.get_by_label("Use").select_option("")
    gallery.get_by_role("button", name="Old captain", exact=True).click()
    page.get_by_role("button", name="Generate").click()  # an example is enough for takes
    expect_takes(page, 4)


def open_gallery(page: Page) -> Locator:
    """Open the examples, and return their dialog."""
    page.get_by_role("button", name="Examples").click()
    gallery = page.get_by_role("dialog", name="Starter descriptions")
    expect(gallery).to_be_visible()
    return gallery


def test_random_start_and_standard_texts_never_lose_what_was_typed(page: Page, studio: str) -> None:
    visit(page, studio)
    field(page, "Description").fill("mine")
    field(page, "Text").fill("My own text.")
    page.get_by_role("button", name="Random start").click()
    expect(field(page, "Description")).to_have_value(re.compile("voice"))
    expect(field(page, "Text")).to_have_value("My own text.")
    page.keyboard.press("Control+z")
    expect(field(page, "Description")).to_have_value("mine")

    field(page, "Description").fill("A low man's voice, slow, for meditation.")
    texts = page.get_by_role("button", name="Texts")
    texts.click()
    page.get_by_role("button", name="Suits this description").click()
    expect(field(page, "Text")).to_have_value(re.compile("shoulders"))
    expect(texts).to_be_focused()
    page.keyboard.press("Control+z")
    expect(field(page, "Text")).to_have_value("My own text.")

    texts.click()
    menu = page.get_by_role("dialog", name="Texts to hear a voice with")
    menu.get_by_label("Language").select_option("german")
    menu.get_by_label("Length").select_option("short")
    menu.get_by_role("button", name="Standard text").click()
    expect(field(page, "Text")).to_have_value(re.compile("Füchse"))
    expect(field(page, "Description")).to_have_value("A low man's voice, slow, for meditation.")
    field(page, "Description").fill("changed since")
    toast(page).get_by_role("button", name="undo").click()
    expect(field(page, "Text")).to_have_value("My own text.")
    expect(field(page, "Description")).to_have_value("changed since")
    texts.click()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(texts).to_be_focused()


def test_pinned_seed_repeats_takes_and_unpinned_seed_changes(page: Page, studio: str) -> None:
    visit(page, studio)
    field(page, "Seed").fill("41")
    expect(page.get_by_label("Pin the seed")).to_be_checked()  # who types a seed means it
    generate(page, takes=1)
    expect_first_seed(page, 41)
    expect(field(page, "Seed")).to_have_value("41")
    page.get_by_label("Pin the seed").uncheck()
    page.get_by_role("button", name="Generate").click()
    expect(field(page, "Seed")).not_to_have_value("41")
    expect_first_seed(page, int(field(page, "Seed").input_value()))


def test_tab_leaves_the_list_of_languages_closed(page: Page, studio: str) -> None:
    visit(page, studio)
    languages = page.locator("#field-language").get_by_role("option")
    field(page, "Text").focus()
    page.keyboard.press("Tab")
    expect(languages.filter(has_text="French")).to_be_visible()
    page.keyboard.press("Tab")
    expect(field(page, "Takes")).to_be_focused()
    expect(languages).to_have_count(0)
    page.keyboard.press("Tab")
    expect(languages).to_have_count(0)


def test_ctrl_enter_generates(page: Page, studio: str) -> None:
    visit(page, studio)
    field(page, "Description").fill(VOICE)
    field(page, "Takes").fill("1")
    field(page, "Text").fill("Now.")
    field(page, "Text").press("Control+Enter")
    expect_takes(page, 1)
    expect(field(page, "Text")).to_have_value("Now.")
    expect(field(page, "Text")).to_be_focused()


def test_description_in_another_language_is_reported_beside_its_takes(page: Page, studio: str) -> None:
    visit(page, studio)
    for description, warning in (("eine tiefe Stimme", "does not understand German"), ("a deep voice", "")):
        generate(page, voice=description, words="Hallo.", takes=1)
        expect_takes(page, 1)
        expect(page.locator("#takes-warning")).to_contain_text(warning)
        expect(page.locator("#takes-warning")).to_be_visible(visible=bool(warning))


BAD_INPUT = [
    ("Description", "", "The description is empty."),
    ("Description", "x" * 100_000, "The description has 100,000 characters; the maximum is 2,048."),
    ("Text", "", "The text is empty."),
    ("Text", "… !?", "The text has nothing to pronounce."),
    ("Text", "y" * 100_000, "The text has 100,000 characters; the maximum is 2,000."),
    ("Text", "bell\a", "The text contains a control character (U+0007, at position 5)."),
    ("Seed", "seven", "The seed 'seven' is not a whole number."),
    ("Seed", "<img src=x onerror=alert(1)> ${alert(1)}", "The seed '<img src=x onerror=alert(1)> ${alert(1)}'"),
    ("Takes", "0", "0 takes cannot be made at once."),
    ("Takes", "99", "99 takes cannot be made at once."),
    ("Takes", "", "The number of takes is empty. Ask for 1 to 8."),
]


def test_invalid_input_is_shown_at_its_field(page: Page, studio: str) -> None:
    visit(page, studio)
    good = {"Description": VOICE, "Text": WORDS, "Seed": "3", "Takes": "1"}
    for label, value, complaint in BAD_INPUT:
        for each, usable in good.items():
            field(page, each).fill(usable)
        field(page, label).fill(value)
        page.get_by_role("button", name="Generate").click()
        expect(page.locator(f"#field-{label.lower()}").get_by_role("alert")).to_contain_text(complaint)
        expect(page.locator(".problem:visible")).to_have_count(1)
        expect(field(page, label)).to_have_value(value)
        expect(field(page, label)).to_be_focused()
    field(page, "Takes").fill("1")
    page.get_by_role("button", name="Generate").click()
    expect_first_seed(page, 3)
    expect(page.locator(".problem:visible")).to_have_count(0)


# ---- drafts ------------------------------------------------------------------------------------------------------


def test_drafts_belong_to_their_tab_and_to_their_version(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, voice="a calm woman", words="First.", takes=1)
    expect_takes(page, 1)
    first = page.locator("section.version[data-open]").first.get_attribute("aria-label")
    generate(page, voice="a calm young woman", words="Second.", takes=1)
    expect(page.locator("section.version[data-open]").first).not_to_have_attribute("aria-label", str(first))
    expect_takes(page, 1)
    second = page.locator("section.version[data-open]").first.get_attribute("aria-label")
    field(page, "Text").fill("Second, not sent yet.")
    page.reload()
    settle(page)
    expect(field(page, "Text")).to_have_value("Second, not sent yet.")

    tree = page.get_by_role("list", name="Versions")
    tree.get_by_role("button", name=first, exact=True).click()
    expect(field(page, "Text")).to_have_value("First.")
    expect(field(page, "Description")).to_have_value("a calm woman")
    field(page, "Text").fill("First, changed.")
    tree.get_by_role("button", name=second, exact=True).click()
    expect(field(page, "Text")).to_have_value("Second, not sent yet.")
    tree.get_by_role("button", name=first, exact=True).click()
    expect(field(page, "Text")).to_have_value("First, changed.")
    page.keyboard.press("Control+z")
    expect(field(page, "Text")).to_have_value("Second, not sent yet.")

    other = page.context.new_page()
    visit(other, studio)
    expect(field(other, "Description")).to_have_value(
        "a calm young woman"
    )  # the newest version, not what is typed here
    expect(field(other, "Text")).to_have_value("Second.")
    expect_takes(other, 1)
    other.close()


def test_text_typed_before_the_saved_fields_arrive_stays(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, takes=1)
    expect_takes(page, 1)
    other = page.context.browser.new_context().new_page()
    held: list[Route] = []
    typed = threading.Event()
    other.route("**/studio/versions.json*", lambda route: route.continue_() if typed.is_set() else held.append(route))
    other.goto(studio)
    field(other, "Text").fill("Typed at once.")
    typed.set()
    for route in held:
        route.continue_()

    expect(field(other, "Description")).to_have_value(VOICE)
    expect(field(other, "Text")).to_have_value("Typed at once.")
    other.context.close()


def test_tab_shows_its_own_takes_after_a_restart(page: Page, tmp_path: Path) -> None:
    port = free_port()
    with open_studio(tmp_path, port=port) as address:
        visit(page, address)
        generate(page, voice="a low man", takes=2)
        expect_takes(page, 2)
        mine = field(page, "Seed").input_value()
        other = page.context.new_page()
        visit(other, address)
        generate(other, voice="a high woman", takes=1)
        expect_takes(other, 1)
        other.goto("about:blank")
        page.goto("about:blank")
    with open_studio(tmp_path, port=port) as address:
        visit(page, address)
        expect(field(page, "Description")).to_have_value("a low man")
        expect_takes(page, 2)
        expect_first_seed(page, int(mine))
        expect(page.locator(".version")).to_have_count(2)
        gone = {"own": [], "current": "f" * 32}
        page.evaluate("(gone) => sessionStorage.setItem('voice-studio-versions', JSON.stringify(gone))", gone)
        page.reload()
        settle(page)
        expect_takes(page, 1)  # the newest; nothing is wrong
        page.goto("about:blank")


# ---- the queue ---------------------------------------------------------------------------------------------------


def test_next_ideas_wait_in_line_and_are_cancelled(page: Page, slow_studio: str, tmp_path: Path) -> None:
    visit(page, slow_studio)
    ask(page, f"lead until {tmp_path / 'go'}", takes=2)
    expect(status(page)).to_have_text("take 2 of 2")
    expect(page.locator("#queue")).to_be_focused()  # where Generate was
    running = page.locator("section.version").first.get_attribute("aria-label")
    for place, (idea, text) in {"next": ("second idea", "speak one"), "2nd": ("third idea", "speak two")}.items():
        ask(page, text, takes=1, voice=idea)
        expect(page.locator(".version-head").first).to_contain_text(f"queued, {place}")
        expect(page.locator(".version-head").first).to_contain_text(idea)
    expect(status(page)).to_have_text("take 2 of 2")

    page.reload()
    settle(page)
    third, second = page.locator("section.version").nth(0), page.locator("section.version").nth(1)
    expect(third).to_contain_text("queued, 2nd")
    second.get_by_role("button", name="cancel").click()
    expect(second).to_contain_text("stopped after 0 of 1")
    expect(second.locator(".version-fold")).to_be_focused()
    expect(third).to_contain_text("queued, next")
    toast(page).get_by_role("button", name="undo").click()
    expect(page.locator("section.version")).to_have_count(4)
    expect(page.locator("section.version").first).to_contain_text("queued, 2nd")

    (tmp_path / "go").touch()
    expect(page.locator("section.version").first).to_contain_text("1 take")
    expect(status(page)).to_have_text("1 take")
    expect(version(page, running)).to_contain_text("2 takes")
    expect(page.get_by_role("button", name="Generate")).to_be_visible()


def test_page_waits_for_news_and_asks_nothing_of_its_own_accord(page: Page, slow_studio: str, tmp_path: Path) -> None:
    asked: list[Request] = []
    page.on("request", lambda request: asked.append(request) if "/studio/auditions." in request.url else None)
    visit(page, slow_studio)
    ask(page, f"lead until {tmp_path / 'go'}", takes=2)
    expect(take(page, 1).get_by_role("button", name="Keep")).to_be_visible()
    expect(status(page)).to_have_text("take 2 of 2")
    page.evaluate("new Promise((resolve) => setTimeout(resolve, 600))")  # the progress of what was going on is told
    before = len(asked)
    page.evaluate("new Promise((resolve) => setTimeout(resolve, 2000))")
    assert len(asked) == before

    (tmp_path / "go").touch()
    expect_takes(page, 2)
    assert len(asked) == before  # what went on was told by the answer that was under way
    page.evaluate("new Promise((resolve) => setTimeout(resolve, 600))")
    before = len(asked)
    page.evaluate("new Promise((resolve) => setTimeout(resolve, 1500))")
    assert len(asked) == before


def test_failed_version_is_tried_again(page: Page, slow_studio: str) -> None:
    visit(page, slow_studio)
    ask(page, "raise", takes=1, voice="a voice that fails")
    expect(status(page)).to_have_text("failed after 0 of 1")
    expect(page.locator("#takes").get_by_role("alert")).to_contain_text("[METAL]")
    page.get_by_role("button", name="try again").click()
    expect(page.locator(".version-head", has_text="a voice that fails")).to_have_count(2)
    expect(status(page)).to_have_text("failed after 0 of 1")


# ---- versions and takes ------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def long_history(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A studio with 30 versions of one take each."""
    home = tmp_path_factory.mktemp("home")
    with studio_package.Studio(home, backend="sketch") as session:
        for number in range(1, 31):
            (made,) = session.design(f"a low man, idea {number}", text="Yes.", takes=1, seed=number)
        session.rate(made, verdict="keep")
    with open_studio(home) as address:
        yield address


def test_earlier_versions_open_in_place_and_older_ones_follow(page: Page, long_history: str) -> None:
    visit(page, long_history)
    expect(page.locator(".version-fold .name").first).to_have_text("v30")
    expect_takes(page, 1)
    page.locator(".versions-scroller").evaluate("(list) => list.scrollTo(0, list.scrollHeight)")
    expect(page.locator(".version-fold .name")).to_have_count(30)
    page.locator(".version-fold").first.focus()
    page.keyboard.press("End")
    page.keyboard.press("ArrowRight")
    oldest = version(page, "v1")
    expect(oldest.locator("li.take")).to_have_attribute("data-seed", "1")
    expect(oldest.locator(".name").nth(1)).to_have_text("v1·1")
    page.keyboard.press("ArrowDown")
    expect(oldest.locator("li.take")).to_be_focused()
    expect(page.get_by_role("region", name="Version")).to_contain_text("a low man, idea 1")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowLeft")
    expect(oldest.locator("li.take")).to_have_count(0)


def test_takes_are_one_tab_stop_with_keys_for_everything(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, words=WORDS * 4, takes=3)
    expect_takes(page, 3)
    take(page, 1).focus()
    page.keyboard.press("Tab")
    assert page.evaluate("!document.querySelector('.versions').contains(document.activeElement)")
    page.keyboard.press("Shift+Tab")
    expect(take(page, 1)).to_be_focused()
    page.keyboard.press("ArrowDown")
    expect(take(page, 2)).to_be_focused()
    page.keyboard.press("s")
    expect(take(page, 2).get_by_role("button", name="Star")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("r")
    expect(take(page, 2)).to_have_attribute("data-verdict", "reject")
    expect(toast(page)).to_contain_text("·2: rejected.")
    page.keyboard.press("z")
    expect(take(page, 2)).to_have_attribute("data-verdict", "")
    page.keyboard.press("z")
    expect(take(page, 2).get_by_role("button", name="Star")).to_have_attribute("aria-pressed", "false")
    page.keyboard.press("n")
    page.keyboard.type("bright, kind")
    page.keyboard.press("Enter")
    expect(take(page, 2)).to_be_focused()
    expect(page.get_by_role("region", name="The take").get_by_label("Note on")).to_have_value("bright, kind")
    page.keyboard.press("Shift+A")
    expect(take(page, 2).get_by_role("button", name="to A")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Shift+B")
    expect(take(page, 1).get_by_role("button", name="to B")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("Enter")
    expect(take(page, 1).get_by_role("button", name="Pause")).to_be_visible()
    page.keyboard.press("Enter")
    expect(take(page, 1).get_by_role("button", name="Play")).to_be_visible()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    expect(take(page, 1).get_by_role("button", name="to A")).to_be_focused()
    page.keyboard.press("Escape")
    expect(take(page, 1)).to_be_focused()


def test_keys_of_a_take_work_after_a_click_on_one_of_its_buttons(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, takes=2)
    expect_takes(page, 2)
    take(page, 1).get_by_role("button", name="Play").click()
    expect(take(page, 1)).to_be_focused()
    page.keyboard.press("s")
    expect(take(page, 1).get_by_role("button", name="Star")).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowDown")
    expect(take(page, 2)).to_be_focused()
    take(page, 2).get_by_role("button", name="Write a note").click()
    expect(take(page, 2).get_by_role("textbox", name="Note on")).to_be_focused()


def test_version_is_compared_with_the_one_it_was_made_from(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, voice="a low calm man", words="One.", takes=1)
    expect_takes(page, 1)
    generate(page, voice="a low lively man", words="One.", takes=1)
    expect_takes(page, 1)
    words = page.get_by_role("region", name="Version")
    expect(words.locator("ins", has_text="lively")).to_be_visible()
    expect(words.locator("del")).to_have_text("calm")
    expect(words.locator("ins")).to_have_text("lively")


# ---- keeping a take ----------------------------------------------------------------------------------------------


def test_take_is_saved_in_place_with_a_suggested_name(page: Page, studio: str, home: Path) -> None:
    visit(page, studio)
    generate(page, takes=2)
    expect_takes(page, 2)
    take(page, 2).focus()
    page.keyboard.press("k")
    expect(field(page, "Name")).to_have_value("Old man low rough")
    expect(field(page, "Name")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#keep-form")).to_be_hidden()
    expect(take(page, 2)).to_be_focused()
    expect(take(page, 2)).to_have_attribute("data-verdict", "")  # closing the form leaves no mark

    page.keyboard.press("k")
    expect(field(page, "Name")).to_be_focused()
    field(page, "Name").fill("Lamplight")
    field(page, "Tags").fill("calm, evening")
    expect(field(page, "Licence")).to_be_hidden()
    page.get_by_role("button", name="Licence and consent").click()
    field(page, "Licence").fill("CC0")
    field(page, "Consent").fill("My own voice.")
    field(page, "Tags").press("Enter")
    expect(page.get_by_text("Saved Lamplight.")).to_be_visible()
    expect(take(page, 2)).to_be_focused()
    expect(take(page, 2)).to_have_attribute("data-verdict", "keep")
    expect(page.locator("li[data-version]", has=page.locator("[aria-current=true]"))).to_contain_text("✓1")
    page.locator(".version-fold").first.click()
    expect(page.locator(".version-head").first).to_contain_text("2 takes, 1 kept")
    page.locator(".version-fold").first.click()
    page.get_by_role("button", name="open in Voices: Lamplight").click()
    expect(page.get_by_role("tab", name="Voices")).to_have_attribute("aria-selected", "true")
    until((home / "presets" / "lamplight" / "picture.webp").exists)
    until(lambda: "measurements" in json.loads((home / "presets" / "lamplight" / "preset.json").read_text()))
    kept = PresetShelf(home / "presets")["lamplight"]
    assert (kept.rating, kept.licence, kept.consent) == (Rating("keep"), "CC0", "My own voice.")


BAD_NAMES = [
    ("", "needs a name"),
    ("../../x", "cannot be the name of a folder"),
    ("CON", "the name of a device on Windows"),
    ("n" * 65, "64 characters at most"),
]


def test_take_that_is_chosen_while_another_one_is_saved_waits_in_the_form(page: Page, studio: str, home: Path) -> None:
    visit(page, studio)
    generate(page, takes=2)
    expect_takes(page, 2)
    take(page, 1).get_by_role("button", name="Keep").click()
    field(page, "Name").fill("First of two")
    held: list[Route] = []
    page.route("**/queue/join*", lambda route: held.append(route))
    with page.expect_request("**/queue/join*"):
        field(page, "Name").press("Enter")
    take(page, 2).get_by_role("button", name="Keep").click()
    held.pop().continue_()
    page.unroute("**/queue/join*")
    expect(take(page, 1)).to_have_attribute("data-verdict", "keep")
    expect(page.get_by_role("heading", name="·2 as preset")).to_be_visible()
    expect(field(page, "Name")).to_have_value(re.compile("Old man low rough"))
    expect(page.get_by_role("button", name="Save preset")).to_be_in_viewport()
    kept = PresetShelf(home / "presets")["first-of-two"]
    assert (kept.licence, kept.consent) == ("", "")  # they were never unfolded


def test_invalid_preset_name_is_shown_at_its_field(page: Page, studio: str) -> None:
    visit(page, studio)
    generate(page, takes=1)
    expect_takes(page, 1)
    press(page, 1, "Keep")
    expect(field(page, "Name")).to_be_focused()
    field(page, "Notes").fill("What I typed stays.")
    for name, complaint in BAD_NAMES:
        field(page, "Name").fill(name)
        page.get_by_role("button", name="Save preset").click()
        expect(page.locator("#field-name").get_by_role("alert")).to_contain_text(complaint)
        expect(field(page, "Name")).to_have_value(name)
    expect(field(page, "Notes")).to_have_value("What I typed stays.")
    field(page, "Name").fill("Good name")
    page.get_by_role("button", name="Save preset").click()
    expect(page.get_by_text("Saved Good name.")).to_be_visible()


def test_existing_preset_is_replaced_only_after_confirmation(page: Page, studio: str) -> None:
    visit(page, studio)
    for notes in ("first", "second"):
        generate(page, takes=1)
        expect_takes(page, 1)
        press(page, 1, "Keep")
        expect(field(page, "Name")).to_be_focused()
        field(page, "Name").fill("Twice")
        field(page, "Notes").fill(notes)
        page.get_by_role("button", name="Save preset").click()
        if notes == "second":
            expect(page.locator("#field-name").get_by_role("alert")).to_contain_text("already")
            page.get_by_role("button", name="Replace it").click()
        expect(page.get_by_text("Saved Twice.")).to_be_visible()


# ---- the page ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("width", "height"), [(1440, 900), (1280, 720)])
def test_everything_is_reached_without_scrolling_the_page(page: Page, studio: str, width: int, height: int) -> None:
    page.set_viewport_size({"width": width, "height": height})
    visit(page, studio)
    generate(page, takes=8)
    expect_takes(page, 8)
    take(page, 1).click()
    press(page, 1, "Keep")
    expect(field(page, "Name")).to_be_focused()
    for part in ("#generate", "#save", "#field-name", ".versions li.take >> nth=7"):
        expect(page.locator(part)).to_be_in_viewport(ratio=1)
    size = "[document.documentElement.scrollHeight, document.documentElement.scrollWidth]"
    assert page.evaluate(size) == [height, width]
    heights = rows(page).evaluate_all("(rows) => rows.map((row) => row.getBoundingClientRect().height)")
    assert max(heights) < 40  # a line each
