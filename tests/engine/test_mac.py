"""What the engine does for Macs: a long job keeps one awake, and swapping is not taken for a hang."""

import signal
import sys
import time
from os import kill
from pathlib import Path

import pytest
from processes import runs, until

from studio.domain.recipe import audition_recipes
from studio.engine import engine as engine_module
from studio.engine import memory_pressure, power
from studio.engine.backend_choice import Choice
from studio.engine.engine import Engine
from studio.engine.events import JobEnded, TakeProgress
from studio.engine.queue import Job
from studio.engine.restart_policy import RestartPolicy
from studio.engine.timeouts import Timeouts
from studio.errors import TookTooLong

WORKER = Path(__file__).parents[1] / "support" / "misbehaving_worker.py"


@pytest.fixture
def make_engine(tmp_path):
    engines = []

    def make(timeouts):
        command = (sys.executable, "-P", str(WORKER))
        engines.append(
            Engine(Choice("misbehaving", "fine", "test"), tmp_path, timeouts, command, RestartPolicy((0.0,)))
        )
        return engines[-1]

    yield make
    for engine in engines:
        engine.close()


def start(engine, text):
    job = engine.submit(Job(audition_recipes("a voice", text, takes=1, seed=1)))
    next(event for event in job.events() if isinstance(event, TakeProgress))
    return job


def end_of(job):
    return next(event.error for event in job.events() if isinstance(event, JobEnded))


@pytest.fixture
def caffeinate(tmp_path, monkeypatch):
    """Make this a Mac whose `caffeinate` writes its arguments and its process id to a file; return the file."""
    program, calls = tmp_path / "bin" / "caffeinate", tmp_path / "calls"
    program.parent.mkdir()
    program.write_text(f'#!/bin/sh\necho "$$ $*" >> {calls}\nexec sleep 600\n')
    program.chmod(0o755)
    monkeypatch.setenv("PATH", str(program.parent), prepend=":")
    monkeypatch.setattr(power, "_ON_MAC", True)
    return calls


def test_a_long_job_keeps_a_mac_awake_until_it_ends(make_engine, caffeinate, tmp_path):
    engine = make_engine(Timeouts(awake=0.3))
    job = start(engine, f"wait for {tmp_path / 'go'}")
    until(lambda: caffeinate.exists() and caffeinate.read_text().endswith("\n"))
    process, *arguments = caffeinate.read_text().split()
    worker = engine.status.pid
    (tmp_path / "go").touch()

    assert arguments == ["-i", "-w", str(worker)]
    assert end_of(job) is None
    assert not runs(int(process))


def test_a_short_job_does_not_keep_a_mac_awake(make_engine, caffeinate):
    engine = make_engine(Timeouts())

    assert end_of(engine.submit(Job(audition_recipes("a voice", "speak 10", takes=1, seed=1)))) is None
    assert not caffeinate.exists()


def test_a_job_goes_on_without_caffeinate(make_engine, monkeypatch, tmp_path):
    monkeypatch.setattr(power, "_ON_MAC", True)
    monkeypatch.setattr(power, "_COMMAND", "no-such-program")
    engine = make_engine(Timeouts(awake=0.0))
    job = start(engine, f"wait for {tmp_path / 'go'}")
    (tmp_path / "go").touch()

    assert end_of(job) is None


def stop_for(engine, seconds):
    """Suspend the worker, as a machine does that swaps, for some seconds."""
    pid = engine.status.pid
    kill(pid, signal.SIGSTOP)
    time.sleep(seconds)
    if runs(pid):
        kill(pid, signal.SIGCONT)


@pytest.mark.parametrize("swapping", [True, False])
def test_a_silent_worker_is_killed_unless_the_machine_is_swapping(make_engine, monkeypatch, tmp_path, swapping):
    monkeypatch.setattr(engine_module, "under_memory_pressure", lambda: swapping)
    engine = make_engine(Timeouts(heartbeat=2.0, stalled=1.0))
    job = start(engine, f"wait for {tmp_path / 'go'}")
    stop_for(engine, 3.0)
    (tmp_path / "go").touch()
    error = end_of(job)

    assert error is None if swapping else isinstance(error, TookTooLong)


def test_a_worker_without_steps_is_killed_while_the_machine_is_swapping(make_engine, monkeypatch, tmp_path):
    monkeypatch.setattr(engine_module, "under_memory_pressure", lambda: True)
    engine = make_engine(Timeouts(heartbeat=1.5, stalled=1.0, hung=2.5))
    job = start(engine, f"wait for {tmp_path / 'go'}")
    kill(engine.status.pid, signal.SIGSTOP)

    assert isinstance(end_of(job), TookTooLong)


@pytest.mark.parametrize(("available", "stalled", "pressed"), [(0.5, 0.0, False), (0.02, 0.0, True), (0.5, 40.0, True)])
def test_memory_pressure_of_linux(monkeypatch, tmp_path, available, stalled, pressed):
    file = tmp_path / "memory"
    file.write_text(f"some avg10=90.00 avg60=0.00 total=1\nfull avg10={stalled:.2f} avg60=0.00 avg300=0.00 total=1\n")
    monkeypatch.setattr(memory_pressure, "_PRESSURE_FILE", file)
    memory = type("Memory", (), {"total": 100, "available": 100 * available})
    monkeypatch.setattr(memory_pressure.psutil, "virtual_memory", lambda: memory)

    assert memory_pressure.under_memory_pressure() is pressed


@pytest.mark.parametrize(("level", "pressed"), [("1", False), ("2", True), ("4", True), ("", False)])
def test_memory_pressure_of_macos(monkeypatch, level, pressed):
    monkeypatch.setattr(memory_pressure, "_ON_MAC", True)
    monkeypatch.setattr(memory_pressure, "_SYSCTL", ("echo", level) if level else ("no-such-program",))

    assert memory_pressure.under_memory_pressure() is pressed
