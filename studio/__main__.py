"""The `studio` command, also as `python -m studio`; it handles Ctrl-C from its first moment to its last."""

import atexit
import gc
import os
import sys
import threading
from typing import NoReturn

from studio.interrupt import STOPPED, close_first, end_at_once, was_asked

end_at_once()  # while the rest is imported

from studio.cli.heap import share_one_heap  # noqa: E402
from studio.cli.streams import prepare_streams  # noqa: E402

prepare_streams()  # before a file is opened
share_one_heap()  # before there are threads

from studio.cli import app as cli  # noqa: E402


def main() -> int:
    """Run the command.

    Returns
    -------
    int
        The exit code: 130 after Ctrl-C, otherwise that of `studio.cli.app.main`.
    """
    close_first()
    try:
        status = cli.main()
    except BaseException:
        if not was_asked():
            raise
        status = STOPPED
    finally:
        end_at_once()
        gc.freeze()  # else the interpreter's last collection visits every object of Gradio, which takes a second
    if was_asked() or threading.active_count() > 1:
        _exit_unfinalized(status)
    return status


def _exit_unfinalized(status: int) -> NoReturn:
    """Exit without finalizing the interpreter.

    Until Python 3.14, finalizing unwinds the other threads where they next need the interpreter, and a thread in C++
    code, such as soxr's or scipy's, then aborts the process ("terminate called without an active exception"). And
    after a Ctrl-C in code that an extension module runs, Python would end by the signal, not with the exit code.
    """
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)


if __name__ == "__main__":
    sys.exit(main())
