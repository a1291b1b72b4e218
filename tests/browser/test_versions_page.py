"""The tree of versions on the page: branches, what an edge moved, any version back, two of them in A and B."""

import re
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from design_page import expect_takes, field, generate, rows, toast, visit
from playwright.sync_api import Locator, Page, expect
from studio_process import open_studio

pytestmark = pytest.mark.browser

TEXT = "The lamps along the harbour came on one by one. She counted them twice."


@pytest.fixture(scope="module")
def studio(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with open_studio(tmp_path_factory.mktemp("home")) as address:
        yield address


def tree(page: Page) -> Locator:
    return page.get_by_role("list", name="Versions")


def node(page: Page, name: str) -> Locator:
    return tree(page).get_by_role("button", name=name, exact=True)


def test_changing_words_and_generating_grows_a_tree_that_leads_back(page: Page, studio: str) -> None:
    panel = page.get_by_role("region", name="Version")
    visit(page, studio)
    generate(page, voice="A calm man, low voice, very slow", words=TEXT)
    expect_takes(page, 4)
    generate(page, voice="A calm man, low voice, very fast", words=TEXT)
    expect_takes(page, 4)

    expect(panel.get_by_role("heading", name="v2 since v1")).to_be_visible()
    expect(panel.locator("del")).to_have_text("slow")
    expect(panel.locator("ins")).to_have_text("fast")
    expect(panel.locator(".verdict")).to_have_text(re.compile("faster by \\d+ %"))
    expect(panel.locator("[data-name=letter_rate]")).to_have_attribute("data-beyond", "")
    expect(panel.locator("[data-name=pitch]")).to_contain_text("chance")
    expect(panel).to_contain_text("4 takes against 4")

    panel.get_by_role("button", name="More like this: v2").dblclick()  # asks once
    expect(panel.get_by_role("heading", name="v3 since v2")).to_be_visible()
    expect_takes(page, 4)
    expect(panel.locator(".verdict")).to_have_text("No more than chance.")

    node(page, "v1").click()  # back, and on from there: a branch
    expect(field(page, "Description")).to_have_value("A calm man, low voice, very slow")
    generate(page, voice="A calm woman, low voice, very slow", words=TEXT, takes=1)
    expect(panel.get_by_role("heading", name="v4 since v1")).to_be_visible()
    expect_takes(page, 1)
    expect(tree(page).locator(".tree-node")).to_have_text(["v1", "v4", "v2", "v3"])
    expect(tree(page).get_by_role("listitem").nth(1).locator(".lane.own")).to_have_attribute("data-fork", "")
    expect(panel.locator(".verdict")).to_have_text("Too few takes to tell it from chance.")

    tree(page).get_by_role("button", name="to A: v1").click()
    tree(page).get_by_role("button", name="to B: v3").click()
    tray = page.get_by_role("toolbar", name="Clips that are compared")
    expect(tray).to_contain_text("v1·1")
    expect(tray).to_contain_text("v3·1")
    panel.get_by_role("button", name="Compare with v1: v4").click()
    expect(tray).to_contain_text("v4·1")
    toast(page).get_by_role("button", name="undo").click()
    expect(tray).to_contain_text("v3·1")

    node(page, "v4").focus()
    page.keyboard.press("ArrowDown")
    expect(node(page, "v2")).to_be_focused()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("Enter")
    expect(tray).to_contain_text("v2·1")
    page.reload()
    expect(tree(page).locator(".tree-node")).to_have_text(["v1", "v4", "v2", "v3"])
    expect(rows(page)).to_have_count(1)


def cell(page: Page, label: str) -> Locator:
    return page.get_by_role("gridcell", name=re.compile(rf"^{label},"))


def test_a_sweep_is_a_grid_that_plays_by_keys(page: Page, studio: str) -> None:
    visit(page, studio)
    field(page, "Description").fill("A calm man, low voice")
    field(page, "Text").fill(TEXT)
    page.get_by_role("button", name="Vary …").click()
    menu = page.get_by_role("dialog", name="Vary one dimension")
    expect(menu).to_contain_text("very slow · moderate · very fast")
    expect(menu.get_by_role("button")).to_have_text("3 steps × 2 seeds: generate 6 takes")
    menu.get_by_label("Dimension").select_option("pauses")
    expect(menu.get_by_label("Steps").get_by_role("option")).to_have_text(["3", "4"])
    page.keyboard.press("Escape")
    expect(page.get_by_role("button", name="Vary …")).to_be_focused()
    page.keyboard.press("Enter")
    menu.get_by_label("Seeds").fill("3")
    assert [finding["id"] for finding in Axe().run(page).response["violations"]] == []
    menu.get_by_role("button", name="3 steps × 3 seeds: generate 9 takes").click()
    expect(menu).to_have_count(0)
    expect(page.get_by_role("button", name="Vary …")).to_be_focused()

    grid = page.get_by_role("grid", name="Sweep: pace")
    expect(grid.get_by_role("rowheader")).to_have_text(["very slow", "moderate", "very fast"])
    expect(page.locator(".sweep-verdict")).to_have_text(re.compile(r"The takes follow the steps \(p [=<] 0\.0\d\d\)"))
    name = grid.locator(".sweep-cell").first.get_attribute("aria-label") or ""
    version = name.split("·")[0]
    expect(cell(page, f"{version}·1")).to_have_attribute("aria-label", re.compile("very slow, seed .*, .* s"))

    assert [finding["id"] for finding in Axe().run(page).response["violations"]] == []
    cell(page, f"{version}·1").focus()
    page.keyboard.press("Shift+A")
    page.keyboard.press("Enter")
    expect(cell(page, f"{version}·1").locator(".play")).to_have_class(re.compile("sounding"))
    page.keyboard.press("ArrowDown")
    expect(cell(page, f"{version}·4")).to_be_focused()
    expect(cell(page, f"{version}·4").locator(".play")).to_have_class(re.compile("sounding"))
    page.keyboard.press("Space")  # pauses what sounds
    expect(grid.locator(".sounding")).to_have_count(0)
    page.keyboard.press("ArrowRight")
    expect(cell(page, f"{version}·5")).to_be_focused()
    expect(grid.locator(".sounding")).to_have_count(0)
    page.keyboard.press("Shift+B")
    tray = page.get_by_role("toolbar", name="Clips that are compared")
    expect(tray).to_contain_text(re.compile(rf"{version}·1.*{version}·5"))
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    expect(page.locator(".version-fold").filter(has_text=version)).to_be_focused()

    other = page.context.new_page()  # starts with the newest version, which has more takes than one description may
    visit(other, studio)
    expect(field(other, "Takes")).to_have_value("4")
    other.close()

    grid.get_by_role("button", name="very fast").click()
    expect(field(page, "Description")).to_have_value(re.compile("very fast"))
    grid.get_by_role("button", name="very slow").click()
    expect(field(page, "Description")).to_have_value(re.compile("very slow"))
    generate(page, voice="A calm man, low voice, very slow, bright", words=TEXT, takes=1)
    panel = page.get_by_role("region", name="Version")
    expect(panel.get_by_role("heading", name=f"since {version}")).to_be_visible()
    expect(panel.locator("ins")).to_contain_text("bright")
