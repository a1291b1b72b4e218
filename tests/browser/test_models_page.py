"""The models page: getting, using and removing a model, with a hub on this machine, in a real Chromium."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Locator, Page, expect
from studio_process import open_studio
from tiny_hub import TinyHub

from studio.models.catalogue import recommended
from studio.models.machine import this_machine

pytestmark = pytest.mark.browser

DESIGN = "mlx-community/Qwen3-TTS-12Hz-1.7B-VoiceDesign-8bit"
NAME = "1.7B-VoiceDesign-8bit"


@pytest.fixture
def hub(tmp_path: Path, tiny_voice_design: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[TinyHub]:
    for name in [name for name in os.environ if name.startswith("HF_")]:
        monkeypatch.delenv(name)
    with TinyHub(tiny_voice_design, alias=DESIGN) as hub:
        monkeypatch.setenv("HF_HOME", str(tmp_path))
        monkeypatch.setenv("HF_ENDPOINT", hub.address)
        yield hub


@pytest.fixture
def studio(hub: TinyHub, tmp_path: Path, page: Page) -> Iterator[str]:
    with open_studio(tmp_path / "home", forked=False) as address:  # HF_ENDPOINT is read at the import
        page.goto(address)
        expect(page.locator("#design-editor[data-restored]")).to_be_visible()
        yield address
        page.goto("about:blank")  # a page without its studio says so, on the console as well


def opened(page: Page) -> Locator:
    page.locator("#open-models").click()
    dialog = page.get_by_role("dialog", name="Models")
    expect(dialog).to_be_visible()
    return dialog.locator(f"[data-model='{DESIGN}']")


def button(row: Locator, name: str | re.Pattern[str]) -> Locator:
    return row.get_by_role("button", name=name)


def generate(page: Page) -> None:
    page.locator("#field-description textarea").fill("a calm woman")
    page.locator("#field-text textarea").fill("Good evening.")
    page.locator("#field-takes input").fill("1")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#takes").get_by_role("status")).to_have_text("1 take")


def test_model_is_downloaded_used_and_removed_while_the_sketch_speaks(page: Page, studio: str, hub: TinyHub) -> None:
    hub.hold_after = 1_000_000
    row = opened(page)
    expect(row).to_contain_text("3.1 GB on disk · about 3.8 GB of memory")
    button(row, f"download {NAME}").click()
    expect(row.get_by_role("status")).to_have_text(re.compile(r"\d MB of 6\.\d MB"))
    expect(page.locator("#open-models")).to_have_text(re.compile(r"models · \d+ %"))

    page.keyboard.press("Escape")
    generate(page)
    page.reload()
    row = opened(page)
    expect(row.get_by_role("progressbar")).to_have_attribute("aria-valuenow", re.compile("[1-9]"))

    button(row, f"cancel the download of {NAME}").click()
    expect(row.get_by_role("status")).to_have_text(re.compile("are here$"))
    hub.hold_after = 0
    hub.go_on.set()
    button(row, f"go on downloading {NAME}").click()
    expect(row.get_by_role("status")).to_have_text(f"on this machine · revision {hub.revision[:8]}")

    page.keyboard.press("Escape")
    summary = page.locator(".engine-details summary")
    summary.click()
    page.get_by_role("button", name=f"use {NAME}").click()
    expect(summary).to_contain_text("qwen3")
    expect(summary).to_contain_text(NAME)
    expect(page.locator(".dot[data-state=ready]")).to_be_visible()
    generate(page)
    row = opened(page)
    expect(row.locator(".tag").first).to_have_text("in use")
    expect(button(row, f"remove {NAME}")).to_have_count(0)

    page.get_by_role("button", name="use the sketch").click()
    button(row, f"remove {NAME}").click()
    button(row, "leave it").click()
    button(row, f"remove {NAME}").click()
    button(row, re.compile(f"for good: {NAME}")).click()
    expect(button(row, f"download {NAME}")).to_be_visible()


def test_failed_download_shows_its_reason(page: Page, studio: str, hub: TinyHub) -> None:
    hub.bend = lambda name, data: data[::-1]
    row = opened(page)
    button(row, f"download {NAME}").click()
    expect(row.get_by_role("alert")).to_contain_text("arrived damaged")
    expect(row.get_by_role("alert")).to_contain_text("Download again")
    hub.bend = lambda name, data: data
    button(row, f"download {NAME}").or_(button(row, f"go on downloading {NAME}")).click()
    expect(row.get_by_role("status")).to_have_text(re.compile("on this machine"))
    expect(row.get_by_role("alert")).to_be_empty()


def test_one_button_downloads_all_recommended_models_and_escape_returns(page: Page, studio: str, hub: TinyHub) -> None:
    wanted = [checkpoint.model for checkpoint in recommended(this_machine())]
    hub.names.update(wanted)
    opened(page)
    page.get_by_role("button", name=re.compile("^Download (both|the) recommended model")).click()
    dialog = page.get_by_role("dialog", name="Models")
    for model in wanted:
        status = dialog.locator(f"[data-model='{model}']").get_by_role("status")
        expect(status).to_have_text(re.compile("^on this machine"))
    expect(dialog).not_to_contain_text("studio models")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#open-models")).to_be_focused()
