"""`python -m studio.worker FD EPOCH`: started by the engine, never by hand."""

import sys

from studio.worker.main import main

if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
