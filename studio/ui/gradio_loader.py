"""Loads Gradio: nothing goes to the internet, its files lie in the home folder, and half of its start is left out."""

import inspect
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from studio.store.files import make_private_folder

_lock = threading.Lock()


def load_gradio(home: Path) -> Any:
    """Return Gradio; the first call imports it, which takes a second or two.

    Parameters
    ----------
    home : pathlib.Path
        The home folder, in whose cache Gradio keeps its files. Only the first call's counts.

    Raises
    ------
    StorageFailed
        If the cache cannot be created.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    files = home / "cache" / "gradio"
    make_private_folder(files)
    os.environ["GRADIO_TEMP_DIR"] = str(files)
    with _lock, _interface_files_left_out():
        import gradio
    return gradio


@contextmanager
def _interface_files_left_out() -> Iterator[None]:
    """Keep Gradio from writing a `.pyi` file beside each of its components while it is imported.

    Editors use these files; writing them takes as long as all other imports together. Gradio leaves out a class whose
    file cannot be found.
    """
    find_file = inspect.getfile

    def find_other_files(object: Any) -> str:
        if isinstance(object, type) and object.__module__.startswith("gradio."):
            raise OSError("not needed")
        return find_file(object)

    inspect.getfile = find_other_files
    try:
        yield
    finally:
        inspect.getfile = find_file
