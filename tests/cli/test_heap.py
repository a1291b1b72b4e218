"""The command's threads share one heap."""

import subprocess
import sys

SCRIPT = """
import ctypes, sys, threading
from studio.cli.heap import share_one_heap
if sys.argv[1] == "shared":
    share_one_heap()
here = threading.Barrier(4)
def allocate():
    blocks = [bytearray(10_000) for _ in range(100)]
    here.wait()
threads = [threading.Thread(target=allocate) for _ in range(4)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
if sys.platform == "linux":
    ctypes.CDLL(None).malloc_stats()
"""


def heaps(how):
    done = subprocess.run([sys.executable, "-c", SCRIPT, how], capture_output=True, text=True, check=True)
    return max(1, done.stderr.count("Arena "))


def test_threads_allocate_from_one_heap():
    assert heaps("each its own") >= heaps("shared") == 1
