"""Run a notebook as often as copies are asked for, each time in a new kernel, and save what it shows.

A program of its own: nbclient leaves the sockets of its kernels to the end of the process.
"""

import sys
from pathlib import Path

import nbformat
from jupyter_client.manager import AsyncKernelManager
from nbclient import NotebookClient


def run(notebook: str, copy: str, timeout: float) -> None:
    """Run all cells in the folder of the copy, end the kernel, and save as JupyterLab saves by default."""
    cells = nbformat.read(notebook, 4)
    client = NotebookClient(
        cells,
        km=AsyncKernelManager(transport="ipc"),
        timeout=timeout,
        resources={"metadata": {"path": str(Path(copy).parent)}},
        store_widget_state=False,
    )
    client.execute()
    nbformat.write(cells, copy)


if __name__ == "__main__":
    source, seconds, *copies = sys.argv[1:]
    for target in copies:
        run(source, target, float(seconds))
