"""The Design workspace as a test uses it: its fields, its takes, and what it says."""

import re

from playwright.sync_api import Locator, Page, expect

VOICE = "An old man with a low, rough voice. Slow and calm."
WORDS = "The lamps along the harbour came on one by one."


def visit(page: Page, address: str) -> None:
    """Open the page and wait until it is drawn."""
    page.goto(address)
    settle(page)


def settle(page: Page) -> None:
    """Wait until the page is drawn, and what it remembers is in its fields."""
    expect(page.locator(".dot[data-state=ready], .dot[data-state=working]")).to_be_visible()
    expect(page.locator("#design-editor[data-restored]")).to_be_visible()


def field(page: Page, label: str) -> Locator:
    """Return the field with a label, of the editor or of the form that saves a preset."""
    return page.locator(f"#field-{label.lower()}").get_by_label(label, exact=True)


def ask(page: Page, words: str = WORDS, takes: int = 4, voice: str = VOICE) -> None:
    """Fill the editor and press Generate, or Queue where something runs."""
    field(page, "Description").fill(voice)
    field(page, "Text").fill(words)
    field(page, "Takes").fill(str(takes))
    page.locator("#generate:visible, #queue:visible").click()


def generate(page: Page, voice: str = VOICE, words: str = WORDS, takes: int = 4) -> None:
    """Ask for takes, and wait until the page shows these rather than earlier ones."""
    before = field(page, "Seed").input_value()
    ask(page, words, takes, voice)
    if not page.get_by_label("Pin the seed").is_checked():
        expect(field(page, "Seed")).not_to_have_value(before)
    expect_first_seed(page, int(field(page, "Seed").input_value()))


def rows(page: Page) -> Locator:
    """Return the rows of the takes of the open versions, the newest version first."""
    return page.locator(".versions li.take:visible")


def take(page: Page, number: int) -> Locator:
    """Return the row of a take of the newest open version."""
    return rows(page).nth(number - 1)


def press(page: Page, number: int, name: str) -> None:
    """Press a button of a take's row: "Play", "to A", "Keep" …"""
    take(page, number).get_by_role("button", name=re.compile(rf"\b{name}\b")).click()


def expect_first_seed(page: Page, seed: int) -> None:
    """Expect the newest open version to begin with a seed."""
    expect(take(page, 1)).to_have_attribute("data-seed", str(seed))


def status(page: Page) -> Locator:
    """Return the line above the versions."""
    return page.locator("#takes").get_by_role("status").first


def expect_takes(page: Page, number: int) -> None:
    """Expect finished takes, and no others, in the open version."""
    expect(status(page)).to_have_text(f"{number} take" + "s" * (number > 1))
    expect(rows(page).locator(".play")).to_have_count(number)


def version(page: Page, name: str) -> Locator:
    """Return the group of a version: "v2"."""
    return page.get_by_role("region", name=name, exact=True)


def toast(page: Page) -> Locator:
    """Return the line that says what was done."""
    return page.locator(".toast")
