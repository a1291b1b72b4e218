"""Programs of one home folder share one engine."""

import contextlib
import json
import shutil
import signal
import subprocess
import sys
import threading
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from processes import PATIENCE, until, wait_until_gone
from studio_process import open_studio

import studio.engine.remote as remote
import studio.engine.shared as shared
from studio import Cancelled, EngineBusy, EngineClosed, StorageFailed, Studio, WorkerCrashed
from studio.domain.recipe import Recipe
from studio.engine.engine import Engine

DESCRIPTION = "a calm woman"
TEXT = "Good evening, and welcome."

OWNER = """
import sys
from studio import Studio
if sys.argv[2:]:
    sys.path.append(sys.argv[2])
    import misbehaving_studio
    misbehaving_studio.shared.Engine = misbehaving_studio.misbehaving_engine
studio = Studio(home=sys.argv[1])
studio.design("a calm woman", text="Hello.", takes=1)
print(studio.status.pid, flush=True)
sys.stdin.read()
studio.close()
"""


@pytest.fixture
def owner(tmp_path):
    """Run another program that owns the engine of `tmp_path`; yield it and its worker."""
    with running(OWNER, tmp_path) as program:
        yield program, psutil.Process(int(program.stdout.readline()))


@pytest.fixture
def slow_owner(tmp_path):
    """Run one with the misbehaving worker, so that it can stop after the first of several takes."""
    with running(OWNER, tmp_path, Path(__file__).parents[1] / "support") as program:
        yield program, psutil.Process(int(program.stdout.readline()))


@contextmanager
def running(*program):
    command = [sys.executable, "-c", *map(str, program)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        yield process
        process.kill()


@pytest.fixture
def studio(tmp_path):
    with Studio(home=tmp_path) as studio:
        yield studio


def test_second_program_uses_the_engine_of_the_first(owner, studio, tmp_path):
    worker, children = owner[1], psutil.Process().children()
    takes = studio.design(DESCRIPTION, text=TEXT, takes=2, seed=7)
    assert studio.status.pid == worker.pid
    assert set(psutil.Process().children()) <= set(children)
    with Studio(home=tmp_path / "elsewhere", backend="sketch") as alone:
        same = alone.design(DESCRIPTION, text=TEXT, takes=2, seed=7)
    assert [take.samples.tobytes() for take in takes] == [take.samples.tobytes() for take in same]


def test_cancelling_and_errors_work_between_programs(slow_owner, studio):
    audition = studio.start_design(DESCRIPTION, text="lead until never", takes=8)
    for state in audition.follow():
        if state.finished:
            audition.cancel()

    assert audition.state.phase == "cancelled"
    assert len(audition.state.finished) == 1
    crashed = studio.start_design(DESCRIPTION, text="lead until never", takes=8)
    next(state for state in crashed.follow() if state.finished)
    slow_owner[1].kill()
    with pytest.raises(WorkerCrashed, match="SIGKILL"):
        crashed.wait()
    assert len(studio.design(DESCRIPTION, text=TEXT, takes=1)) == 1


def test_engine_of_another_protocol_version_is_an_error_with_a_next_step(owner, studio, tmp_path):
    note = json.loads((tmp_path / "engine.json").read_text())
    (tmp_path / "engine.json").write_text(json.dumps(note | {"protocol": note["protocol"] - 1}))

    with pytest.raises(EngineBusy, match="runs the engine with another version of the studio") as refused:
        studio.design(DESCRIPTION, text=TEXT, takes=1)
    assert "Close it, or use another home folder" in refused.value.next_step


def test_many_programs_share_an_engine_fairly(owner, studio, tmp_path):
    others = [Studio(home=tmp_path) for _ in range(3)]
    made = []

    def design(program, seed):
        made.append(len(program.design(DESCRIPTION, text=TEXT, takes=2, seed=seed)))

    threads = [threading.Thread(target=design, args=(other, seed)) for other in others for seed in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    for other in others:
        other.close()

    assert made == [2] * 9


@pytest.mark.parametrize("end", ["leaves", "is killed"])
def test_missing_takes_are_made_by_the_next_engine_when_the_owner_exits(slow_owner, studio, end):
    program, worker = slow_owner
    audition = studio.start_design(DESCRIPTION, text="lead until never", takes=4, seed=7)
    first = next(state for state in audition.follow() if state.finished).finished[0]
    if end == "leaves":
        program.stdin.close()
    else:
        program.kill()
    program.wait()

    takes = audition.wait()
    assert takes[0] is first
    assert [take.recipe.seed for take in takes] == [7, 8, 9, 10]
    assert {take.recipe.backend for take in takes[1:]} == {"sketch"}
    assert [take.id for take in studio.library.latest()] == [take.id for take in takes]  # each stored once
    assert studio.status.pid != worker.pid
    wait_until_gone(worker.pid)


DESIGNER = """
import sys
from studio import Studio
with Studio(home=sys.argv[1], backend="sketch") as studio:
    studio.start()
    print("started", flush=True)
    for n in range(int(sys.argv[2])):
        studio.design("a calm woman", text=f"Hello {n}.", takes=2)
"""


@pytest.mark.parametrize("end", ["leaves", "is killed"])
def test_programs_that_share_an_engine_all_finish_when_its_owner_exits(owner, tmp_path, end):
    """All of them try to take over: one runs the engine, and the others join it."""
    with contextlib.ExitStack() as programs:
        others = [programs.enter_context(running(DESIGNER, tmp_path, 5)) for _ in range(3)]
        for other in others:
            assert other.stdout.readline() == "started\n"
        if end == "leaves":
            owner[0].stdin.close()
        else:
            owner[0].kill()

        assert [other.wait() for other in others] == [0, 0, 0]


def test_programs_started_together_all_succeed(tmp_path):
    """The owner of the engine exits while the takes of the other are being made."""
    with running(DESIGNER, tmp_path, 1) as short, running(DESIGNER, tmp_path, 5) as long:
        assert [short.wait(), long.wait()] == [0, 0]


def test_missing_takes_are_made_with_the_model_that_the_engine_had(tmp_path, tiny_voice_design):
    with Studio(home=tmp_path, model=str(tiny_voice_design)) as first, Studio(home=tmp_path) as second:
        first.design(DESCRIPTION, text="Hello.", takes=1)
        audition = second.start_design(DESCRIPTION, text=TEXT * 4, takes=4)
        next(state for state in audition.follow() if state.phase == "working")
        first.close()

        assert {take.recipe.backend for take in audition.wait()} == {"qwen3"}


def test_cancelling_while_no_engine_has_the_job_ends_it(slow_owner, studio, monkeypatch):
    audition = studio.start_design(DESCRIPTION, text="lead until never", takes=2)
    next(state for state in audition.follow() if state.finished)
    monkeypatch.setattr(shared.Lease, "acquire", lambda home, name: None)  # nobody can run an engine yet
    slow_owner[0].kill()
    slow_owner[0].wait()
    until(lambda: studio.status.state == "stopped")
    audition.cancel()

    with pytest.raises(Cancelled):
        audition.wait()


@pytest.mark.parametrize("end", ["leaves", "is killed"])
def test_next_engine_removes_files_left_by_the_last(owner, tmp_path, tiny_voice_design, end):
    program, worker = owner
    assert engine_files(tmp_path)
    if end == "leaves":
        program.stdin.close()
        program.wait()
        assert engine_files(tmp_path) == []
    else:
        program.kill()
        program.wait()
    with Studio(home=tmp_path, model=str(tiny_voice_design)) as next_one:
        next_one.design(DESCRIPTION, text="Hello.", takes=1)

    assert engine_files(tmp_path) == []
    wait_until_gone(worker.pid)


def engine_files(home):
    return sorted(path.name for path in home.glob("engine*"))


def test_program_that_insists_on_another_backend_runs_a_second_engine(owner, tiny_voice_design, tmp_path):
    with Studio(home=tmp_path, model=str(tiny_voice_design)) as insisting:
        take = insisting.design(DESCRIPTION, text="Hello.", takes=1)[0]

        assert take.recipe.backend == "qwen3"
        assert f"that of process {owner[0].pid} speaks with sketch" in insisting.status.beside


def test_programs_that_insist_on_the_same_model_share_its_engine(owner, tiny_voice_design, tmp_path):
    with Studio(home=tmp_path, model=str(tiny_voice_design)) as first:
        first.design(DESCRIPTION, text="Hello.", takes=1)
        worker = first.status.pid
        with Studio(home=tmp_path, model=str(tiny_voice_design)) as second:
            assert second.design(DESCRIPTION, text="Hello.", takes=1)[0].recipe.backend == "qwen3"
            assert (second.status.pid, worker != owner[1].pid) == (worker, True)
        owner[0].kill()
        owner[0].wait()
        with Studio(home=tmp_path, model=str(tiny_voice_design)) as third:
            third.design(DESCRIPTION, text="Hello.", takes=1)
            assert third.status.pid == worker
    assert len(list((tmp_path / "logs").glob("worker*.log"))) == 2


def test_each_program_reaches_its_engine_after_a_change_of_model(tmp_path, tiny_voice_design):
    with Studio(home=tmp_path, backend="sketch") as first, Studio(home=tmp_path, backend="sketch") as second:
        assert [backend_of(each) for each in (first, second)] == ["sketch", "sketch"]
        assert first.status.pid == second.status.pid
        first.use(str(tiny_voice_design))
        until(lambda: second.status.pid is None)
        with Studio(home=tmp_path) as third:
            assert [backend_of(each) for each in (second, third, first)] == ["sketch", "qwen3", "qwen3"]
            assert first.status.pid == third.status.pid
        first.close()  # though an engine of the first one's old model runs
        assert backend_of(second) == "sketch"


def test_jobs_of_other_programs_end_when_the_owner_changes_the_model(studio, tmp_path, monkeypatch):
    monkeypatch.setattr(shared, "Engine", MisbehavingEngine)
    studio.design(DESCRIPTION, text="Hello.", takes=1)
    with Studio(home=tmp_path) as other:
        asked = [other.start_design(DESCRIPTION, text="lead until never", takes=2) for _ in range(3)]
        next(state for state in asked[0].follow() if state.finished)
        studio.use(backend="sketch")

        for audition in asked:
            with pytest.raises(EngineClosed) as ended:
                audition.wait()
            assert ended.value.code == "model-changed"


class MisbehavingEngine(Engine):
    """An engine with the misbehaving worker."""

    def __init__(self, choice, home, **more):
        worker = Path(__file__).parents[1] / "support" / "misbehaving_worker.py"
        super().__init__(replace(choice, model="fine"), home, command=(sys.executable, "-P", str(worker)), **more)


def test_jobs_of_a_program_end_when_it_changes_its_own_model(slow_owner, studio, tiny_voice_design):
    audition = studio.start_design(DESCRIPTION, text="lead until never", takes=2)
    next(state for state in audition.follow() if state.finished)
    studio.use(str(tiny_voice_design))

    with pytest.raises(EngineClosed) as ended:
        audition.wait()
    assert ended.value.code == "model-changed"


def test_jobs_of_a_program_end_when_it_closes(slow_owner, studio):
    audition = studio.start_design(DESCRIPTION, text="lead until never", takes=2)
    next(state for state in audition.follow() if state.finished)
    studio.close()

    with pytest.raises(EngineClosed, match="The studio is closed"):
        audition.wait()


def backend_of(studio):
    return studio.design(DESCRIPTION, text="Hello.", takes=1)[0].recipe.backend


def test_command_reports_that_it_loads_a_second_model(owner, tiny_voice_design, tmp_path):
    command = [sys.executable, "-m", "studio", "design", "a voice", "--text", "Hello.", "-n", "1"]
    command += ["--home", str(tmp_path), "--model", str(tiny_voice_design), "-o", str(tmp_path / "out")]
    done = subprocess.run(command, capture_output=True, text=True, check=True)

    assert done.stderr == f"studio: An engine of its own: that of process {owner[0].pid} speaks with sketch.\n"


def test_closing_one_program_leaves_the_engine_to_the_others(owner, studio, tmp_path):
    with Studio(home=tmp_path) as visitor:
        visitor.design(DESCRIPTION, text=TEXT, takes=1)

    assert len(studio.design(DESCRIPTION, text=TEXT, takes=1)) == 1
    assert studio.status.pid == owner[1].pid


def test_home_folder_with_a_very_long_path_can_be_shared(tmp_path):
    home = tmp_path / ("long" * 20) / ("longer" * 20)
    with Studio(home=home, backend="sketch") as first, Studio(home=home, backend="sketch") as second:
        first.design(DESCRIPTION, text=TEXT, takes=1)
        second.design(DESCRIPTION, text=TEXT, takes=1)

        assert first.status.pid == second.status.pid


def test_failed_takeover_does_not_block_the_home_folder(tmp_path):
    (tmp_path / "engine.json").mkdir()  # the note cannot be written
    with Studio(home=tmp_path, backend="sketch") as studio:
        with pytest.raises(StorageFailed):
            studio.design(DESCRIPTION, text=TEXT, takes=1)
        (tmp_path / "engine.json").rmdir()

        assert len(studio.design(DESCRIPTION, text=TEXT, takes=1)) == 1
        assert studio.status.beside == ""


FORKED = """
import os, sys, time
from studio import EngineBusy, EngineClosed, Studio
studio = Studio(home=sys.argv[1], backend="sketch")
studio.design("a calm woman", text="Hello.", takes=1)
child = os.fork()
if child == 0:
    try:
        studio.design("a calm woman", text="Hello.", takes=1)
    except EngineClosed as error:
        os.write(1, b"refused" + os.linesep.encode())  # in one piece: two processes write here
    sys.stdin.read()
    os._exit(0)
os.write(1, f"{studio.status.pid}{os.linesep}".encode())
time.sleep(600)
"""


def test_forked_child_keeps_neither_the_worker_nor_the_lease(tmp_path):
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", FORKED, str(tmp_path)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        try:
            lines = sorted(program.stdout.readline().strip() for _ in range(2))
        finally:
            program.kill()
        wait_until_gone(int(lines[0]))
        with Studio(home=tmp_path, backend="sketch") as studio:
            assert len(studio.design(DESCRIPTION, text=TEXT, takes=1)) == 1

    assert lines[1] == "refused"


ENDING_CHILDREN = """
import gc, os, sys
from studio import Studio

def design(studio):
    return len(studio.design("a calm woman", text="Hello.", takes=1))

with Studio(home=sys.argv[1], backend="sketch") as studio, Studio(home=sys.argv[1]) as visitor:
    design(studio), design(visitor)
    for end in ("sys.exit()", "os._exit(0)", "studio.close(), visitor.close()", "del studio, visitor; gc.collect()"):
        child = os.fork()
        if child == 0:
            exec(end)
            sys.exit()
        assert os.waitpid(child, 0)[1] == 0
    for each in (studio, visitor):
        print(each.status.pid, design(each))
    with Studio(home=sys.argv[1]) as other:
        print(other.start(), other.status.pid)
print("closed")
"""


def test_forked_children_that_end_take_nothing_from_their_parent(tmp_path):
    command = [sys.executable, "-W", "ignore::DeprecationWarning", "-c", ENDING_CHILDREN, str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=PATIENCE)

    first, second, third, last = done.stdout.splitlines()
    worker = first.split()[0]
    assert (first, second, third, last) == (f"{worker} 1", f"{worker} 1", f"None {worker}", "closed"), done.stderr


@pytest.mark.parametrize("deleted", ["socket", "home folder"])
def test_closing_ends_when_the_socket_is_gone(tmp_path, deleted):
    home = tmp_path / "home"
    studio = Studio(home=home, backend="sketch")
    studio.design(DESCRIPTION, text=TEXT, takes=1)
    worker = studio.status.pid
    if deleted == "socket":
        (home / "engine.sock").unlink()
    else:
        shutil.rmtree(home)
    studio.close()

    wait_until_gone(worker)
    assert not home.exists() or engine_files(home) == []


def test_closing_leaves_the_socket_of_a_studio_in_a_new_home_folder_of_that_name(tmp_path):
    home = tmp_path / "home"
    studio = Studio(home=home, backend="sketch")
    studio.start()
    home.rename(tmp_path / "moved")
    with Studio(home=home, backend="sketch") as other, Studio(home=home) as visitor:
        other.start()
        studio.close()

        assert len(visitor.design(DESCRIPTION, text=TEXT, takes=1)) == 1
        assert visitor.status.pid == other.status.pid


def test_page_ends_at_the_first_signal_when_the_socket_is_gone(tmp_path):
    with open_studio(tmp_path):
        until((tmp_path / "engine.sock").exists)
        (tmp_path / "engine.sock").unlink()


def test_stopped_owner_ends_what_waits_for_it_and_is_not_harmed(slow_owner, studio, tmp_path, monkeypatch):
    for name, seconds in {"_LOST_AFTER": 3, "_UNREACHABLE_AFTER": 2, "_ANSWER_SECONDS": 0.5}.items():
        monkeypatch.setattr(remote, name, seconds)
    program, worker = slow_owner
    running_one = studio.start_design(DESCRIPTION, text="lead until never", takes=2)
    cancelled = studio.start_design(DESCRIPTION, text="lead until never", takes=2)
    next(state for state in running_one.follow() if state.finished)
    program.send_signal(signal.SIGSTOP)
    stopped = f"Process {program.pid}, which runs the engine, is stopped"

    until(lambda: studio.status.state == "unreachable")
    assert studio.status.error.what.startswith(stopped)
    cancelled.cancel()
    with pytest.raises(Cancelled):
        cancelled.wait()
    with pytest.raises(EngineBusy, match=stopped) as silent:
        running_one.wait()
    assert f"kill -CONT {program.pid}" in silent.value.next_step
    large = [Recipe(DESCRIPTION, "long " * 300, seed=seed) for seed in range(64)]
    with pytest.raises(EngineBusy, match=stopped):
        studio.start_design(large).wait()  # ended by whichever sees the silence first
    with Studio(home=tmp_path) as newcomer, pytest.raises(EngineBusy, match=stopped):
        newcomer.design(DESCRIPTION, text=TEXT, takes=1)

    program.send_signal(signal.SIGCONT)
    until(lambda: studio.status.state == "ready")
    assert len(studio.design(DESCRIPTION, text="speak", takes=1)) == 1
    assert studio.status.pid == worker.pid


def test_closing_does_not_wait_for_a_stopped_owner(owner, tmp_path):
    with Studio(home=tmp_path) as studio:
        studio.design(DESCRIPTION, text=TEXT, takes=1)
        owner[0].send_signal(signal.SIGSTOP)
        studio.start()
