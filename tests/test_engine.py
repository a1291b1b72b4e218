"""What the engine promises, whatever the generation process does."""

import os
import queue
import signal
import subprocess
import sys
import threading
from pathlib import Path

import psutil
import pytest

from studio.engine.engine import Engine, Limits
from studio.engine.job import Advanced, Completed, Ended, Queued, Sounded, Started
from studio.engine.restart import RestartPolicy
from studio.engine.weights import Choice
from studio.errors import (
    Cancelled,
    EngineBusy,
    EngineClosed,
    EngineFailed,
    ModelMissing,
    ModelUnusable,
    TakeFailed,
    TookTooLong,
    WorkerCrashed,
)
from studio.voice.recipe import audition_recipes

WORKER = Path(__file__).parent / "misbehaving_worker.py"


@pytest.fixture
def make_engine(tmp_path):
    engines = []

    def make(model="fine", limits=None, worker=WORKER):
        command = (sys.executable, "-P", str(worker))
        engine = Engine(
            Choice("misbehaving", model, "test"), tmp_path / "worker.log", limits, command, RestartPolicy((0.0,) * 4)
        )
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        engine.close()


def ask(engine, text, takes=1, client=""):
    return engine.submit(audition_recipes("a voice", text, takes=takes, seed=1), client)


def end_of(job):
    """Wait for the job's end, and see that it is the only one."""
    events = list(job.events())
    assert [isinstance(event, Ended) for event in events].count(True) == 1
    return events[-1].error


def versions_of(job):
    return next(event.recipe.versions for event in job.events() if isinstance(event, Completed))


def pid_of(job):
    return int(versions_of(job)["pid"])


def until_working(job):
    """Read the job's events until the worker has made a frame of it."""
    for event in job.events():
        if isinstance(event, Advanced):
            return
    raise AssertionError("the job ended before it made a frame")


def test_a_job_tells_its_story_in_order(make_engine):
    events = list(ask(make_engine(), "speak 3", takes=2).events())
    kinds = [type(event) for event in events]

    assert kinds[0] is Queued
    assert kinds[1] is Started
    assert kinds[-1] is Ended
    assert events[-1].error is None
    assert [event.take for event in events if isinstance(event, Completed)] == [0, 1]
    assert sum(len(event.samples) for event in events if isinstance(event, Sounded) and event.take == 0) == 3 * 1920


def test_the_model_runs_on_the_main_thread_of_another_process(make_engine):
    versions = versions_of(ask(make_engine(), "speak"))

    assert versions["thread"] == "MainThread"
    assert int(versions["pid"]) != os.getpid()


def test_jobs_of_one_client_run_in_the_order_they_came(make_engine, tmp_path):
    engine = make_engine()
    jobs = [ask(engine, f"wait for {tmp_path / 'go'}"), *(ask(engine, "speak") for _ in range(4))]
    (tmp_path / "go").touch()

    assert [versions_of(job)["nth"] for job in jobs] == ["1", "2", "3", "4", "5"]


def test_a_hundred_callers_at_once_are_each_answered_once_or_refused(make_engine):
    engine = make_engine()
    answers = queue.SimpleQueue()

    def call(client):
        try:
            answers.put(end_of(ask(engine, "speak", client=str(client))))
        except EngineBusy as busy:
            answers.put(busy)

    callers = [threading.Thread(target=call, args=(client,)) for client in range(100)]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()

    assert [type(answers.get()) in (type(None), EngineBusy) for _ in callers] == [True] * 100


@pytest.mark.parametrize("name", ["SIGSEGV", "SIGABRT", "SIGKILL", "SIGBUS"])
def test_a_crash_fails_its_job_with_the_signals_name_and_the_next_job_works(make_engine, name):
    engine = make_engine()
    crashing, queued = ask(engine, f"die {name}"), ask(engine, "speak")

    error = end_of(crashing)
    assert isinstance(error, WorkerCrashed)
    assert name in error.what
    assert error.details["signal"] == name
    assert end_of(queued) is None
    assert engine.status.restarts == 1


def test_a_killed_worker_fails_the_job_at_hand_only(make_engine):
    engine = make_engine()
    running = ask(engine, "speak 100000000")
    until_working(running)
    os.kill(engine.status.pid, signal.SIGKILL)

    assert isinstance(end_of(running), WorkerCrashed)
    assert end_of(ask(engine, "speak")) is None


def test_an_unexpected_error_ends_the_process_because_its_model_is_in_doubt(make_engine):
    engine = make_engine()
    first = pid_of(ask(engine, "speak"))
    error = end_of(ask(engine, "raise"))

    assert isinstance(error, WorkerCrashed)
    assert "[METAL] Command buffer execution failed" in error.what
    assert pid_of(ask(engine, "speak")) != first


def test_four_crashes_within_a_minute_end_in_failed(make_engine):
    engine = make_engine("dies")
    error = end_of(ask(engine, "speak"))

    assert isinstance(error, EngineFailed)
    assert "SIGABRT" in error.what
    assert engine.status.state == "failed"
    with pytest.raises(EngineFailed):
        ask(engine, "speak")


def test_restart_revives_a_failed_engine(make_engine, tmp_path):
    engine = make_engine(f"missing until {tmp_path / 'mended'}")
    assert isinstance(end_of(ask(engine, "speak")), ModelMissing)
    (tmp_path / "mended").touch()
    engine.restart()

    assert end_of(ask(engine, "speak")) is None


@pytest.mark.parametrize(("model", "kind"), [("missing", ModelMissing), ("broken", ModelUnusable)])
def test_a_model_that_does_not_load_fails_at_once_and_says_why(make_engine, model, kind):
    engine = make_engine(model)
    error = end_of(ask(engine, "speak"))

    assert isinstance(error, kind)
    assert engine.status.state == "failed"
    assert engine.status.restarts == 0


@pytest.mark.parametrize("text", ["not a number", "nothing"])
def test_a_take_without_usable_sound_fails_and_the_process_stays(make_engine, text):
    engine = make_engine()
    first = pid_of(ask(engine, "speak"))

    assert isinstance(end_of(ask(engine, text)), TakeFailed)
    assert pid_of(ask(engine, "speak")) == first


def test_cancelling_stops_between_two_frames_and_the_process_stays(make_engine):
    engine = make_engine()
    first = pid_of(ask(engine, "speak"))
    running = ask(engine, "speak 100000000")
    until_working(running)
    engine.cancel(running)
    engine.cancel(running)

    assert isinstance(end_of(running), Cancelled)
    assert pid_of(ask(engine, "speak")) == first


def test_cancelling_a_job_that_waits_is_instant(make_engine, tmp_path):
    engine = make_engine()
    running, waiting = ask(engine, f"wait for {tmp_path / 'go'}"), ask(engine, "speak")
    until_working(running)
    engine.cancel(waiting)

    assert waiting.ended
    assert isinstance(end_of(waiting), Cancelled)
    (tmp_path / "go").touch()
    assert end_of(running) is None


def test_cancelling_after_the_end_changes_nothing(make_engine):
    engine = make_engine()
    job = ask(engine, "speak")
    assert end_of(job) is None
    engine.cancel(job)

    assert end_of(ask(engine, "speak")) is None


def test_a_worker_deaf_to_cancelling_is_ended(make_engine):
    engine = make_engine(limits=Limits(cancel=0.3))
    deaf = ask(engine, "deaf")
    until_working(deaf)
    engine.cancel(deaf)

    assert isinstance(end_of(deaf), Cancelled)
    assert end_of(ask(engine, "speak")) is None


def test_a_worker_that_makes_no_step_is_ended_and_the_job_says_so(make_engine):
    engine = make_engine(limits=Limits(stalled=0.2, hung=0.6))

    assert isinstance(end_of(ask(engine, "hang")), TookTooLong)
    assert end_of(ask(engine, "speak")) is None


def test_a_worker_without_a_heartbeat_is_ended(make_engine):
    engine = make_engine(limits=Limits(silent=2.5))
    running = ask(engine, "speak 100000000")
    until_working(running)
    os.kill(engine.status.pid, signal.SIGSTOP)

    assert isinstance(end_of(running), TookTooLong)
    assert end_of(ask(engine, "speak")) is None


def test_the_queue_refuses_at_once_when_it_is_full(make_engine, tmp_path):
    engine = make_engine()
    running = ask(engine, f"wait for {tmp_path / 'go'}")
    until_working(running)
    waiting = [ask(engine, "speak") for _ in range(32)]
    with pytest.raises(EngineBusy):
        ask(engine, "speak")
    (tmp_path / "go").touch()

    assert [end_of(job) for job in waiting] == [None] * 32


def test_an_idle_worker_leaves_and_the_next_job_starts_another(make_engine):
    engine = make_engine(limits=Limits(idle=0.2))
    first = pid_of(ask(engine, "speak"))
    psutil.Process(first).wait(timeout=30) if psutil.pid_exists(first) else None

    assert pid_of(ask(engine, "speak")) != first
    assert engine.status.restarts == 0


def test_closing_ends_every_job_and_the_process(make_engine):
    engine = make_engine()
    running, waiting = ask(engine, "speak 100000000"), ask(engine, "speak")
    until_working(running)
    pid = engine.status.pid
    engine.close()

    assert isinstance(end_of(running), EngineClosed | Cancelled)
    assert isinstance(end_of(waiting), EngineClosed)
    assert not psutil.pid_exists(pid)
    with pytest.raises(EngineClosed):
        ask(engine, "speak")


@pytest.mark.parametrize("worker", ["garbage", "oversized", "truncated", "silent exit"])
def test_a_worker_that_breaks_the_protocol_is_ended(make_engine, tmp_path, worker):
    lines = {
        "garbage": "connection.send_bytes(b'\\x00\\x00\\x00\\x05hello')",
        "oversized": "os.write(fd, struct.pack('!i', 2**30))",
        "truncated": "os.write(fd, struct.pack('!i', 1000) + b'half')",
        "silent exit": "pass",
    }
    script = tmp_path / "broken_worker.py"
    script.write_text(
        "import os, struct, sys, time\nfrom multiprocessing.connection import Connection\n"
        "fd = int(sys.argv[1])\nconnection = Connection(fd)\n" + lines[worker] + "\n"
    )

    assert isinstance(end_of(ask(make_engine(worker=script), "speak")), EngineFailed)


def test_stale_and_unknown_frames_are_dropped(make_engine, tmp_path):
    script = tmp_path / "stale_worker.py"
    script.write_text(f"""
import sys
sys.path.insert(0, {str(WORKER.parent)!r})
import json, struct
from multiprocessing.connection import Connection
import os
fd = os.dup(int(sys.argv[1]))
connection = Connection(fd)
def frame(**header):
    data = json.dumps(header).encode()
    connection.send_bytes(struct.pack(">I", len(data)) + data)
frame(kind="Ready", seq=1, epoch=99, backend="stale", model="stale")
frame(kind="Gossip", seq=-1, epoch=int(sys.argv[2]))
from misbehaving_worker import Misbehaving, main
sys.exit(main(sys.argv[1:], Misbehaving))
""")
    engine = make_engine(worker=script)

    assert end_of(ask(engine, "speak")) is None
    assert engine.status.model == "fine"


def test_the_worker_is_gone_when_its_parent_is_killed(tmp_path):
    program = f"""
import sys, time
from pathlib import Path
from studio.engine.engine import Engine
from studio.engine.weights import Choice
engine = Engine(Choice("misbehaving", "fine", ""), Path({str(tmp_path / "worker.log")!r}),
                command=(sys.executable, "-P", {str(WORKER)!r}))
engine.start()
while engine.status.state != "ready":
    time.sleep(0.01)
print(engine.status.pid, flush=True)
time.sleep(600)
"""
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    with parent, parent.stdout:
        worker = psutil.Process(int(parent.stdout.readline()))
        parent.kill()
        worker.wait(timeout=30)

    assert not worker.is_running()


def test_the_connection_is_private_to_the_two_processes(make_engine):
    engine = make_engine()
    end_of(ask(engine, "speak"))
    worker = psutil.Process(engine.status.pid)

    assert worker.net_connections("inet") == []
    assert {connection.raddr for connection in worker.net_connections("unix")} == {""}
