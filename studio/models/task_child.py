"""The child process of a task: writes messages as lines of JSON, and exits when its parent is gone."""

import json
import os
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from studio.errors import StudioError, to_wire


@contextmanager
def report() -> Iterator[Callable[..., None]]:
    """Yield a function that writes a message; an error of the studio becomes the last message.

    What libraries print goes to standard error. The process exits when its standard input closes, because then its
    parent is gone.
    """
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    threading.Thread(target=_exit_with_the_parent, daemon=True).start()

    def line(**facts: Any) -> None:
        out.write(json.dumps(facts) + "\n")
        out.flush()

    try:
        yield line
    except StudioError as error:
        line(phase="failed", error=to_wire(error))
    finally:
        out.close()


def _exit_with_the_parent() -> None:
    while os.read(0, 1024):
        pass
    os._exit(1)
