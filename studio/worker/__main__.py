"""`python -m studio.worker FD EPOCH`: started by the engine, never by hand."""

import os
import sys

from studio.worker.main import main

if __name__ == "__main__":
    status = main(sys.argv[1:])
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(status)  # MLX can abort while an interpreter is taken down, and a library's thread can hold it up
