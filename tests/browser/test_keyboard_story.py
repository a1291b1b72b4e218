"""The whole story of a voice by keyboard alone: designed, compared, kept, spoken, and found again."""

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect
from studio_process import open_studio

pytestmark = pytest.mark.browser

VOICE = "A calm woman with a low, husky voice."
WORDS = "The lamps along the harbour came on one by one."
FAR = 60  # stops of the Tab key, more than a workspace has


def tab_to(page: Page, selector: str) -> None:
    """Wait for an element that matches the selector to be shown, and press Tab until one has the focus."""
    expect(page.locator(selector).filter(visible=True).first).to_be_visible()
    for _ in range(FAR):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    there = page.evaluate("document.activeElement.outerHTML.slice(0, 200)")
    raise AssertionError(f"{selector} is not reached with Tab; the focus is on {there}")


def walk_down_to(page: Page, name: str) -> None:
    """Press the down arrow until the element with the focus has a name that contains this."""
    for _ in range(FAR):
        if name in (there := str(page.evaluate("document.activeElement.ariaLabel"))):
            return
        page.keyboard.press("ArrowDown")
    raise AssertionError(f"{name} is not reached with the down arrow; the focus is on {there}")


def expect_sounding(page: Page, label: str) -> None:
    """Expect the transport to play this, and pause it with the space bar."""
    transport = page.locator("#shell-transport")
    expect(transport.get_by_role("button", name=re.compile("^Pause"))).to_be_visible()
    expect(transport).to_contain_text(label)
    page.keyboard.press("Space")
    expect(transport.get_by_role("button", name=re.compile("^Pause"))).to_have_count(0)


def test_voice_is_designed_kept_spoken_and_found_by_keyboard_alone(page: Page, tmp_path: Path) -> None:
    with open_studio(tmp_path) as address:
        page.goto(address)
        expect(page.locator(".dot[data-state=ready]")).to_be_visible()
        expect(page.locator("#design-editor[data-restored]")).to_be_visible()
        design_a_voice(page)
        decide_about_takes(page)
        compare_two(page)
        speak_in_it(page)
        find_it_again(page)
        page.goto("about:blank")


def design_a_voice(page: Page) -> None:
    tab_to(page, "#field-description textarea")
    page.keyboard.type(VOICE)
    tab_to(page, "#field-text textarea")
    page.keyboard.type(WORDS)
    tab_to(page, "#field-takes input")
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("2")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.locator("#design-takes li.take button.play")).to_have_count(2)


def decide_about_takes(page: Page) -> None:
    tab_to(page, "#design-takes .version-fold, #design-takes li.take")
    page.keyboard.press("Home")
    page.keyboard.press("ArrowDown")
    first = page.locator("#design-takes li.take").nth(0)
    expect(first).to_be_focused()
    page.keyboard.press("Enter")
    expect_sounding(page, "v1·1")
    page.keyboard.press("s")
    expect(first.get_by_role("button", name=re.compile("^Star"))).to_have_attribute("aria-pressed", "true")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("r")
    second = page.locator("#design-takes li.take").nth(1)
    expect(second).to_have_attribute("data-verdict", "reject")
    page.keyboard.press("z")
    expect(second).to_have_attribute("data-verdict", "")
    page.keyboard.press("ArrowUp")
    page.keyboard.press("k")
    expect(page.locator("#field-name input, #field-name textarea")).to_be_focused()
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("Lamplight")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Saved Lamplight")).to_be_visible()


def compare_two(page: Page) -> None:
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("2")
    expect(page.locator("#compare-lanes .sp-lane").nth(1)).to_contain_text("v1·2")
    page.keyboard.press("b")
    page.keyboard.press("Space")
    expect_sounding(page, "v1·2")


def speak_in_it(page: Page) -> None:
    page.keyboard.press("3")
    tab_to(page, "#voices-list [data-slug]")
    page.keyboard.press("Enter")
    expect_sounding(page, "Lamplight")
    tab_to(page, "#workspace-voices button:not([hidden]).keep, #workspace-voices button.primary")
    page.keyboard.press("Enter")
    expect(page.locator("#speak-text textarea")).to_be_focused()
    page.keyboard.type("Good night.")
    page.keyboard.press("ControlOrMeta+Enter")
    expect(page.locator("#speak-clips")).to_contain_text("Good night.")


def find_it_again(page: Page) -> None:
    page.keyboard.press("Escape")
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("5")
    tab_to(page, "#history-list input[type=search]")
    page.keyboard.type("husky")
    row = page.locator(".history-row", has_text=VOICE).filter(has_text=WORDS)
    expect(row).to_have_count(1)
    expect(row).to_contain_text("v1")
    tab_to(page, ".history-row")
    walk_down_to(page, "v1,")
    page.keyboard.press("o")
    expect(page.get_by_role("tab", name="Design")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#field-description textarea")).to_have_value(VOICE)
