"""axe-core's rules on every workspace of the page, light and dark."""

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, expect
from studio_process import open_studio

pytestmark = pytest.mark.browser

#: Each workspace, and what it shows once it has drawn everything.
WORKSPACES = {
    "Design": "#design-takes li.take button.play",
    "Compare": "#compare-words table",
    "Voices": "#voices-detail dl",
    "Speak": "#speak-voice :text('Evening storyteller')",
    "History": ".history-row",
}


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_studio(tmp_path_factory.mktemp("home")) as address:
        yield address


def findings(page: Page) -> list[str]:
    """Return what axe-core finds: the rule, what it asks for, and the first element that breaks it."""
    violations: list[dict[str, Any]] = Axe().run(page).response["violations"]
    return [
        f"{each['id']}: {each['help']}: {each['nodes'][0]['html'][:200]} ({len(each['nodes'])})" for each in violations
    ]


def make_takes(page: Page) -> None:
    page.locator("#field-description textarea").fill("A calm woman with a low voice.")
    page.locator("#field-text textarea").fill("The lamps came on one by one.")
    page.locator("#field-takes input").fill("2")
    page.get_by_role("button", name="Generate").click()
    expect(page.locator("#design-takes .take button.play")).to_have_count(2)


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_axe_finds_nothing_in_any_workspace(page: Page, studio: str, theme: str) -> None:
    page.emulate_media(color_scheme=theme)  # type: ignore[arg-type]
    page.goto(studio)
    expect(page.locator(".dot[data-state=ready]")).to_be_visible()
    expect(page.locator("#design-editor[data-restored]")).to_be_visible()
    if not page.locator("#design-takes .take button.play").count():
        make_takes(page)
    found: list[str] = []
    for name, drawn in WORKSPACES.items():
        page.get_by_role("tab", name=name).click()
        expect(page.locator(drawn).first).to_be_visible()
        found += [f"{name}: {finding}" for finding in findings(page)]
    page.get_by_role("tab", name="Voices").click()
    page.locator(".card").first.click(modifiers=["ControlOrMeta"])
    page.get_by_role("toolbar", name="The chosen voices").get_by_role("button", name="Export").click()
    found += [f"A chosen voice: {finding}" for finding in findings(page)]
    page.keyboard.press("Escape")
    page.keyboard.press("Escape")
    page.get_by_role("button", name="Keys").click()
    found += [f"Keys: {finding}" for finding in findings(page)]
    page.keyboard.press("Escape")
    page.get_by_role("tab", name="Design").click()
    for name in ("Examples", "Texts"):
        page.get_by_role("button", name=name).click()
        expect(page.get_by_role("dialog").locator("select").first).to_be_visible()
        found += [f"{name}: {finding}" for finding in findings(page)]
        page.keyboard.press("Escape")
    assert found == []
