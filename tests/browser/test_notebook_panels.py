"""The blind test, the designer and the voices in a real JupyterLab: by mouse and keys, while the kernel is busy."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from jupyter_notebooks import HEAR_FIRST, open_notebook, run_cells, write_notebook
from playwright.sync_api import Browser, Page, expect
from processes import PATIENCE

pytestmark = pytest.mark.browser

CELLS = {
    "blind": """from studio import Studio
from studio.notebook import BlindTest, Designer, Voices

st = Studio(backend="sketch")
test = BlindTest("Archiv Berlin", "Deep field", trials=2, studio=st)
test""",
    "designer": """described = "A beautiful, low woman's voice."
designer = Designer(st, description=described, text="Good evening.", count=2, seed=7)
designer""",
    "voices": "voices = Voices(st)\nvoices",
    "busy": """from pathlib import Path
while not Path("go").exists():
    pass""",
    "told": "",
}


def test_panels_are_used_in_a_notebook(browser: Browser, jupyterlab: str, jupyter_folder: Path) -> None:
    write_notebook(jupyter_folder / "panels.ipynb", CELLS)
    context = browser.new_context(viewport={"width": 1100, "height": 2300})
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    open_notebook(page, jupyterlab, "panels")

    run_cells(page, 4)
    _first_pictures_need_no_kernel(page, jupyter_folder)
    page.evaluate(HEAR_FIRST)
    _is_answered_by_keys(page)
    _voice_is_designed(page)
    _voice_is_found_and_speaks(page)
    assert page.evaluate("taken") == []
    _notebook_is_saved_in_a_panel(page)
    _is_accessible_and_narrow(page)
    _kernel_knows(page)
    context.close()


def _first_pictures_need_no_kernel(page: Page, folder: Path) -> None:
    expect(page.locator(".studio-voices .pick").first).to_be_visible()
    expect(page.locator(".studio-designer .cell[data-said]")).to_have_count(2)
    expect(page.locator(".studio-blind .slot")).to_have_text(["A", "B", "X"])
    expect(page.locator(".jp-CodeCell").nth(3).locator(".jp-InputPrompt")).to_have_text("[*]:")
    (folder / "go").touch()


def _is_answered_by_keys(page: Page) -> None:
    panel = page.locator(".studio-blind")
    panel.click(position={"x": 20, "y": 20})
    for trial in ("trial 1 of 2", "trial 2 of 2"):
        expect(panel.locator("header .hint")).to_have_text(trial)
        panel.locator(".say kbd").first.wait_for()
        page.keyboard.press("ArrowLeft")
        expect(panel.locator(".say")).to_have_text("Listen to X first.")
        page.keyboard.press("x")
        expect(panel.locator(".slot.heard")).to_have_text("X")
        page.keyboard.press("ArrowLeft")
    expect(panel.locator(".summary")).to_contain_text("of 2: too few trials to tell anything.")


def _voice_is_designed(page: Page) -> None:
    panel = page.locator(".studio-designer")
    description = panel.locator(".marked textarea")
    panel.locator(".notes li", has_text="Praise").get_by_role("button", name="Take it out").click()
    expect(description).to_have_value("A low woman's voice.")
    panel.get_by_role("button", name="Undo").click()
    expect(description).to_have_value("A beautiful, low woman's voice.")
    panel.locator(".cell", has_text="age").click()
    panel.locator(".words .chip", has_text="elderly").click()
    expect(panel.locator(".cell", has_text="age")).to_have_attribute("data-said", "")
    page.keyboard.press("Control+Enter")
    expect(panel.locator(".clip-row[data-made]")).to_have_count(2)
    panel.get_by_role("button", name="Play take 2").click()
    panel.get_by_role("button", name="Keep take 2").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("Evening")
    page.keyboard.press("Enter")
    expect(panel.locator(".clip-row[data-kept]")).to_contain_text("kept as Evening")


def _voice_is_found_and_speaks(page: Page) -> None:
    panel = page.locator(".studio-voices")
    panel.get_by_role("searchbox").click()
    page.keyboard.type("evening")
    expect(panel.locator(".card-name").first).to_have_text("Evening")  # the widget learnt of it when it was entered
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(panel.locator(".detail h3")).to_have_text("Evening")
    panel.get_by_label("Text").fill("It was late. " * 20)  # it still sounds when another player starts
    page.keyboard.press("Control+Enter")
    panel.locator(".clip-row .play").click()
    expect(panel.get_by_role("button", name="Pause Evening")).to_be_visible()
    page.locator(".studio-designer").get_by_role("button", name="Play take 1").click()
    expect(panel.locator(".clip-row").get_by_role("button", name="Play Evening")).to_be_visible()
    with page.expect_download() as download:
        panel.get_by_role("button", name="Export").click()
    assert download.value.suggested_filename == "Evening.zip"
    panel.get_by_label("Files of voices").set_input_files(download.value.path())
    expect(panel.locator("footer [role=status]")).to_contain_text("was added.")


def _notebook_is_saved_in_a_panel(page: Page) -> None:
    expect(page.locator(".lm-DockPanel-tabBar .jp-mod-dirty")).to_have_count(1)
    page.locator(".studio-designer .marked textarea").focus()
    page.keyboard.press("Control+s")
    expect(page.locator(".lm-DockPanel-tabBar .jp-mod-dirty")).to_have_count(0)


def _is_accessible_and_narrow(page: Page) -> None:
    found = Axe().run(page, context=".studio-panel").response["violations"]
    assert [(each["id"], [node["html"] for node in each["nodes"]]) for each in found] == []
    page.add_style_tag(content=".studio-panel { width: 300px; }")
    for panel in page.locator(".studio-panel").all():
        assert panel.evaluate("(node) => node.scrollWidth <= node.clientWidth")


def _kernel_knows(page: Page) -> None:
    assert page.locator(".jp-Notebook .jp-Cell").count() == len(CELLS)  # the keys were the panels'
    page.locator(".jp-CodeCell .cm-content").last.click()
    page.keyboard.type('print(test.over, designer.chosen == designer.takes[1], voices.selected.split(" ")[0])')
    page.keyboard.press("Shift+Enter")
    expect(page.locator(".jp-OutputArea-output pre").last).to_have_text("True True Evening")
