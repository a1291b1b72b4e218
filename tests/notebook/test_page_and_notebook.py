"""The page and a notebook on one home folder: one engine for both, and no process is left of either."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from gradio_client import Client
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import KernelManager
from processes import PATIENCE, runs, wait_until_gone
from studio_process import open_studio

OPEN = """
import os
from studio import Studio
st = Studio({home!r}, backend="sketch")
"""
SPEAK = """
take = st.design("A calm, low voice.", "Good evening.", takes=1, seed=7)[0]
print(take.label, os.getpid(), st.status.pid)
"""


class Notebook:
    """A kernel as JupyterLab runs one."""

    def __init__(self, home: Path) -> None:
        self.home = home
        self.manager = KernelManager(transport="ipc")
        self.manager.start_kernel()
        self.client = self._connected()

    def _connected(self) -> BlockingKernelClient:
        client: BlockingKernelClient = self.manager.client()
        client.start_channels()
        client.wait_for_ready(timeout=PATIENCE)
        return client

    def run(self, source: str) -> str:
        """Run a cell, and return what it prints."""
        printed: list[str] = []

        def receive(message: dict[str, Any]) -> None:
            content = message["content"]
            assert message["msg_type"] != "error", content
            printed.append(content.get("text", ""))

        self.client.execute_interactive(source, timeout=PATIENCE, output_hook=receive)
        return "".join(printed)

    def speak(self) -> tuple[str, int, int]:
        """Make a take; return its label, the kernel's process, and the process that made it."""
        label, kernel, worker = self.run(SPEAK).split()
        return label, int(kernel), int(worker)

    def restart(self) -> None:
        """Restart the kernel, as the button does."""
        self.client.stop_channels()
        self.manager.restart_kernel()
        self.client = self._connected()

    def close(self) -> None:
        """End the kernel, if it runs."""
        if not self.manager.has_kernel:
            return
        self.client.stop_channels()
        self.manager.shutdown_kernel()
        self.manager.cleanup_resources()


@pytest.fixture
def notebook(tmp_path: Path) -> Iterator[Notebook]:
    """Yield a notebook with the studio of the home folder open."""
    opened = Notebook(tmp_path)
    opened.run(OPEN.format(home=str(tmp_path)))
    yield opened
    opened.close()


def page_speaks(address: str) -> str:
    """Make a take on the page, and return its label."""
    client = Client(address, verbose=False, analytics_enabled=False)
    [take] = client.predict("A calm, low voice.", "Good evening.", takes=1, seed="7", api_name="/design")
    client.close()
    return str(take["label"])


def workers_of(*programs: int) -> list[int]:
    """Return the generation processes of programs."""
    started = [each for program in programs for each in psutil.Process(program).children(recursive=True)]
    return [each.pid for each in started if runs(each.pid) and "studio.worker" in each.cmdline()]


def test_page_and_notebook_speak_through_one_process(tmp_path: Path, notebook: Notebook) -> None:
    with open_studio(tmp_path) as address:
        assert page_speaks(address) == "v1·1"
        label, kernel, worker = notebook.speak()
        page = psutil.Process(worker).ppid()

        assert label == "v2·1"
        assert page != kernel
        assert workers_of(page, kernel) == [worker]

        notebook.close()
        wait_until_gone(kernel)
        assert page_speaks(address) == "v3·1"
        assert workers_of(page) == [worker]
    wait_until_gone(worker, page)


def test_kernel_that_is_restarted_leaves_no_process_and_the_page_goes_on(tmp_path: Path, notebook: Notebook) -> None:
    _, kernel, worker = notebook.speak()
    with open_studio(tmp_path) as address:
        assert page_speaks(address) == "v2·1"
        assert workers_of(kernel) == [worker]

        notebook.restart()
        wait_until_gone(kernel, worker)
        assert page_speaks(address) == "v3·1"

        notebook.run(OPEN.format(home=str(tmp_path)))
        label, kernel, shared = notebook.speak()
        page = psutil.Process(shared).ppid()
        assert label == "v4·1"
        assert workers_of(page, kernel) == [shared]
    wait_until_gone(shared, page)
