"""The notebooks that come with the studio, run by a real kernel as a person runs them: twice, on one home."""

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import nbformat
import psutil
import pytest
import run_notebook
from nbconvert import HTMLExporter
from processes import PATIENCE, until

import studio
from studio import Workspace

FOLDER = Path(studio.__file__).parent.parent / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
FIRST = FOLDER / "1_first_voice.ipynb"
LARGEST = 300_000  # bytes of a saved notebook, with its sounds


@pytest.fixture
def home(tmp_path, monkeypatch):
    """Return a home folder for the kernels, whose settings are not those of the person who runs the tests."""
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "home"))
    for name in ("IPYTHONDIR", "JUPYTER_CONFIG_DIR", "JUPYTER_RUNTIME_DIR"):
        monkeypatch.setenv(name, str(tmp_path / "jupyter"))
    monkeypatch.setenv("PYTHONPATH", str(FOLDER.parent), prepend=os.pathsep)  # the kernel runs elsewhere
    monkeypatch.setenv("PYTHONWARNINGS", "default")  # a warning would be in the outputs
    monkeypatch.chdir(tmp_path)
    return tmp_path / "home"


def executed(notebook, *names):
    """Run all cells once for each name, in a new kernel each time, and return the notebooks that were saved then."""
    copies = [Path.cwd() / f"{name}.ipynb" for name in names]
    done = subprocess.run(
        [sys.executable, run_notebook.__file__, notebook, str(PATIENCE), *copies], capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr
    return [nbformat.read(copy, 4) for copy in copies]


def outputs(notebook, kind):
    return [each for cell in notebook.cells for each in cell.get("outputs", ()) if each.output_type == kind]


def printed(notebook):
    """Return what the cells print, without the numbers that count versions."""
    text = "".join(each.text for each in outputs(notebook, "stream") if each.name == "stdout")
    return re.sub(r"\bv\d+·", "v·", text)


def shown(notebook):
    return "".join(each.data.get("text/html", "") for each in outputs(notebook, "execute_result"))


def kept(home):
    """Return what a run leaves that a second one must not leave again: the voices and the blind tests."""
    with Workspace(home) as workspace:
        return list(workspace.presets), [test.id for test in workspace.listening.newest()]


def processes_of(home):
    """Return the processes that were started for a home, and have not ended."""
    return [process for process in psutil.process_iter() if _home_of(process) == str(home)]


def _home_of(process):
    try:
        ended = process.pid == os.getpid() or process.status() == psutil.STATUS_ZOMBIE
        return None if ended else process.environ().get("STUDIO_HOME")
    except (psutil.Error, OSError):
        return None


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_tells_the_same_story_each_time_it_is_run(notebook, home):
    if ".plot(" in notebook.read_text():
        pytest.importorskip("matplotlib")
    (first,) = executed(notebook, "first")
    once = kept(home)
    (second,) = executed(notebook, "second")

    assert printed(first) == printed(second)
    assert kept(home) == once
    until(lambda: not processes_of(home))
    for run in (first, second):
        assert not [each.text for each in outputs(run, "stream") if each.name == "stderr"]
        assert len(outputs(run, "execute_result")) >= 3, "it shows nothing"
    assert "<audio" in shown(first)
    assert len(nbformat.writes(first)) < LARGEST
    page, _ = HTMLExporter().from_notebook_node(first)
    assert page.count("<audio") >= shown(first).count("<audio")


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda path: path.stem)
def test_notebook_has_no_outputs_and_names_only_what_is_there(notebook):
    cells = json.loads(notebook.read_text())["cells"]
    code = [cell for cell in cells if cell["cell_type"] == "code"]
    assert all(cell["outputs"] == [] and cell["execution_count"] is None for cell in code)
    assert "".join(code[0]["source"]).startswith("from studio import Studio\n\nst = Studio()")
    words = "".join(line for cell in cells for line in cell["source"])
    for name in re.findall(r"\b\d_\w+\.ipynb", words):
        assert (FOLDER / name).is_file(), name
    assert notebook.stat().st_size < 20_000
