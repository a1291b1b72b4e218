"""List the modules that a request runs through: `python bench/request_path.py`.

One take is designed with the sketch in a new home folder after a first one, so that nothing is loaded meanwhile. A
module counts where at least one of its functions is called in this process or in the generation process between the
call of `Studio.design` and its return; importing it does not count.
"""

import os
import sys
import tempfile
import textwrap
import threading
import time
from pathlib import Path
from types import FrameType

import studio
from studio import Studio

ROOT = Path(studio.__file__).parent
DESCRIPTION, TEXT = "A calm, low male voice.", "Good evening, and welcome."
#: Becomes the generation process's `sitecustomize`: writes "milliseconds file" for each call, once in a millisecond.
TRACER = """
    import sys, threading, time
    seen = set()
    log = open({log!r}, "a", buffering=1)
    def trace(frame, event, argument):
        file = frame.f_code.co_filename
        if file.startswith({root!r}) and frame.f_code.co_name != "<module>":
            entry = f"{{int(1000 * time.monotonic())}} {{file}}\\n"
            if entry not in seen:
                seen.add(entry)
                log.write(entry)
    threading.settrace(trace)
    sys.settrace(trace)
"""


def path_of_a_request() -> tuple[set[str], set[str]]:
    """Return the modules called in this process and in the generation process."""
    ours: set[str] = set()

    def trace(frame: FrameType, event: str, argument: object) -> None:
        if frame.f_code.co_name != "<module>":
            ours.add(frame.f_code.co_filename)

    with tempfile.TemporaryDirectory() as folder:
        log = Path(folder) / "calls.txt"
        (Path(folder) / "sitecustomize.py").write_text(textwrap.dedent(TRACER).format(log=str(log), root=str(ROOT)))
        os.environ["PYTHONPATH"] = folder
        threading.settrace(trace)  # before any thread starts
        with Studio(Path(folder) / "home", backend="sketch") as session:
            session.design(DESCRIPTION, text=TEXT, takes=1, seed=1)
            ours.clear()
            start = time.monotonic()
            sys.settrace(trace)
            session.design(DESCRIPTION, text=TEXT, takes=1, seed=2)
            sys.settrace(None)
            end, here = time.monotonic(), set(ours)
        calls = [line.split(" ", 1) for line in log.read_text().splitlines()]
    there = {file for when, file in calls if 1000 * start <= int(when) <= 1000 * end}
    return _modules(here), _modules(there)


def _modules(files: set[str]) -> set[str]:
    return {str(Path(file).relative_to(ROOT)) for file in files if file.startswith(f"{ROOT}{os.sep}")}


def main() -> None:
    """Count and print."""
    here, there = path_of_a_request()
    for module in sorted(here | there):
        where = "both" if module in here & there else "studio" if module in here else "worker"
        print(f"{where:8}{module}")
    print(f"{len(here | there)} modules: {len(here)} in the studio's process, {len(there)} in the generation process")


if __name__ == "__main__":
    main()
