"""The `studio` command, also as `python -m studio`; it handles Ctrl-C from its first moment to its last."""

import gc
import sys

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
        return cli.main()
    except BaseException:
        if was_asked():
            return STOPPED
        raise
    finally:
        end_at_once()
        gc.freeze()  # else the interpreter's last collection visits every object of Gradio, which takes a second


if __name__ == "__main__":
    sys.exit(main())
