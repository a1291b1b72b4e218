"""A real JupyterLab with folders of its own, and notebooks in it."""

import json
import os
import re
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Page
from processes import PATIENCE

_KERNEL = {"name": "python3", "display_name": "Python 3", "language": "python"}
_FOLDERS = {
    "JUPYTER_CONFIG_DIR": "config",
    "JUPYTER_DATA_DIR": "data",
    "JUPYTER_RUNTIME_DIR": "runtime",
    "JUPYTERLAB_SETTINGS_DIR": "settings",
    "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
    "IPYTHONDIR": "ipython",
    "STUDIO_HOME": "studio",
}


#: Collects the keys that Notebook 7 would act on: unlike JupyterLab, it hears them before a widget does, and leaves
#: those alone whose target has this attribute.
HEAR_FIRST = """() => {
  window.taken = [];
  const hear = ({ target, key }) => target.hasAttribute("data-lm-suppress-shortcuts") || window.taken.push(key);
  document.addEventListener("keydown", hear, true);
}"""


@contextmanager
def running_jupyterlab(home: Path) -> Iterator[str]:
    """Run JupyterLab on a folder, and yield its address, for `open_notebook`."""
    asks_nobody = {"disabledExtensions": {"@jupyterlab/apputils-extension:announcements": True}}
    config = home / "config" / "labconfig" / "page_config.json"
    config.parent.mkdir(parents=True)
    config.write_text(json.dumps(asks_nobody))
    options = ["--no-browser", "--allow-root", "--ServerApp.ip=127.0.0.1", "--ServerApp.port=0"]
    options += ["--IdentityProvider.token=", f"--ServerApp.root_dir={home}", "--LabApp.extension_manager=readonly"]
    environment = {**os.environ, **{name: str(home / folder) for name, folder in _FOLDERS.items()}}
    command = [sys.executable, "-m", "jupyterlab", *options]
    process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
    assert process.stderr is not None
    address = next(found[0] for line in process.stderr if (found := re.search(r"http://127\.0\.0\.1:\d+/lab", line)))
    rest = threading.Thread(target=process.stderr.read)  # or it waits, with much to say, for somebody to read it
    rest.start()
    yield address
    process.terminate()
    process.wait(PATIENCE)
    rest.join()
    process.stderr.close()


def write_notebook(path: Path, sources: Mapping[str, str], outputs: Mapping[str, list[object]] | None = None) -> None:
    """Write a notebook of code cells, by their ids, with the outputs of those that have some."""
    cells = [
        {"cell_type": "code", "id": name, "metadata": {}, "source": source, "execution_count": None}
        | {"outputs": (outputs or {}).get(name, [])}
        for name, source in sources.items()
    ]
    book = {"cells": cells, "metadata": {"kernelspec": _KERNEL}, "nbformat": 4, "nbformat_minor": 5}
    path.write_text(json.dumps(book))


def execute_and_export(folder: Path, sources: Mapping[str, str]) -> None:
    """Run a notebook, save it with the state of its widgets as saved.ipynb, and export it as saved.html."""
    write_notebook(folder / "book.ipynb", sources)
    environment = {**os.environ, **{name: str(folder / each) for name, each in _FOLDERS.items()}}
    for options in (["--execute", "--to", "notebook", "book.ipynb"], ["--to", "html", "saved.ipynb"]):
        command = [sys.executable, "-m", "nbconvert", *options, "--output", "saved"]
        done = subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr


def notebook_address(lab: str, name: str) -> str:
    """Return where a notebook of the folder opens alone: in a workspace of its own, without the tabs of others."""
    return f"{lab}/workspaces/{name}/tree/{name}.ipynb"


def open_notebook(page: Page, lab: str, name: str) -> None:
    """Open the notebook NAME.ipynb, and wait for its kernel."""
    page.goto(notebook_address(lab, name))
    page.locator("text=Python 3 (ipykernel) | Idle").wait_for()


def run_cells(page: Page, count: int) -> None:
    """Run the first cells, as "Run All" does: each is sent before the one above has ended."""
    page.locator(".jp-CodeCell .cm-content").first.click()
    for _ in range(count):
        page.keyboard.press("Shift+Enter")
