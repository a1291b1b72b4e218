"""A notebook that was saved with all widgets and their state shows and plays them without a kernel."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jupyter_notebooks import execute_and_export, notebook_address
from playwright.sync_api import Browser, Locator, Page, expect
from processes import PATIENCE

pytestmark = pytest.mark.browser

CELLS = {
    "setup": """from studio import Studio
from studio.notebook import BlindTest, Comparison, Designer, Player, Progress, Voices

st = Studio(backend="sketch")
text = "The lamps came on, one by one, along the river. " * 2 + "Nobody was there."
takes = st.design("A calm, low male voice.", text, takes=8, seed=7)""",
    "comparison": "Comparison(takes)",
    "player": "Player(takes[0])",
    "listening": "listening = BlindTest(takes[0], takes[1], trials=3)\nlistening",
    "designer": 'designer = Designer(st, description="A <b> voice.", text="Good evening.", count=2, seed=7)\ndesigner',
    "progress": "audition = designer.generate()\naudition.wait()\ndesigner._watch.join()\nProgress(audition)",
    "voices": 'voices = Voices(st, filter="german", selected="Help desk")\nvoices',
    "heard": 'st.listening.running()[0].answer("A")\nheard = listening\nheard.stop()',
    "again": 'running = BlindTest(takes[2], takes[3], kind="preference", trials=2)\nrunning',
}
#: What each still picture tells, and how many sounds it plays; those of a running blind test would tell too much.
SHOWN = {
    "comparison": ("take 8 · seed 14", 8),
    "player": ("take 1 · seed 7", 1),
    "listening": ("too few trials to tell anything", 2),
    "designer": ("A <b> voice.", 2),
    "progress": ("Done 2 of 2 takes", 0),
    "voices": ("Archiv Berlin", 2),
    "again": ("Preference Trial 1 of 2.", 0),
}
STATE = "application/vnd.jupyter.widget-state+json"


@pytest.fixture(scope="module")
def folder(jupyter_folder: Path) -> Path:
    """Run the notebook, save it and export it; JupyterLab has it as widgets.ipynb, and trusts it."""
    folder = jupyter_folder / "widgets"
    folder.mkdir()
    execute_and_export(folder, CELLS)
    shutil.copy(folder / "saved.ipynb", jupyter_folder / "widgets.ipynb")
    trusting = {**os.environ, "JUPYTER_DATA_DIR": str(jupyter_folder / "data")}
    command = [sys.executable, "-m", "jupyter", "trust", "widgets.ipynb"]
    subprocess.run(command, cwd=jupyter_folder, env=trusting, check=True)
    return folder


@pytest.fixture(scope="module")
def book(folder: Path) -> dict[str, Any]:
    return json.loads((folder / "saved.ipynb").read_text())  # type: ignore[no-any-return]


@pytest.fixture(scope="module")
def exported(browser: Browser, folder: Path) -> Iterator[Page]:
    """The exported page, in a browser without a network."""
    context = browser.new_context(offline=True)
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    page.goto((folder / "saved.html").as_uri(), wait_until="commit")
    expect(page.locator("audio")).to_have_count(sum(count for _, count in SHOWN.values()))
    yield page
    context.close()


def outputs_of(book: dict[str, Any], cell_id: str) -> list[Any]:
    return next(cell["outputs"] for cell in book["cells"] if cell["id"] == cell_id)  # type: ignore[no-any-return]


def is_a_still_picture(still: Locator, words: str, sounds: int) -> None:
    expect(still).to_be_visible()
    expect(still).to_contain_text(words)
    expect(still).to_contain_text("This is how it looked. Run the cell again to use it.")
    expect(still.locator("audio:visible")).to_have_count(sounds)
    if sounds:
        still.locator("audio").last.evaluate("(audio) => audio.play()")
        sound = still.locator("audio").last.element_handle()
        still.page.wait_for_function("(audio) => audio.currentTime > 0", arg=sound)


@pytest.mark.parametrize("name", SHOWN)
def test_exported_page_shows_and_plays_a_still_picture_of_each_widget(exported: Page, name: str) -> None:
    cell = exported.locator(f"[id='cell-id={name}'] .jp-OutputArea").first
    is_a_still_picture(cell.locator(".voice-studio-still"), *SHOWN[name])
    shown = cell.inner_text()
    assert "Loading" not in shown
    assert "object at" not in shown
    assert "<Player" not in shown


def test_saved_notebook_does_not_tell_what_a_running_blind_test_hides(book: dict[str, Any]) -> None:
    models = book["metadata"]["widgets"][STATE]["state"].values()
    states = [model["state"] for model in models if model["state"].get("_draws") == "blind_test"]
    running = next(state for state in states if not state["over"])
    assert running["_result"] == {}
    for text in (json.dumps(outputs_of(book, "again")), json.dumps(running | {"_esm": ""})):
        for name in ("seed 9", "seed 10", "v1·3", "v1·4", "take:", "<audio"):
            assert name not in text


def test_comparison_of_eight_takes_of_ten_seconds_fits_into_300_kilobytes(book: dict[str, Any]) -> None:
    """As JupyterLab saves it unless it is told to save the state of widgets as well."""
    cells = [cell for cell in book["cells"] if cell["id"] in ("setup", "comparison")]
    assert len(json.dumps(book | {"cells": cells, "metadata": {}})) < 300_000


def test_notebook_that_was_saved_with_its_widgets_shows_and_plays_them_in_jupyterlab(
    browser: Browser, jupyterlab: str, folder: Path
) -> None:
    context = browser.new_context(viewport={"width": 1280, "height": 8000})
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    page.goto(notebook_address(jupyterlab, "widgets"))
    stills = page.locator(".jp-OutputArea .voice-studio-still")
    expect(stills).to_have_count(len(SHOWN))
    for place, (words, sounds) in enumerate(SHOWN.values()):
        is_a_still_picture(stills.nth(place), words, sounds)
    expect(page.locator(".studio-player, .studio-panel, .jupyter-widgets:visible")).to_have_count(0)
    expect(page.locator(".jp-Notebook").get_by_text("Loading")).to_have_count(0)
    context.close()
