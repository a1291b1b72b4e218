"""The first screen: what can be done before Gradio has drawn the page, in a real Chromium."""

import re
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Page, Route, expect
from studio_process import open_studio

pytestmark = pytest.mark.browser

GRADIO = "**/assets/index-*.js"
WORDS = "A calm woman with a low voice."
TEXT = "The lamps came on one by one."


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_studio(tmp_path_factory.mktemp("home")) as address:
        yield address


@contextmanager
def before_gradio(page: Page, address: str) -> Iterator[None]:
    """Open the page without Gradio's script, which arrives at the end of the block."""
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route(GRADIO, hold)
    page.goto(address, wait_until="commit")
    expect(page.locator("#first-screen")).to_be_visible()
    yield
    page.route(GRADIO, lambda route: route.continue_())
    for route in held:
        route.continue_()


def test_what_is_typed_and_pressed_early_is_carried_over(page: Page, studio: str) -> None:
    with before_gradio(page, studio):
        page.get_by_label("Description").fill(WORDS)
        page.get_by_label("Text").fill(TEXT)
        page.get_by_role("button", name="Generate").click()
        expect(page.get_by_role("status")).to_have_text(re.compile("The page is opening"))

    expect(page.locator("#design-takes li[data-take]")).to_have_count(4)
    expect(page.locator("#first-screen")).to_have_count(0)
    expect(page.locator("#field-description textarea")).to_have_value(WORDS)
    expect(page.locator("#field-text textarea")).to_have_value(TEXT)


def test_the_focus_and_the_caret_stay_where_they_were(page: Page, studio: str) -> None:
    with before_gradio(page, studio):
        page.get_by_label("Text").fill(TEXT)
        page.keyboard.press("Home")

    editor = page.locator("#field-text textarea")
    expect(editor).to_be_focused()
    page.keyboard.type("Look: ")
    expect(editor).to_have_value(f"Look: {TEXT}")


def test_a_reload_shows_the_draft_of_the_tab_at_once(page: Page, studio: str) -> None:
    page.goto(studio)
    expect(page.locator("#design-editor[data-restored]")).to_be_visible()
    page.locator("#field-description textarea").fill(WORDS)
    page.wait_for_function("(words) => sessionStorage['voice-studio-drafts']?.includes(words)", arg=WORDS)

    with before_gradio(page, studio):
        expect(page.get_by_label("Description")).to_have_value(WORDS)
    expect(page.locator("#field-description textarea")).to_have_value(WORDS)


def test_newest_version_does_not_fall_into_a_field_that_somebody_writes_in(page: Page, studio: str) -> None:
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/studio/versions.json*", hold)
    with page.expect_request("**/studio/versions.json*"):
        page.goto(studio)
    description = page.locator("#field-description textarea")
    description.focus()
    expect(description).to_be_focused()
    for route in held:
        route.continue_()
    expect(page.locator("#design-editor[data-restored]")).to_be_visible()
    expect(page.locator("#field-text textarea")).to_have_value(TEXT)
    expect(description).to_have_value("")


def test_another_workspace_opens_without_it(page: Page, studio: str) -> None:
    page.goto(studio)
    page.locator("#field-description textarea").fill(WORDS)  # a draft, which the first screen has no place for there
    page.goto("about:blank")
    page.goto(f"{studio}#history")
    expect(page.locator("#first-screen")).to_have_count(0)
    expect(page.locator("#workspace-history")).to_be_visible()


def test_a_script_that_does_not_arrive_is_reported(page: Page, studio: str, complaints: list[str]) -> None:
    page.route(GRADIO, lambda route: route.abort())
    page.goto(studio)
    expect(page.get_by_role("status")).to_have_text(re.compile("could not be loaded.*Reload the page"))
    complaints.clear()
