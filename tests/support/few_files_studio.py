"""The `studio` command where a process may have 256 open files; takes the same arguments."""

import resource
import sys

from studio.__main__ import main

if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_NOFILE, (256, 256))
    sys.exit(main())
