"""A program's signal handler calls the studio while the program is calling it."""

import subprocess
import sys

import pytest

PROGRAM = """
import signal, sys, time
from studio import EngineBusy, Studio

def use():
    studio.status
    studio.rate(take, note="a note")
    try:
        studio.start_design("a calm woman", text="Hello.", takes=1).cancel()
    except EngineBusy:
        pass  # the queue is full

def handle(number, frame):
    global handled
    handled += 1
    use()
    signal.setitimer(signal.ITIMER_REAL, 0.003)

with Studio(home=sys.argv[1], backend="sketch") as owner, Studio(home=sys.argv[1]) as visitor:
    take = owner.design("a calm woman", text="Hello.", takes=1)[0]
    studio = {"owner": owner, "visitor": visitor}[sys.argv[2]]
    handled, until = 0, time.monotonic() + 2
    signal.signal(signal.SIGALRM, handle)
    signal.setitimer(signal.ITIMER_REAL, 0.003)
    while time.monotonic() < until or handled < 50:
        use()
    signal.setitimer(signal.ITIMER_REAL, 0)
"""


@pytest.mark.parametrize("program", ["owner", "visitor"])
def test_signal_handler_may_call_what_it_interrupts(tmp_path, program):
    subprocess.run([sys.executable, "-c", PROGRAM, str(tmp_path), program], check=True, timeout=60)
