"""The widgets in a real JupyterLab: their keys, a take that is heard while it is made, and the notebook afterwards."""

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from jupyter_notebooks import HEAR_FIRST, notebook_address, open_notebook, run_cells, write_notebook
from playwright.sync_api import Browser, Page, expect
from processes import PATIENCE
from shown_takes import HOSTILE, shown_take

from studio import Takes

pytestmark = pytest.mark.browser

PROGRAM = """from studio import Studio
from studio.notebook import Comparison

with Studio() as studio:
    takes = studio.design("A calm, low male voice.", text="Good evening.", takes=2, seed=7)
Comparison(takes)"""
STORY = [
    """from studio import Studio
from studio.notebook import Comparison, Player, Progress

st = Studio()
text = "Good evening, and welcome to a long night. " * 8
comparison = Comparison(st.design("A calm, low male voice.", text="Good evening.", takes=2, seed=7))
comparison""",
    """audition = st.start_design("A calm, low male voice.", text * 3, takes=1, seed=9)
player = Player(audition, playing=True)
player""",
    "audition.wait()\naudition = st.start_design('A warm voice.', text * 5, takes=8)\nProgress(audition)",
    "audition.join()\nst.close()",
    "print(comparison.chosen, comparison.rejected, player.phase, audition.state.phase)",
]
# What these keys do in JupyterLab's command mode: insert cells, cut one, line numbers, headings, restart, delete.
KEYS = ["b", "a", "x", "1", "2", "l", "Escape", "ArrowRight", "ArrowLeft", "0", "0", "+", "-", "d", "d"]


@pytest.fixture(scope="module")
def notebooks(jupyterlab: str, jupyter_folder: Path) -> str:
    """Write three notebooks, and return the address of their JupyterLab."""
    write_notebook(jupyter_folder / "book.ipynb", {"compare": PROGRAM, "note": ""})
    write_notebook(jupyter_folder / "story.ipynb", {f"story{place}": source for place, source in enumerate(STORY)})
    shown = {"output_type": "display_data", "data": {"text/html": _shown()}, "metadata": {}}
    write_notebook(jupyter_folder / "saved.ipynb", {"takes": "takes"}, {"takes": [shown]})
    return jupyterlab


def _shown() -> str:
    return Takes([shown_take(description=f"A voice {HOSTILE}"), shown_take(number=2)])._repr_html_() or ""


@pytest.fixture(scope="module")
def lab(browser: Browser, notebooks: str) -> Iterator[Page]:
    """Open the notebook and run its first cell, so that it shows the player."""
    context = browser.new_context(viewport={"width": 1280, "height": 1400})
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    open_notebook(page, notebooks, "book")
    run_cells(page, 1)
    page.wait_for_function("document.querySelectorAll('.studio-player .sp-label').length === 2")
    yield page
    context.close()


def cells(page: Page) -> list[str]:
    """The sources of the cells, and what kinds they are."""
    return page.locator(".jp-Notebook .jp-Cell").evaluate_all(
        "(cells) => cells.map((cell) => cell.className.match(/jp-(Code|Markdown)Cell/)[1] + ':' +"
        " [...cell.querySelectorAll('.cm-line')].map((line) => line.textContent).join('\\n'))"
    )


def heard(page: Page) -> str:
    return page.locator(".studio-player .sp-switch [aria-pressed=true]").inner_text()


def test_keys_on_the_player_are_the_players_and_change_no_cell(lab: Page) -> None:
    before = cells(lab)
    lab.locator(".studio-player").click(position={"x": 700, "y": 40})
    for key in KEYS:
        lab.keyboard.press(key)
        if key in "ab12":
            assert heard(lab) == {"a": "A", "b": "B", "1": "A", "2": "B"}[key]
    lab.keyboard.press("Space")
    lab.locator(".studio-player [aria-label=Pause]").wait_for()
    lab.keyboard.press("Space")

    assert cells(lab) == before
    assert lab.locator(".jp-Dialog").count() == 0


def test_keys_on_the_player_are_left_alone_by_a_notebook_that_hears_them_first(lab: Page) -> None:
    lab.evaluate(HEAR_FIRST)
    lab.locator(".studio-player .sp-switch button").last.click()
    for key in ["a", "b", "x", "Enter", "Escape", "d", "d"]:
        lab.keyboard.press(key)
    assert lab.evaluate("taken") == []

    lab.keyboard.press("Control+s")
    assert lab.evaluate("taken") == ["Control", "s"]


def test_keys_typed_in_a_cell_are_the_cells(lab: Page) -> None:
    lab.locator(".studio-player").click(position={"x": 700, "y": 40})
    lab.keyboard.press("a")
    lab.locator(".jp-CodeCell .cm-content").last.click()
    lab.keyboard.type("b = 12 + 0 - l x")

    expect(lab.locator(".jp-CodeCell").last.locator(".cm-line")).to_have_text("b = 12 + 0 - l x")
    assert heard(lab) == "A"
    assert lab.locator(".studio-player [aria-label=Play]").count() == 1


def test_keys_of_the_command_mode_are_jupyterlabs(lab: Page) -> None:
    lab.locator(".studio-player").click(position={"x": 700, "y": 40})
    lab.keyboard.press("a")
    lab.locator(".jp-CodeCell .cm-content").last.click()
    lab.keyboard.press("Escape")
    count = len(cells(lab))
    lab.keyboard.press("b")
    lab.wait_for_function("(count) => document.querySelectorAll('.jp-Notebook .jp-Cell').length > count", arg=count)

    assert heard(lab) == "A"


def test_untrusted_notebook_plays_its_takes_and_runs_nothing(browser: Browser, notebooks: str) -> None:
    context = browser.new_context()
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(notebook_address(notebooks, "saved"))
    shown = page.locator(".jp-OutputArea .studio-shown")
    shown.locator("audio").nth(1).wait_for()
    page.evaluate("document.querySelector('.studio-shown audio').play()")
    page.wait_for_function("document.querySelector('.studio-shown audio').currentTime > 0")

    assert shown.locator("script, style, [onplay]").count() == 0
    expect(shown).to_contain_text("<script>alert('1')</script>")
    context.close()


def saved(page: Page, name: str) -> dict[str, object]:
    """Return the content of a notebook, once JupyterLab has no changes of it that are not saved."""
    page.keyboard.press("Control+s")
    expect(page.locator(".lm-DockPanel-tabBar .jp-mod-dirty")).to_have_count(0)
    return page.evaluate("async (name) => (await fetch(`/api/contents/${name}`)).json()", name)["content"]  # type: ignore[no-any-return]


def exported_by_menu(page: Page) -> str:
    """Return the page that the menu makes of the notebook, with its outputs as they are."""
    page.evaluate("window.open = (address) => (window.asked = address)")
    page.get_by_role("menuitem", name="File", exact=True).click()
    page.locator(".lm-Menu-itemLabel", has_text="Save and Export Notebook As").hover()
    page.locator(".lm-Menu-itemLabel").get_by_text("HTML", exact=True).click()
    page.locator(".jp-Dialog").get_by_label("Sanitize HTML output").uncheck()
    page.locator(".jp-Dialog").get_by_role("button", name="Ok").click()
    page.wait_for_function("window.asked")
    return page.evaluate("async () => (await fetch(asked)).text()")  # type: ignore[no-any-return]


def shows_still_pictures(page: Page) -> None:
    stills = page.locator(".voice-studio-still")
    expect(stills.locator("img")).to_have_count(3)
    expect(stills.nth(0).locator("tr")).to_contain_text(["rejected", "chosen"])
    expect(stills.nth(0).locator("audio")).to_have_count(2)
    expect(stills.nth(1)).to_contain_text("Too long to be put into a notebook unasked.")
    expect(page.get_by_text("Run the cell again").first).to_be_visible()


def end_kernels(page: Page) -> None:
    page.evaluate(
        """async () => {
          const token = document.cookie.match(/_xsrf=([^;]+)/)[1];
          for (const { id } of await (await fetch("/api/sessions")).json()) {
            await fetch(`/api/sessions/${id}`, { method: "DELETE", headers: { "X-XSRFToken": token } });
          }
        }"""
    )


def test_story_from_run_all_to_the_notebook_that_is_opened_again(
    browser: Browser, notebooks: str, jupyter_folder: Path
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 2000})
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    open_notebook(page, notebooks, "story")
    page.get_by_role("menuitem", name="Run", exact=True).click()
    page.get_by_role("menuitem", name="Run All Cells", exact=True).click()

    # A take is heard while it is made, though the kernel waits for it, and then goes on as the finished clip.
    page.locator(".sp-told").wait_for()
    player = page.locator(".jp-CodeCell").nth(1)
    player.locator(".sp-mels").wait_for()
    expect(player.locator("[aria-label=Pause]")).to_be_visible()
    assert player.locator(".sp-label").inner_text() == "take 1 · seed 9"

    # What is being made is stopped.
    progress = page.locator(".studio-progress")
    progress.get_by_role("button", name="Stop").click()
    expect(progress).to_contain_text("Stopped")

    # The comparison, by mouse and keys: one that starts pauses the other.
    comparison = page.locator(".jp-CodeCell").nth(0)
    comparison.locator("[aria-label=Play]").click()
    comparison.locator("[aria-label=Pause]").wait_for()
    expect(player.locator("[aria-label=Play]")).to_be_visible()
    page.keyboard.press("b")
    assert comparison.locator(".sp-switch [aria-pressed=true]").inner_text() == "B"
    page.keyboard.press("Enter")
    comparison.locator("[aria-label='Reject A']").click()
    expect(comparison.locator(".sp-lane.sp-chosen .sp-label")).to_have_text("take 2 · seed 8")
    expect(comparison.locator(".sp-lane.sp-rejected .sp-label")).to_have_text("take 1 · seed 7")

    # The kernel knows all of it.
    last = page.locator(".jp-CodeCell").last
    last.locator(".cm-content").click()
    page.keyboard.press("Control+Enter")
    expect(last.locator("pre").last).to_have_text("take 2 · seed 8 ('take 1 · seed 7',) done cancelled\n")

    # Saved with Ctrl+S in the widget, and opened again where no kernel has it: pictures, sounds and a sentence.
    comparison.locator("[aria-label='Pick A']").focus()
    book = saved(page, "story.ipynb")
    assert len(json.dumps(book)) < 30_000
    (jupyter_folder / "exported.html").write_text(exported_by_menu(page))
    end_kernels(page)
    page.reload()
    shows_still_pictures(page)
    expect(page.get_by_text("model not found").first).to_be_hidden()

    # And as the page that the menu has made, without a network.
    context.set_offline(True)
    page.goto((jupyter_folder / "exported.html").as_uri(), wait_until="commit")
    shows_still_pictures(page)
    context.close()
