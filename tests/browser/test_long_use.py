"""The page after hours of use and under impatient hands: the real studio, in a real Chromium."""

import time
from collections.abc import Iterator

import pytest
from design_page import rows, toast
from playwright.sync_api import Locator, Page, Request, expect
from studio_process import open_studio

pytestmark = pytest.mark.browser

VOICE = "an old man, low"
WORDS = "The lamps along the harbour came on one by one."
# What sounds does so for as long as a test looks at it.
ENDLESS = "window.Audio = class extends Audio { constructor() { super(); this.loop = true; } }"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_studio(tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture
def takes(page: Page, studio: str) -> Locator:
    """The cards of two takes that were made before the page was opened."""
    page.add_init_script(ENDLESS)
    page.goto(studio)
    expect(page.locator("#design-editor[data-restored]")).to_be_visible()
    ask_for(page, WORDS, 2)
    page.get_by_role("button", name="Generate").click()
    expect(status(page)).to_have_text("2 takes")
    page.reload()
    expect(page.locator("#design-editor[data-restored]")).to_be_visible()
    cards = rows(page)
    expect(cards.locator(".play")).to_have_count(2)
    return cards


def status(page: Page) -> Locator:
    return page.locator("#takes").get_by_role("status").first


def ask_for(page: Page, words: str, takes: int) -> None:
    page.locator("#field-description").get_by_label("Description", exact=True).fill(VOICE)
    page.locator("#field-text").get_by_label("Text", exact=True).fill(words)
    page.locator("#field-takes").get_by_label("Takes", exact=True).fill(str(takes))


def asked(page: Page, path: str) -> list[Request]:
    """Note what the page sends to an address from now on."""
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if path in request.url else None)
    return sent


def test_double_click_on_generate_generates_once(page: Page, takes: Locator) -> None:
    ask_for(page, WORDS * 20, 3)
    sent = asked(page, "/queue/join")
    page.get_by_role("button", name="Generate").dblclick(delay=60)
    expect(status(page)).to_have_text("3 takes")
    assert len(sent) == 1


def test_double_click_on_speak_speaks_once(page: Page, takes: Locator) -> None:
    page.get_by_role("tab", name="Voices").click()
    page.get_by_role("button", name="Speak as Evening storyteller", exact=True).first.click()
    page.get_by_label("What it says").fill("Good evening.")
    sent = asked(page, "/component_server")
    page.get_by_role("button", name="Speak", exact=True).dblclick()
    expect(page.locator(".said li[data-take]")).to_have_count(1)
    expect(page.get_by_role("button", name="Speak", exact=True)).to_be_visible()
    expect(page.locator(".said li[data-take]")).to_have_count(1)
    assert len(sent) == 1


def test_two_fast_clicks_on_a_star_leave_none(page: Page, takes: Locator) -> None:
    star = takes.first.get_by_role("button", name="Star")
    star.dblclick()
    expect(star).to_have_attribute("aria-pressed", "false")
    expect(toast(page)).to_contain_text("·1: no star any more.")
    page.reload()
    expect(takes.locator(".play")).to_have_count(2)
    expect(page.locator("ol.starred .take")).to_have_count(0)
    expect(star).to_have_attribute("aria-pressed", "false")


def test_playing_take_can_be_paused_after_its_list_was_redrawn(page: Page, takes: Locator) -> None:
    for number in (0, 1):
        takes.nth(number).get_by_role("button", name="Star").click()
    page.get_by_role("button", name="★ starred 2").click()
    starred = page.locator("ol.starred .take")
    starred.filter(has_text="·1").get_by_role("button", name="Play").click()
    expect(starred.get_by_role("button", name="Pause")).to_be_visible()

    starred.filter(has_text="·2").get_by_role("button", name="Star").click()
    expect(starred).to_have_count(1)
    expect(starred.get_by_role("button", name="Pause")).to_be_visible()
    starred.get_by_role("button", name="Pause").click()
    expect(starred.get_by_role("button", name="Play")).to_be_visible()
    starred.get_by_role("button", name="Star").click()
    expect(takes.first).to_be_visible()


def test_removed_cards_are_garbage_collected(page: Page, takes: Locator) -> None:
    takes.first.get_by_role("button", name="Play").click()
    expect(takes.first.get_by_role("button", name="Pause")).to_be_visible()
    expect(takes.locator(".figures")).to_contain_text(["Hz", "Hz"])  # what is being measured is not given up
    page.evaluate("window.old = [...document.querySelectorAll('.take canvas')].map((each) => new WeakRef(each))")
    ask_for(page, "Good evening.", 1)
    page.get_by_role("button", name="Generate").click()
    expect(takes.locator(".play")).to_have_count(1)
    devtools = page.context.new_cdp_session(page)

    def held() -> int:
        devtools.send("HeapProfiler.collectGarbage")
        return int(page.evaluate("old.filter((each) => each.deref()).length"))

    limit = time.monotonic() + 60
    while held():
        assert time.monotonic() < limit, f"{held()} of 2 are held"
