"""The comparison widget in a real JupyterLab: its keys are the player's while it is clicked, and never a cell's."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
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
# What these keys do in JupyterLab's command mode: insert cells, cut one, line numbers, headings, restart, delete.
KEYS = ["b", "a", "x", "1", "2", "l", "Escape", "ArrowRight", "ArrowLeft", "0", "0", "+", "-", "d", "d"]


@pytest.fixture(scope="module")
def notebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """Run JupyterLab on a notebook of two cells, with folders of its own; give the notebook's address."""
    home = tmp_path_factory.mktemp("jupyter")
    cells = [_cell("compare", PROGRAM), _cell("note", "")]
    book = {"cells": cells, "metadata": {"kernelspec": _KERNEL}, "nbformat": 4, "nbformat_minor": 5}
    (home / "book.ipynb").write_text(json.dumps(book))
    shown = {"output_type": "display_data", "data": {"text/html": _shown()}, "metadata": {}}
    saved = {**book, "cells": [{**_cell("takes", "takes"), "outputs": [shown]}]}
    (home / "saved.ipynb").write_text(json.dumps(saved))
    asks_nobody = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    _write(home / "config" / "labconfig" / "page_config.json", asks_nobody)
    options = ["--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"]
    options += ["--IdentityProvider.token=", f"--ServerApp.root_dir={home}", "--LabApp.extension_manager=readonly"]
    command = [sys.executable, "-m", "jupyterlab", *options]
    process = subprocess.Popen(command, env=_environment(home), stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    address = next(found[0] for line in process.stderr if (found := re.search(r"http://127\.0\.0\.1:\d+/lab", line)))
    rest = threading.Thread(target=process.stderr.read)  # or it waits, with much to say, for somebody to read it
    rest.start()
    yield f"{address}/tree/book.ipynb"
    process.terminate()
    process.wait(PATIENCE)
    rest.join()
    process.stderr.close()


def _shown() -> str:
    return Takes([shown_take(description=f"A voice {HOSTILE}"), shown_take(number=2)])._repr_html_() or ""


_KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}


def _cell(name: str, source: str) -> dict[str, object]:
    return {"cell_type": "code", "id": name, "metadata": {}, "source": source, "outputs": [], "execution_count": None}


def _write(path: Path, content: object) -> None:
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(content))


def _environment(home: Path) -> dict[str, str]:
    names = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_DATA_DIR": "data",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
        "STUDIO_HOME": "studio",
    }
    return {**os.environ, **{name: str(home / folder) for name, folder in names.items()}}


@pytest.fixture(scope="module")
def lab(browser: Browser, notebook: str) -> Iterator[Page]:
    """Open the notebook and run its first cell, so that it shows the player."""
    context = browser.new_context(viewport={"width": 1280, "height": 1400})
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    page.goto(notebook)
    page.locator("text=Python 3 (ipykernel) | Idle").wait_for()
    page.locator(".jp-CodeCell .cm-content").first.click()
    page.keyboard.press("Shift+Enter")
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


def test_untrusted_notebook_plays_its_takes_and_runs_nothing(browser: Browser, notebook: str) -> None:
    context = browser.new_context()
    context.set_default_timeout(1000 * PATIENCE)
    page = context.new_page()
    page.on("dialog", lambda dialog: pytest.fail(f"a script ran: {dialog.message}"))
    page.goto(notebook.replace("book.ipynb", "saved.ipynb"))
    shown = page.locator(".jp-OutputArea .studio-shown")
    shown.locator("audio").nth(1).wait_for()
    page.evaluate("document.querySelector('.studio-shown audio').play()")
    page.wait_for_function("document.querySelector('.studio-shown audio').currentTime > 0")

    assert shown.locator("script, style").count() == 0
    expect(shown).to_contain_text("<script>alert('1')</script>")
    context.close()
