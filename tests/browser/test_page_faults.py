"""What the page says when the generation process is struck, seen in a real Chromium with the real mlx-audio."""

import json
import os
import re
import signal
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from studio_process import open_studio

pytestmark = pytest.mark.browser

LONG = "A long sentence that takes its time. " * 50


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory, tiny_voice_design: Path) -> Iterator[str]:
    with open_studio(tmp_path_factory.mktemp("home"), model=tiny_voice_design) as address:
        yield address


def worker_of(address: str) -> int:
    with urllib.request.urlopen(f"{address}studio/engine.json") as answer:
        return int(json.loads(answer.read())["pid"])


def field(page: Page, label: str) -> Locator:
    return page.locator(f"#field-{label.lower()}").get_by_label(label, exact=True)


def begin(page: Page, studio: str, text: str, takes: int) -> None:
    page.goto(studio)
    expect(page.locator(".dot[data-state=ready]")).to_be_visible()
    expect(page.locator("#design-editor[data-restored]")).to_be_visible()
    field(page, "Description").fill("a calm woman")
    field(page, "Text").fill(text)
    field(page, "Takes").fill(str(takes))
    page.get_by_role("button", name="Generate").click()


def test_crash_during_a_take_is_shown_and_the_next_request_works(page: Page, studio: str) -> None:
    begin(page, studio, LONG, takes=2)
    expect(page.locator(".engine-state .state")).to_have_text(re.compile("working 1 of 2"))
    os.kill(worker_of(studio), signal.SIGKILL)

    problem = page.get_by_role("alert").filter(has_text="was ended by SIGKILL").first
    expect(problem).to_be_visible()
    expect(problem).to_contain_text("generate once more")
    expect(page.locator("#takes").get_by_role("status").first).to_have_text("failed after 0 of 2")
    expect(field(page, "Text")).to_have_value(LONG)
    expect(page.locator(".dot[data-state=ready]")).to_be_visible()

    field(page, "Text").fill("Hello there.")
    field(page, "Takes").fill("1")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#takes").get_by_role("status")).to_have_text("1 take")
    expect(page.locator(".take .play")).to_have_count(1)


def test_crash_details_are_shown_on_demand(page: Page, studio: str) -> None:
    begin(page, studio, LONG, takes=1)
    expect(page.locator(".engine-state .state")).to_have_text(re.compile("working 1 of 1"))
    os.kill(worker_of(studio), signal.SIGSEGV)

    problem = page.get_by_role("alert").filter(has_text="SIGSEGV").filter(has=page.locator("details")).first
    problem.get_by_text("details").click()
    expect(problem.locator("pre")).to_contain_text("signal: SIGSEGV")
    expect(problem.locator("pre")).to_contain_text("Segmentation fault")
    expect(problem.locator("pre")).to_contain_text("crashes/")
