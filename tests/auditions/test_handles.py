"""Handles: waited for, awaited, iterated over; and an interrupt in any of these cancels the work."""

import asyncio
import os
import subprocess
import sys
from functools import partial
from pathlib import Path

import pytest
from processes import PATIENCE

import studio.engine.shared as shared
from studio import Audition, Cancelled, Studio, TakeFailed, Takes, TookTooLong
from studio.engine.engine import Engine

WORKER = Path(__file__).parents[1] / "support" / "misbehaving_worker.py"
DESCRIPTION = "a calm woman"


@pytest.fixture(scope="module")
def st(tmp_path_factory):
    """A studio whose worker follows instructions in the text."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(shared, "Engine", partial(Engine, command=(sys.executable, "-P", str(WORKER))))
        with Studio(tmp_path_factory.mktemp("home"), backend="sketch") as st:
            yield st


def test_loop_yields_the_takes_as_they_finish(st, tmp_path):
    audition = st.start_design(DESCRIPTION, f"lead until {tmp_path / 'go'}", takes=2, seed=1)
    seen = []
    for take in audition:
        seen.append((take.recipe.seed, audition.over))
        (tmp_path / "go").touch()

    assert seen[0] == (1, False)
    assert [seed for seed, _ in seen] == [1, 2]
    assert audition.wait() == audition.state.finished
    assert isinstance(audition.wait(), Takes)


def test_loop_ends_with_the_reason_after_the_takes_that_were_finished(st):
    audition = st.start_design(DESCRIPTION, "lead until never", takes=2, seed=1)
    takes = iter(audition)
    first = next(takes)
    audition.cancel()
    with pytest.raises(Cancelled):
        next(takes)

    assert audition.state.finished == (first,)


def test_waiting_gives_up_after_a_timeout_and_the_work_goes_on(st, tmp_path):
    audition = st.start_design(DESCRIPTION, f"wait for {tmp_path / 'go'}", takes=1)
    with pytest.raises(TookTooLong) as given_up:
        audition.wait(timeout=0.01)
    assert given_up.value.code == "wait-timeout"
    assert repr(audition).endswith("0 of 1 takes finished>")
    (tmp_path / "go").touch()

    assert len(audition.wait(timeout=PATIENCE)) == 1
    assert repr(audition) == "<Audition done, 1 of 1 takes finished>"


def test_await_returns_the_takes_and_an_async_loop_yields_them(st, tmp_path):
    async def story():
        audition = st.start_design(DESCRIPTION, f"lead until {tmp_path / 'go'}", takes=2, seed=1)
        async for _ in audition:
            (tmp_path / "go").touch()
        return await audition, audition

    takes, audition = asyncio.run(story())
    assert takes == audition.state.finished
    assert len(takes) == 2


def test_await_raises_why_it_failed(st):
    async def story():
        await st.start_design(DESCRIPTION, "silent", takes=1)

    with pytest.raises(TakeFailed):
        asyncio.run(story())


@pytest.mark.parametrize("how", ["await", "async for"])
def test_cancelling_the_task_that_awaits_cancels_the_work(st, how):
    async def story(audition: Audition):
        async def wait():
            if how == "await":
                await audition
            async for _ in audition:
                pass

        task = asyncio.create_task(wait())
        await asyncio.sleep(0)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        await asyncio.to_thread(audition.join)

    audition = st.start_design(DESCRIPTION, "wait for never", takes=1)
    asyncio.run(story(audition))
    assert audition.state.phase == "cancelled"


INTERRUPTED = """
import os, signal, sys, threading, time, traceback
from functools import partial
import studio.engine.shared as shared
from studio import ConsistencyTest, DeliveryProposal, Remix, Studio
from studio.engine.engine import Engine

shared.Engine = partial(Engine, command=(sys.executable, "-P", sys.argv[2]))
audition = lambda: st.start_design("a calm woman", "wait for never", takes=2)
kinds = {
    "audition": audition,
    "remix": lambda: Remix(None, "warmer", None, audition(), "", audition(), None),
    "proposal": lambda: DeliveryProposal(audition(), None, "sad"),
    "test": lambda: ConsistencyTest(audition(), "reference"),
}
ways = {
    "wait": lambda handle: handle.wait(),
    "follow": lambda handle: list(handle.follow()),
    "for": lambda handle: list(handle),
    "stream": lambda handle: list(handle.stream()),
}

def interrupt():
    "Press Ctrl-C once the main thread sleeps in a wait."
    files = []
    while threading.__file__ not in files[:1] or not any("studio/auditions" in file for file in files):
        time.sleep(0.001)
        frame = sys._current_frames()[threading.main_thread().ident]
        files = [frame.f_code.co_filename for frame, _ in traceback.walk_stack(frame)]
    os.kill(os.getpid(), signal.SIGINT)

with Studio(sys.argv[1], backend="sketch") as st:
    for kind, way in [word.split("/") for word in sys.argv[3:]]:
        handle = kinds[kind]()
        next(state for state in handle.follow() if state.phase == "working" or kind == "remix")
        thread = threading.Thread(target=interrupt)
        thread.start()
        try:
            ways[way](handle)
        except KeyboardInterrupt:
            handle.join()
            print(f"{kind}/{way}", handle.state.phase)
        thread.join()
"""


IN_A_CELL = """
import os, signal, sys
from functools import partial
from IPython.core.interactiveshell import InteractiveShell
import studio.engine.shared as shared
from studio import Studio
from studio.engine.engine import Engine

shared.Engine = partial(Engine, command=(sys.executable, "-P", sys.argv[2]))
with Studio(sys.argv[1], backend="sketch") as st:
    names = {"start": lambda: st.start_design("a calm woman", "lead until never", takes=2, seed=1)}
    names["interrupt"] = lambda: os.kill(os.getpid(), signal.SIGINT)
    shell = InteractiveShell.instance(user_ns=names)
    shell.run_cell("a, b = start(), start()\\nfor take in a: break")
    print(names["a"].over)
    shell.run_cell("for state in b.follow(): interrupt()")
    names["b"].join()
    shell.run_cell("for take in a: interrupt()")
    names["a"].join()
    print(names["b"].state.phase, names["a"].state.phase, len(names["a"].state.finished))
"""


def test_an_interrupt_in_the_body_of_a_loop_cancels_it_at_the_end_of_the_cell(tmp_path):
    done = subprocess.run(
        [sys.executable, "-c", IN_A_CELL, str(tmp_path), str(WORKER)],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
        env={**os.environ, "IPYTHONDIR": str(tmp_path / "ipython")},
    )

    assert done.stderr == ""
    lines = done.stdout.splitlines()
    assert "False" in lines
    assert lines[-1] == "cancelled cancelled 1"


def test_an_interrupt_cancels_whatever_waits(tmp_path):
    ways = ["audition/wait", "audition/follow", "audition/for", "audition/stream", "remix/wait", "proposal/for"]
    ways += ["test/follow"]
    done = subprocess.run(
        [sys.executable, "-c", INTERRUPTED, str(tmp_path), str(WORKER), *ways],
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )

    assert done.stderr == ""
    assert done.stdout.splitlines() == [f"{way} cancelled" for way in ways]
