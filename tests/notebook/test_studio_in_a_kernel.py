"""`Studio()` in a notebook: cells run again, variables are overwritten, kernels end."""

import os

import nbformat
import psutil
import pytest
from nbclient import NotebookClient
from processes import until

OPEN = """
from studio import Studio
st = Studio(backend="sketch")
st.design("a calm woman", "Good evening.", takes=1, seed=7)
"""
RUN_AGAIN = """
import threading
first, threads = st, threading.active_count()
for _ in range(4):
    st = Studio(backend="sketch")
    assert st is first is Studio() is Studio(st.home)
    st.say("Bright guide", "Good evening.")
assert threading.active_count() <= threads + 1, threading.enumerate()
other = Studio(st.home / "other", "sketch")
assert other is not first
other.close()
st.close()
st = Studio(backend="sketch")
assert st is not first
print(st.design("a calm woman", "Good evening.", takes=1, seed=7)[0].label, repr(st).split(",")[0])
"""
FORGET = """
import gc, os, psutil
pid = st.status.pid
st = first = other = _ = None
get_ipython().displayhook.flush()
gc.collect()
psutil.wait_procs([psutil.Process(pid)] if psutil.pid_exists(pid) else [], 120)
assert not psutil.pid_exists(pid)
st = Studio(backend="sketch")
st.design("a calm woman", "Good evening.", takes=1, seed=7)
print(os.getpid(), st.status.pid)
"""


def output_of(cell):
    return "".join(output.text for output in cell.outputs if output.output_type == "stream")


@pytest.fixture
def executed(tmp_path, monkeypatch):
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path))
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(text) for text in (OPEN, RUN_AGAIN, FORGET)])
    NotebookClient(notebook, timeout=120).execute()
    return [output_of(cell) for cell in notebook.cells]


def test_cell_that_runs_again_gets_the_open_studio_and_nothing_is_left(executed):
    assert executed[1].split("\n")[0].endswith("<Studio sketch")
    kernel, worker = map(int, executed[2].split())
    until(lambda: not psutil.pid_exists(kernel) and not psutil.pid_exists(worker))
    assert os.getpid() not in (kernel, worker)
