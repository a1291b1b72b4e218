"""The engine's behaviour, also when the generation process fails in any way."""

import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import psutil
import pytest
from processes import runs, until, wait_until_gone

from studio.domain.recipe import audition_recipes
from studio.engine.backend_choice import Choice
from studio.engine.crash_reports import read_crashes
from studio.engine.engine import Engine
from studio.engine.events import (
    JobEnded,
    JobQueued,
    JobStarted,
    TakeChunk,
    TakeDone,
    TakeProgress,
    TakeReading,
    TakeRepeated,
)
from studio.engine.memory_limit import MemoryLimits
from studio.engine.queue import Job
from studio.engine.restart_policy import RestartPolicy
from studio.engine.timeouts import Timeouts
from studio.engine.worker_log import LIMIT
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

WORKER = Path(__file__).parents[1] / "support" / "misbehaving_worker.py"


@pytest.fixture
def make_engine(tmp_path):
    engines = []

    def make(model="fine", timeouts=None, memory=None, worker=WORKER):
        command = (sys.executable, "-P", str(worker))
        choice, policy = Choice("misbehaving", model, "test"), RestartPolicy((0.0,) * 4)
        engine = Engine(choice, tmp_path, timeouts, command, policy, memory)
        engines.append(engine)
        return engine

    yield make
    for engine in engines:
        engine.close()


def ask(engine, text, takes=1, client=""):
    return engine.submit(Job(audition_recipes("a voice", text, takes=takes, seed=1), client))


def end_of(job):
    """Return the error of the job's only `JobEnded`."""
    events = list(job.events())
    assert [isinstance(event, JobEnded) for event in events].count(True) == 1
    return events[-1].error


def versions_of(job):
    return next(event.recipe.versions for event in job.events() if isinstance(event, TakeDone))


def pid_of(job):
    return int(versions_of(job)["pid"])


def until_working(job):
    """Read the job's events up to its first progress."""
    for event in job.events():
        if isinstance(event, TakeProgress):
            return
    raise AssertionError("the job ended without progress")


def test_events_of_a_job_arrive_in_order(make_engine):
    events = list(ask(make_engine(), "speak 3", takes=2).events())
    kinds = [type(event) for event in events]

    assert kinds[0] is JobQueued
    assert kinds[1] is JobStarted
    assert kinds[-1] is JobEnded
    assert events[-1].error is None
    assert [event.take for event in events if isinstance(event, TakeDone)] == [0, 1]
    assert sum(len(event.samples) for event in events if isinstance(event, TakeChunk) and event.take == 0) == 3 * 1920


def test_progress_is_sent_from_the_first_step_at_most_ten_times_a_second(make_engine):
    engine = make_engine()
    started = time.monotonic()
    progress = [event for event in ask(engine, "speak 2000").events() if isinstance(event, TakeProgress)]

    assert progress[0].step <= 1
    assert len(progress) <= 1 + 10 * (time.monotonic() - started)


def test_model_runs_on_the_main_thread_of_another_process(make_engine):
    versions = versions_of(ask(make_engine(), "speak"))

    assert versions["thread"] == "MainThread"
    assert int(versions["pid"]) != os.getpid()


def test_jobs_of_one_client_run_in_order(make_engine, tmp_path):
    engine = make_engine()
    jobs = [ask(engine, f"wait for {tmp_path / 'go'}"), *(ask(engine, "speak") for _ in range(4))]
    (tmp_path / "go").touch()

    assert [versions_of(job)["nth"] for job in jobs] == ["1", "2", "3", "4", "5"]


def test_each_of_a_hundred_concurrent_callers_is_answered_once_or_refused(make_engine):
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
def test_crash_fails_its_job_with_the_signal_name_and_the_next_job_works(make_engine, name):
    engine = make_engine()
    crashing, queued = ask(engine, f"die {name}"), ask(engine, "speak")

    error = end_of(crashing)
    assert isinstance(error, WorkerCrashed)
    assert name in error.what
    assert error.details["signal"] == name
    assert end_of(queued) is None
    assert engine.status.restarts == 1


def test_killed_worker_fails_only_the_running_job(make_engine):
    engine = make_engine()
    running = ask(engine, "speak 100000000")
    until_working(running)
    os.kill(engine.status.pid, signal.SIGKILL)

    assert isinstance(end_of(running), WorkerCrashed)
    assert end_of(ask(engine, "speak")) is None


def test_unexpected_error_replaces_the_worker(make_engine):
    engine = make_engine()
    first = pid_of(ask(engine, "speak"))
    error = end_of(ask(engine, "raise"))

    assert isinstance(error, WorkerCrashed)
    assert "[METAL] Command buffer execution failed" in error.what
    assert any("[METAL]" in line for line in error.details["log"])
    assert error.details["job"]
    assert error.next_step
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


def test_failed_load_is_tried_again_on_the_next_request(make_engine, tmp_path):
    engine = make_engine(f"missing until {tmp_path / 'mended'}")
    refusals = [end_of(ask(engine, "speak")) for _ in range(2)]
    (tmp_path / "mended").touch()

    assert [type(refusal) for refusal in refusals] == [ModelMissing, ModelMissing]
    assert refusals[0] is not refusals[1]
    assert end_of(ask(engine, "speak")) is None


def test_hanging_load_is_killed(make_engine):
    engine = make_engine("hangs", timeouts=Timeouts(load=0.3))

    assert isinstance(end_of(ask(engine, "speak")), EngineFailed)


PAUSED = """
import sys
from pathlib import Path
from studio.engine.timeouts import Timeouts
from studio.engine.worker_log import LIMIT
from studio.engine.engine import Engine
from studio.engine.events import JobEnded, TakeProgress, TakeReading
from studio.engine.queue import Job
from studio.engine.backend_choice import Choice
from studio.domain.recipe import audition_recipes
home = Path(sys.argv[1])
timeouts = Timeouts(stalled=2.5, hung=8, heartbeat=8)
engine = Engine(Choice("misbehaving", "fine", ""), home, timeouts, (sys.executable, "-P", sys.argv[2]))
job = engine.submit(Job(audition_recipes("a voice", f"wait for {home / 'go'}", takes=1, seed=1)))
for event in job.events():
    if isinstance(event, TakeProgress):
        print("working", flush=True)
        break
sys.stdin.readline()
(home / "go").touch()
print([event.error for event in job.events() if isinstance(event, JobEnded)], flush=True)
engine.close()
"""


def test_suspending_the_studio_harms_no_job(tmp_path):
    command = [sys.executable, "-c", PAUSED, str(tmp_path), str(WORKER)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as paused:
        assert paused.stdout.readline() == "working\n"
        paused.send_signal(signal.SIGSTOP)
        time.sleep(9.0)  # longer than the timeouts: the pause is what is tested
        paused.send_signal(signal.SIGCONT)
        said, _ = paused.communicate("go\n")

    assert said == "[None]\n"


@pytest.mark.parametrize(("model", "kind"), [("missing", ModelMissing), ("broken", ModelUnusable)])
def test_failed_load_fails_the_job_at_once_with_the_reason(make_engine, model, kind):
    engine = make_engine(model)
    error = end_of(ask(engine, "speak"))

    assert isinstance(error, kind)
    assert engine.status.state == "failed"
    assert engine.status.restarts == 0


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("not a number", "not numbers"),
        ("nothing", "no sound"),
        ("silent", "silent"),
        ("runaway", "did not come to an end"),
        ("short text of which only a tenth of a second was spoken", "far too short"),
    ],
)
def test_take_that_fails_twice_is_not_delivered_and_the_worker_stays(make_engine, text, fault):
    engine = make_engine()
    first = pid_of(ask(engine, "speak"))
    events = list(ask(engine, text).events())

    assert [event for event in events if isinstance(event, TakeDone)] == []
    assert [fault in event.reason for event in events if isinstance(event, TakeRepeated)] == [True]
    assert isinstance(events[-1].error, TakeFailed)
    assert fault in events[-1].error.what
    assert pid_of(ask(engine, "speak")) == first


def test_take_that_fails_once_is_repeated_with_another_seed_and_others_stay(make_engine):
    events = list(ask(make_engine(), "silent unless the seed is large", takes=2).events())
    made = [event for event in events if isinstance(event, TakeDone)]

    assert events[-1].error is None
    assert [event.take for event in events if isinstance(event, TakeRepeated)] == [0, 1]
    assert [event.recipe.seed > 1000 for event in made] == [True, True]


def test_worker_ends_a_job_over_its_time_limit(make_engine):
    engine = make_engine(timeouts=Timeouts(start=3.0, frame=0.0))

    assert isinstance(end_of(ask(engine, "speak 100000000")), TookTooLong)
    assert end_of(ask(engine, "speak")) is None


def test_worker_over_its_memory_limit_is_replaced_between_two_jobs(make_engine):
    engine = make_engine(memory=MemoryLimits(worker=1))
    first = pid_of(ask(engine, "grow"))
    wait_until_gone(first)

    assert pid_of(ask(engine, "speak")) != first
    assert engine.status.restarts == 0


def test_crash_writes_a_report_and_the_newest_twenty_are_kept(make_engine, tmp_path):
    (tmp_path / "crashes").mkdir()
    for day in range(25):
        (tmp_path / "crashes" / f"202001{day + 1:02}.json").write_text('{"when": "2020", "what": "old"}')
    error = end_of(ask(make_engine(), "die SIGSEGV"))
    reports = read_crashes(tmp_path / "crashes")
    newest = json.loads(reports[0].path.read_text())

    assert len(reports) == 20
    assert error.details["report"] == str(reports[0].path)
    assert (newest["signal"], newest["recipes"][0]["text"]) == ("SIGSEGV", "die SIGSEGV")
    assert newest["versions"]["python"]
    assert any("Segmentation fault" in line for line in newest["log"])


def test_log_of_a_running_worker_is_bounded_and_the_crash_report_has_its_end(make_engine, tmp_path):
    engine, log = make_engine(), tmp_path / "logs" / "worker.log"
    old = log.with_suffix(".old.log")
    for _ in range(2):  # the second time, the old log is replaced
        assert end_of(ask(engine, "print 12000")) is None
        until(lambda: log.exists() and log.stat().st_size < LIMIT)
    assert end_of(ask(engine, "print 7")) is None
    error = end_of(ask(engine, "die SIGSEGV"))

    logged = [int(line) for line in (old.read_text() + log.read_text()).splitlines() if line.strip().isdecimal()]
    assert logged == [*range(12000), *range(7)]
    assert old.stat().st_size < 2 * LIMIT
    assert error.details["log"][0].strip().isdecimal()
    assert any("Segmentation fault" in line for line in error.details["log"])


def test_cancelling_stops_between_two_steps_and_the_worker_stays(make_engine):
    engine = make_engine()
    first = pid_of(ask(engine, "speak"))
    running = ask(engine, "speak 100000000")
    until_working(running)
    engine.cancel(running)
    engine.cancel(running)

    assert isinstance(end_of(running), Cancelled)
    assert pid_of(ask(engine, "speak")) == first


def test_cancelling_a_waiting_job_is_immediate(make_engine, tmp_path):
    engine = make_engine()
    running, waiting = ask(engine, f"wait for {tmp_path / 'go'}"), ask(engine, "speak")
    until_working(running)
    engine.cancel(waiting)

    assert waiting.ended
    assert isinstance(end_of(waiting), Cancelled)
    (tmp_path / "go").touch()
    assert end_of(running) is None


def test_cancelling_after_the_end_does_nothing(make_engine):
    engine = make_engine()
    job = ask(engine, "speak")
    assert end_of(job) is None
    engine.cancel(job)

    assert end_of(ask(engine, "speak")) is None


def test_cancelling_during_a_crash_ends_the_job_once(make_engine):
    engine = make_engine()
    running = ask(engine, "speak 100000000")
    until_working(running)
    os.kill(engine.status.pid, signal.SIGKILL)
    engine.cancel(running)

    assert isinstance(end_of(running), WorkerCrashed | Cancelled)
    assert end_of(ask(engine, "speak")) is None


def test_caller_that_never_reads_blocks_nobody(make_engine):
    engine = make_engine()
    unread = ask(engine, "flood", takes=8)

    assert end_of(ask(engine, "speak", client="another")) is None
    assert end_of(unread) is None


def test_running_out_of_memory_fails_the_job_and_the_next_one_works(make_engine):
    engine = make_engine()
    error = end_of(ask(engine, "exhaust"))

    assert isinstance(error, WorkerCrashed)
    assert "MemoryError" in error.what
    assert end_of(ask(engine, "speak")) is None


def test_worker_that_ignores_cancelling_is_killed(make_engine):
    engine = make_engine(timeouts=Timeouts(cancel=0.3))
    deaf = ask(engine, "deaf")
    until_working(deaf)
    engine.cancel(deaf)

    assert isinstance(end_of(deaf), Cancelled)
    assert end_of(ask(engine, "speak")) is None


def test_worker_without_progress_is_killed_and_the_job_fails(make_engine):
    engine = make_engine(timeouts=Timeouts(stalled=0.5, hung=3.0))

    error = end_of(ask(engine, "hang"))
    assert isinstance(error, TookTooLong)
    assert any("time.sleep" in line or "_speak" in line for line in error.details["log"])
    assert end_of(ask(engine, "speak")) is None


@pytest.mark.parametrize(("device", "neural", "frame"), [("Metal", True, 1), ("CPU", True, 40), ("CPU", False, 1)])
def test_time_limit_allows_for_slow_frames_on_a_cpu(device, neural, frame, monkeypatch):
    monkeypatch.setattr("studio.engine.timeouts.device", lambda: device)
    job = Job(audition_recipes("a voice", "speak", takes=1, seed=1))

    assert job.recipes[0].frame_cap > 0
    assert Timeouts().for_job(job, neural=neural) == 60 + 2 * frame * job.recipes[0].frame_cap


def test_reading_a_text_for_long_is_shown_and_ends_no_job(make_engine):
    engine = make_engine(timeouts=Timeouts(hung=1.5, start=0.4, frame=0.001))  # without reading, 0.6 s for the job
    job = ask(engine, "read 2")
    parts, states = [], []
    for event in job.events():
        if isinstance(event, TakeReading):
            parts.append(event.part)
            states.append((engine.status.state, engine.status.progress is not None))
        elif isinstance(event, JobEnded):
            assert event.error is None

    assert set(states[:-1]) == {("reading", True)}
    assert parts == sorted(parts)
    assert parts[-1] > 0.8


def test_hang_that_holds_the_gil_is_killed(make_engine):
    engine = make_engine(timeouts=Timeouts(heartbeat=8.0))

    assert isinstance(end_of(ask(engine, "hang holding the lock")), TookTooLong)
    assert end_of(ask(engine, "speak")) is None


def test_worker_without_a_heartbeat_is_killed(make_engine):
    engine = make_engine(timeouts=Timeouts(heartbeat=8.0))
    running = ask(engine, "speak 100000000")
    until_working(running)
    os.kill(engine.status.pid, signal.SIGSTOP)

    assert isinstance(end_of(running), TookTooLong)
    assert end_of(ask(engine, "speak")) is None


def test_full_queue_refuses_at_once(make_engine, tmp_path):
    engine = make_engine()
    running = ask(engine, f"wait for {tmp_path / 'go'}")
    until_working(running)
    waiting = [ask(engine, "speak") for _ in range(32)]
    with pytest.raises(EngineBusy):
        ask(engine, "speak")
    (tmp_path / "go").touch()

    assert [end_of(job) for job in waiting] == [None] * 32


def test_idle_worker_is_stopped_and_the_next_job_starts_another(make_engine):
    engine = make_engine(timeouts=Timeouts(idle=0.2))
    first = pid_of(ask(engine, "speak"))
    wait_until_gone(first)

    assert pid_of(ask(engine, "speak")) != first
    assert engine.status.restarts == 0


def test_idle_engine_loads_again_on_start(make_engine):
    engine = make_engine(timeouts=Timeouts(idle=0.2))
    first = pid_of(ask(engine, "speak"))
    until(lambda: engine.status.state == "idle")
    engine.start()

    until(lambda: engine.status.pid not in (None, first))


def test_closing_ends_every_job_and_the_worker(make_engine):
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


@pytest.mark.parametrize("text", ["deaf", "deaf even to SIGTERM"])
def test_closing_kills_a_worker_that_does_not_exit(make_engine, text):
    engine = make_engine(timeouts=Timeouts(exit=0.3))
    running = ask(engine, text)
    until_working(running)
    pid = engine.status.pid
    engine.close()

    assert isinstance(end_of(running), EngineClosed)
    assert not psutil.pid_exists(pid)


@pytest.mark.parametrize("worker", ["garbage", "oversized", "truncated", "silent exit", "closed"])
def test_worker_that_breaks_the_protocol_is_killed(make_engine, tmp_path, worker):
    lines = {
        "garbage": "connection.send_bytes(b'\\x00\\x00\\x00\\x05hello')",
        "oversized": "os.write(fd, struct.pack('!i', 2**30))",
        "truncated": "os.write(fd, struct.pack('!i', 1000) + b'half')",
        "silent exit": "pass",
        "closed": "connection.close()\ntime.sleep(600)",
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
frame(kind="Gossip", seq=1, epoch=int(sys.argv[2]))
frame(kind="WorkerFailed", seq=1, epoch=int(sys.argv[2]), error={{}})
from misbehaving_worker import Misbehaving, main
sys.exit(main(sys.argv[1:], Misbehaving))
""")
    engine = make_engine(worker=script)

    assert end_of(ask(engine, "speak")) is None
    assert engine.status.model == "fine"


def test_worker_exits_when_its_parent_is_killed(tmp_path):
    program = f"""
import sys, time
from pathlib import Path
from studio.engine.engine import Engine
from studio.engine.backend_choice import Choice
engine = Engine(Choice("misbehaving", "fine", ""), Path({str(tmp_path)!r}),
                command=(sys.executable, "-P", {str(WORKER)!r}))
engine.start()
while engine.status.state != "ready":
    time.sleep(0.01)
print(engine.status.pid, flush=True)
time.sleep(600)
"""
    parent = subprocess.Popen([sys.executable, "-c", program], stdout=subprocess.PIPE, text=True)
    with parent, parent.stdout:
        worker = int(parent.stdout.readline())
        assert runs(worker)
        parent.kill()
        wait_until_gone(worker)


def test_connection_is_private_to_the_two_processes(make_engine):
    engine = make_engine()
    end_of(ask(engine, "speak"))
    worker = psutil.Process(engine.status.pid)

    assert worker.net_connections("inet") == []
    assert {connection.raddr for connection in worker.net_connections("unix")} == {""}
