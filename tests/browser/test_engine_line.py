"""What the page says of an engine in trouble, of a queue, and of a studio that was away, in a real Chromium."""

import os
import re
import signal
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from design_page import take
from playwright.sync_api import Locator, Page, expect
from studio_process import announced, free_port, open_studio, start_studio

pytestmark = pytest.mark.browser

MISBEHAVING = Path(__file__).parents[1] / "support" / "misbehaving_studio.py"


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_studio(tmp_path_factory.mktemp("home"), program=MISBEHAVING) as address:
        yield address


def visit(page: Page, studio: str) -> None:
    page.goto(studio)
    expect(page.locator("#design-editor[data-restored]")).to_be_visible()


def ask(page: Page, text: str, takes: int = 1) -> None:
    page.locator("#field-description textarea").fill("a voice")
    page.locator("#field-text textarea").fill(text)
    page.locator("#field-takes input").fill(str(takes))
    page.get_by_role("button", name="Generate").click()


def engine_line(page: Page) -> Locator:
    return page.locator(".engine-state .state")


def takes_line(page: Page) -> Locator:
    return page.locator("#takes").get_by_role("status").first


def test_text_that_is_read_slowly_is_shown(page: Page, studio: str) -> None:
    visit(page, studio)
    ask(page, "read 4")
    expect(engine_line(page)).to_have_text(re.compile(r"reading the text \d+ %"))
    expect(page.locator("#takes .take .facts")).to_have_text(re.compile(r"reading the text, \d+ %"))
    expect(takes_line(page)).to_have_text("1 take")


def test_stalled_worker_is_shown_with_its_stacks_on_demand(page: Page, studio: str) -> None:
    visit(page, studio)
    ask(page, "hang")
    expect(engine_line(page)).to_have_text("no progress for a while; it is restarted if that goes on")
    expect(page.locator(".dot[data-state=stalled]")).to_be_visible()

    page.locator(".engine-details summary").click()
    facts = page.locator(".engine-details .lines")
    expect(facts).to_contain_text(re.compile(r"Memory: \d+ MB, at most \d+ MB\s"))
    expect(facts).to_contain_text(re.compile(r"\d+ MB in the process; its model 7 MB now, 9 MB at most"))
    expect(page.locator(".engine-details pre")).to_contain_text("misbehaving_worker.py")  # where it hangs
    page.keyboard.press("Escape")
    expect(facts).to_be_hidden()

    page.get_by_role("button", name="Stop").click()  # deaf to it: the process is ended after a while
    expect(page.locator(".dot[data-state=ready]")).to_be_visible()
    expect(takes_line(page)).to_have_text("stopped after 0 of 1")


def test_waiting_tab_shows_its_place_in_the_queue(page: Page, studio: str, tmp_path: Path) -> None:
    tabs = [page, *(page.context.browser.new_context().new_page() for _ in range(3))]
    for tab in tabs:
        visit(tab, studio)
        ask(tab, f"wait for {tmp_path / 'go'}")
        expect(takes_line(tab)).to_have_text(re.compile("take 1 of 1|queued"))
    for tab, place in zip(tabs[1:], ("next", "2nd", "3rd"), strict=True):
        expect(takes_line(tab)).to_have_text(f"queued, {place}")
        expect(engine_line(tab)).to_have_text(f"working 1 of 1, 3 queued, yours {place}")
    tabs[2].get_by_role("button", name="Stop").click()
    expect(takes_line(tabs[2])).to_have_text("stopped after 0 of 1")
    expect(takes_line(tabs[3])).to_have_text("queued, 2nd")

    (tmp_path / "go").touch()
    for tab in (tabs[0], tabs[1], tabs[3]):
        expect(takes_line(tab)).to_have_text("1 take")
    for tab in tabs[1:]:
        tab.context.close()


def test_two_tabs_work_at_once(page: Page, studio: str) -> None:
    visit(page, studio)
    ask(page, "sing", takes=8)
    expect(takes_line(page)).to_have_text("take 1 of 8")
    other = page.context.new_page()
    visit(other, studio)
    expect(other.locator(".version-head").first).to_contain_text("take 1 of 8")  # a new tab lists what runs elsewhere,
    expect(takes_line(other)).not_to_have_text("take 1 of 8")  # and does not take it for its own
    ask(other, "speak", takes=2)
    expect(takes_line(other)).to_have_text("queued, next")
    page.bring_to_front()
    page.get_by_role("button", name="Stop").click()
    expect(takes_line(page)).to_have_text("stopped after 0 of 8")
    other.bring_to_front()
    expect(takes_line(other)).to_have_text("2 takes")
    seed = other.locator("#field-seed input").input_value()
    expect(take(other, 1)).to_have_attribute("data-seed", seed)


def test_stop_ends_the_audition_and_keeps_finished_takes(page: Page, studio: str, tmp_path: Path) -> None:
    visit(page, studio)
    ask(page, f"lead until {tmp_path / 'never'}", takes=8)
    expect(take(page, 1).get_by_role("button", name="Play")).to_be_visible()
    expect(page.get_by_role("button", name="Generate")).to_be_hidden()
    page.get_by_role("button", name="Stop").click()
    expect(takes_line(page)).to_have_text("stopped after 1 of 8")
    expect(page.locator(".take .play")).to_have_count(1)
    expect(page.locator(".dot[data-state=ready]")).to_be_visible()
    ask(page, "speak", takes=1)
    expect(takes_line(page)).to_have_text("1 take")


def test_reload_shows_the_audition_under_way(page: Page, studio: str, tmp_path: Path) -> None:
    visit(page, studio)
    ask(page, f"lead until {tmp_path / 'go'}", takes=8)
    expect(takes_line(page)).to_have_text("take 2 of 8")
    page.reload()
    expect(page.get_by_role("progressbar", name="Progress")).to_be_visible()
    expect(takes_line(page)).to_have_text("take 2 of 8")
    (tmp_path / "go").touch()
    expect(takes_line(page)).to_have_text("8 takes")


def test_loading_progress_is_shown(page: Page, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STUDIO_TEST_MODEL", "hangs")
    with open_studio(tmp_path, program=MISBEHAVING) as address:
        visit(page, address)
        expect(engine_line(page)).to_have_text("loading 50 %")
        page.goto("about:blank")


def test_page_recovers_after_its_studio_was_killed(page: Page, complaints: list[str], tmp_path: Path) -> None:
    port = free_port()
    killed = start_studio(tmp_path / "home", port, program=MISBEHAVING)
    visit(page, announced(killed))
    ask(page, "speak", takes=2)
    expect(takes_line(page)).to_have_text("2 takes")
    ask(page, f"wait for {tmp_path / 'go'}", takes=4)
    expect(takes_line(page)).to_have_text("take 1 of 4")
    kill(killed)
    expect(engine_line(page)).to_have_text("The studio does not answer. Is it still running in the terminal?")
    expect(page.locator("#field-text textarea")).to_have_value(f"wait for {tmp_path / 'go'}")

    with open_studio(tmp_path / "home", port=port, program=MISBEHAVING):
        expect(page.locator(".dot[data-state=ready]")).to_be_visible()
        expect(takes_line(page)).to_have_text("2 takes")  # those that were finished
        expect(page.locator("#takes").get_by_role("alert")).to_contain_text(
            "The studio ended while it made these takes."
        )
        expect(take(page, 2).get_by_role("button", name="Play")).to_be_visible()
        ask(page, "speak", takes=1)
        expect(takes_line(page)).to_have_text("1 take")
        page.goto("about:blank")
    complaints.clear()  # of the studio that was away


def kill(process: subprocess.Popen[str]) -> None:
    os.kill(process.pid, signal.SIGKILL)
    process.communicate()
