"""The `studio` command with the misbehaving worker and short timeouts; takes the same arguments.

STUDIO_TEST_MODEL names the worker's model.
"""

import os
import sys
from dataclasses import replace
from pathlib import Path

import studio.engine.shared as shared
from studio.__main__ import main
from studio.engine.engine import Engine
from studio.engine.timeouts import Timeouts

COMMAND = (sys.executable, "-P", str(Path(__file__).parent / "misbehaving_worker.py"))


def misbehaving_engine(choice, home, **more):
    model = os.environ.get("STUDIO_TEST_MODEL", "fine")
    return Engine(replace(choice, model=model), home, Timeouts(stalled=1.0, cancel=3.0, exit=4.0), COMMAND, **more)


if __name__ == "__main__":
    shared.Engine = misbehaving_engine
    sys.exit(main())
