"""Loads Gradio: nothing goes to the internet, its files lie in the home folder, and half of its start is left out."""

import atexit
import inspect
import os
import shutil
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from studio.errors import StorageFailed
from studio.models.proxies import proxies_hidden
from studio.store.files import make_private_folder
from studio.store.temporary import temporary_folder

_lock = threading.Lock()


def load_gradio(home: Path) -> Any:
    """Return Gradio; the first call imports it, which takes a second or two.

    Parameters
    ----------
    home : pathlib.Path
        The home folder, in whose cache Gradio keeps its files; where it cannot be written, they lie in a temporary
        folder. Only the first call's counts.
    """
    os.environ["GRADIO_ANALYTICS_ENABLED"] = "False"
    os.environ["GRADIO_TEMP_DIR"] = str(_folder_of_files(home))
    with _lock, proxies_hidden(), _interface_files_left_out():  # a page on this machine needs no proxy
        import gradio
    return gradio


def _folder_of_files(home: Path) -> Path:
    folder = home / "cache" / "gradio"
    with suppress(StorageFailed):
        make_private_folder(folder)
    if os.access(folder, os.W_OK):
        return folder
    temporary = temporary_folder("gradio")
    atexit.register(shutil.rmtree, temporary, ignore_errors=True)
    return temporary


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
