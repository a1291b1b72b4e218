"""The History workspace: search, play, compare, reopen, delete with undo, by keyboard; endless without a large page."""

import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Locator, Page, Route, expect
from short_takes import take
from studio_process import open_studio

from studio import RetentionRule, Studio
from studio.store.library import Library

pytestmark = pytest.mark.browser

DAYS = 40
PER_DAY = 10
DESCRIPTION, TEXT = "a gravelly man, low register, slow", "The lamps came on."


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a home with 400 old versions, then a version of three takes, a spoken clip and a blind test."""
    home = tmp_path_factory.mktemp("home")
    with closing(Library(home)) as library:
        for number in range(DAYS * PER_DAY):
            made = take(number % 7 + 1, audition=f"{number + 1:032x}")
            at = made.created + timedelta(days=number // PER_DAY, minutes=number % PER_DAY)
            library.add(replace(made, id=f"{number + 1:032x}", created=at))
    with Studio(home, backend="sketch") as studio:
        takes = studio.design(DESCRIPTION, text=TEXT, takes=3, seed=183124)
        studio.rate(takes[0], verdict="keep", note="lukewarm")
        studio.rate(takes[2], verdict="reject")
        studio.keep(takes[0], "Rain detective")
        studio.start_say("rain-detective", "Mind the step.").wait()
        test = studio.listening.abx(takes[0], takes[1], trials=5)
        for _ in test:
            test.answer("A")
    return home


@pytest.fixture(scope="module")
def studio(home: Path) -> Iterator[str]:
    with open_studio(home) as address:
        yield address


def rule_in(home: Path) -> RetentionRule:
    """Return what goes to the bin at each start."""
    with closing(Library(home)) as library:
        return library.retention.rule


def open_history(page: Page, address: str) -> Locator:
    page.goto(f"{address}#history")
    rows = page.locator(".history-row")
    expect(rows.first).to_be_visible()
    return rows


def search(page: Page, words: str) -> None:
    page.get_by_role("searchbox", name="Search").fill(words)


def test_versions_are_found_heard_compared_and_reopened(page: Page, studio: str) -> None:
    rows = open_history(page, studio)
    expect(rows.nth(0)).to_contain_text("ABX: v401·1 / v401·2")
    expect(rows.nth(1)).to_contain_text("Rain detective: Mind the step.")
    expect(rows.nth(2)).to_contain_text(DESCRIPTION)
    search(page, "lukewarm")
    expect(rows).to_have_count(1)
    rows.first.get_by_role("button", name="Play v401·1, kept").click()
    expect(rows.first.get_by_role("button", name="Pause v401·1, kept")).to_be_visible()
    expect(rows.first.get_by_role("button", name="Play v401·3, rejected")).to_be_visible()

    preview = page.get_by_role("region", name="Preview")
    expect(preview).to_contain_text(TEXT)
    assert Axe().run(page).response["violations"] == []
    expect(preview.locator("li.take").first.locator("textarea")).to_have_value("lukewarm")
    tags = preview.get_by_role("textbox", name="Tags of v401·1")
    tags.fill("narrator , late night")
    tags.press("Enter")
    expect(page.locator(".toast")).to_contain_text("v401·1: tags saved.")
    expect(preview.locator("li.take").first).to_be_focused()
    expect(tags).to_have_value("late night, narrator")
    title = preview.get_by_role("textbox", name="Title of v401·1")
    title.fill("Harbour master")
    title.press("Enter")
    expect(page.locator(".toast")).to_contain_text("v401·1: called “Harbour master”.")
    expect(rows.first.get_by_role("button", name="Play v401·1, Harbour master, kept")).to_have_text(
        re.compile("Harbour master")
    )
    page.locator(".toast").get_by_role("button", name="undo").click()
    expect(title).to_have_value("")
    preview.get_by_role("button", name="Star v401·2").click()
    expect(rows.first.get_by_role("button", name="Play v401·2, starred")).to_be_visible()

    search(page, "zyzzyva")
    expect(page.locator(".history-panel .empty")).to_contain_text("Nothing was found.")
    search(page, "v401")
    page.get_by_role("button", name="spoken", exact=True).click()
    expect(page.locator(".history-panel .empty")).to_be_visible()
    search(page, "")
    expect(rows).to_have_count(1)
    expect(rows.first.get_by_role("button", name="Play Rain detective · Mind the step.")).to_be_visible()
    page.get_by_role("button", name="kept", exact=True).click()
    expect(rows).to_have_count(1)
    rows.first.get_by_role("button", name="Compare the takes of v401").click()
    expect(page.get_by_role("tab", name="Compare")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#workspace-compare")).to_contain_text("v401·3")

    page.go_back()
    rows.first.get_by_role("button", name="Reopen v401 in Design").click()
    expect(page.get_by_role("tab", name="Design")).to_have_attribute("aria-selected", "true")
    expect(page.locator("#field-description textarea")).to_have_value(DESCRIPTION)
    expect(page.locator("#field-text textarea")).to_have_value(TEXT)


def test_focus_stays_in_the_list_when_the_search_answers(page: Page, studio: str) -> None:
    rows = open_history(page, studio)
    held: list[Route] = []
    page.route("**/studio/history.json?search=*", lambda route: held.append(route))
    for words, first, focused in (("voice", "v400", "v399"), ("v398", "v398", "v398")):
        with page.expect_request("**/studio/history.json?search=*"):
            search(page, words)
        page.locator(".history-row", has_text="v399").focus()
        held.pop().continue_()
        expect(rows.first).to_contain_text(first)
        expect(page.locator(".history-row:focus")).to_contain_text(focused)
        expect(page.locator('.history-row[tabindex="0"]')).to_contain_text(focused)
        expect(page.get_by_role("region", name="Preview").locator("h2")).to_have_text(focused)


def test_filters_are_explained_and_what_is_measured_meanwhile_appears(page: Page, studio: str) -> None:
    rows = open_history(page, studio)
    page.get_by_role("button", name="How to search").click()
    expect(page.get_by_role("button", name="pitch:180-220")).to_be_visible()
    assert Axe().run(page).response["violations"] == []
    search(page, "v401")
    page.get_by_role("button", name="verdict:keep").click()
    box = page.get_by_role("searchbox", name="Search")
    expect(box).to_have_value("v401 verdict:keep")
    expect(box).to_be_focused()
    expect(rows).to_have_count(1)
    expect(rows.first.get_by_role("button", name="Play v401·1, kept, found")).to_be_visible()
    expect(rows.first.locator(".take-play[data-found]")).to_have_count(1)

    search(page, "v401 pich:90-300")
    expect(page.locator(".history-panel .problem")).to_contain_text(
        "A search has no filter 'pich'. Use tag, verdict, pitch"
    )
    expect(rows).to_have_count(1)
    search(page, "zyzzyva")
    expect(page.locator(".history-panel .empty")).to_contain_text("Nothing was found.")
    search(page, "v401 pich:90-300")
    expect(page.locator(".history-panel .problem")).to_be_visible()
    expect(page.locator(".history-panel .empty")).to_be_hidden()
    search(page, "v401 pitch:40-400")
    expect(rows.first.get_by_role("button", name="Play v401·3, rejected, found")).to_be_visible()
    expect(page.locator(".history-panel .problem")).to_have_count(0)
    expect(page.locator(".history-panel > .hint[role=status]")).to_be_hidden()


def test_what_is_deleted_is_undone_or_restored_by_keyboard(
    page: Page, studio: str, home: Path, complaints: list[str]
) -> None:
    other = page.context.new_page()
    other.goto(studio)
    in_other_tab = other.get_by_role("region", name="v401", exact=True)
    expect(in_other_tab.locator("li.take")).to_have_count(3)
    rows = open_history(page, studio)
    version = page.locator(".history-row[data-kind=designed]").first
    page.get_by_role("searchbox", name="Search").press("ArrowDown")
    expect(rows.first).to_be_focused()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    expect(version).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Delete")  # the second take
    toast = page.locator(".toast")
    expect(toast).to_contain_text("v401·2 is in the bin.")
    expect(version.get_by_role("button", name="v401·2")).to_have_count(0)
    expect(version).to_be_focused()
    in_design = page.locator("#design-takes li.take:not([hidden])")
    expect(in_design).to_have_count(2)
    page.keyboard.press("Control+z")
    expect(version.get_by_role("button", name="Play v401·2")).to_be_visible()
    expect(in_design).to_have_count(3)

    page.keyboard.press("Delete")
    expect(toast).to_contain_text("v401 is in the bin.")
    expect(version).to_contain_text("v400")
    expect(page.locator(".history-row:focus")).to_contain_text("v400")
    expect(in_other_tab).to_have_count(0)
    page.get_by_role("button", name="Bin (3)").click()
    expect(rows).to_have_count(1)
    expect(rows.first.get_by_role("button", name="Play v401·1, kept")).to_be_visible()
    rows.first.get_by_role("button", name="Restore v401").click()
    expect(page.locator(".history-panel .empty")).to_contain_text("The bin is empty.")
    page.get_by_role("button", name="all", exact=True).click()
    expect(version).to_contain_text(DESCRIPTION)
    expect(in_other_tab).to_be_visible()
    other.close()

    page.get_by_role("button", name="move 1 rejected take to the bin").click()
    expect(version.get_by_role("button", name="v401·3")).to_have_count(0)
    toast.get_by_role("button", name="undo").click()
    expect(version.get_by_role("button", name="Play v401·3, rejected")).to_be_visible()
    page.get_by_role("button", name="Retention: off").click()
    form = page.get_by_role("form", name="What is kept")
    expect(form).to_contain_text("All takes are kept for ever.")
    form.get_by_label("Older than (days)").fill("30")
    expect(form).to_contain_text(re.compile(r"It would move \d+ takes now: v1·"))
    assert Axe().run(page).response["violations"] == []
    form.get_by_label("Older than (days)").press("Enter")
    expect(page.get_by_role("button", name="Retention: on")).to_be_focused()
    assert rule_in(home) == RetentionRule(older_than=timedelta(days=30))
    toast.get_by_role("button", name="undo").click()
    expect(page.get_by_role("button", name="Retention: off")).to_be_visible()
    assert rule_in(home).is_empty
    page.goto("about:blank")
    complaints[:] = [each for each in complaints if "404" not in each]  # asked about a take that went to the bin


def test_only_rows_near_the_view_are_in_the_page(page: Page, studio: str) -> None:
    rows = open_history(page, studio)
    oldest = rows.filter(has=page.get_by_text("v1", exact=True))
    for _ in range(40):  # a page is loaded when the end comes near
        rows.first.focus()
        page.keyboard.press("End")
        if oldest.count():
            break
    expect(oldest).to_be_visible()
    page.wait_for_function("document.querySelectorAll('.history-row').length < 300")
    expect(page.get_by_role("feed").locator(".history-row").last).to_have_attribute("aria-setsize", "403")
    page.keyboard.press("Home")
    expect(rows.first).to_be_focused()
    expect(rows.first).to_contain_text("ABX")


def test_a_take_is_duplicated_and_the_copy_taken_back(page: Page, studio: str) -> None:
    rows = open_history(page, studio)
    search(page, "lukewarm")
    expect(rows).to_have_count(1)
    rows.first.click()
    page.get_by_role("button", name="duplicate v401·1").click()
    toast = page.locator(".toast")
    expect(toast).to_contain_text("is a copy of v401·1")
    expect(rows).to_have_count(2)
    expect(rows.first).to_contain_text(DESCRIPTION)
    copy = re.findall(r"v\d+", toast.inner_text())[0]
    expect(page.locator(f"section.version[aria-label={copy}]")).to_have_count(1)
    toast.get_by_role("button", name="undo").click()
    expect(rows).to_have_count(1)
    expect(page.locator(f"section.version[aria-label={copy}]")).to_have_count(0)
