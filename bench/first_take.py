"""Time to the first sound: `python bench/first_take.py [--model FOLDER]`.

Prints milliseconds, the median of five runs each in a fresh process; the sketch backend unless a model is given.
"""

import argparse
import statistics
import subprocess
import sys
import tempfile
import time

RUNS = 5
COLD_TAKES = """
import sys, time
started = time.perf_counter()
from studio import Studio
imported = time.perf_counter()
with Studio(sys.argv[1], model=sys.argv[2] or None, backend="auto" if sys.argv[2] else "sketch") as studio:
    audition = studio.start_design("a calm woman", "Good evening, and welcome to the studio.", takes=4, seed=7)
    first = None
    for state in audition.follow():
        if first is None and state.finished:
            first = time.perf_counter()
    last = time.perf_counter()
    studio.design("a calm woman", "Good evening, and welcome to the studio.", takes=4, seed=8)
    again = time.perf_counter()
print(imported - started, first - started, last - started, again - last)
"""


def milliseconds(seconds: list[float]) -> str:
    """Return the median as text for the table."""
    return f"{1000 * statistics.median(seconds):6.0f} ms"


def timed(command: list[str]) -> float:
    """Return how many seconds a command takes."""
    started = time.perf_counter()
    subprocess.run(command, check=True, capture_output=True)
    return time.perf_counter() - started


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", default="", help="a checkpoint's folder, for qwen3")
    model = parser.parse_args().model
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-c", COLD_TAKES, home, model]
        runs = [[float(word) for word in subprocess.check_output(command, text=True).split()] for _ in range(RUNS)]
    imported, first, four, again = (list(column) for column in zip(*runs, strict=True))
    helped = [timed([sys.executable, "-m", "studio", "--help"]) for _ in range(RUNS)]
    print(f"import studio                             {milliseconds(imported)}")
    print(f"studio --help, whole process              {milliseconds(helped)}")
    print(f"first of four takes, from a cold start    {milliseconds(first)}")
    print(f"all four takes, from a cold start         {milliseconds(four)}")
    print(f"four more takes                           {milliseconds(again)}")


if __name__ == "__main__":
    main()
