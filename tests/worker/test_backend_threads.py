"""All model code runs on the worker's main thread; measured in real workers."""

import sys

import pytest

from studio.domain.recipe import audition_recipes
from studio.engine.backend_choice import Choice
from studio.engine.engine import Engine
from studio.engine.events import TakeDone
from studio.engine.queue import Job
from studio.engine.timeouts import Timeouts

#: A real worker that prints each function of model code that runs on another thread than the main one.
WATCHED_WORKER = """
import sys, threading
MODEL_CODE = ("mlx", "transformers", "studio/worker/qwen3", "studio/worker/sketch", "studio/worker/espeak")
strangers = set()
watched = set()
def watch(frame, event, argument):
    file = frame.f_code.co_filename
    watched.add(threading.current_thread().name)
    if any(part in file for part in MODEL_CODE):
        print("STRANGER", threading.current_thread().name, file, frame.f_code.co_name, flush=True)
threading.setprofile(watch)
from studio.worker.main import main
status = main(sys.argv[1:])
print("WATCHED", sorted(watched), flush=True)
sys.exit(status)
"""


@pytest.mark.parametrize("backend", ["sketch", "qwen3"])
def test_no_other_thread_runs_model_code(backend, tiny_voice_design, tmp_path):
    script, log = tmp_path / "watched_worker.py", tmp_path / "logs" / "worker.log"
    script.write_text(WATCHED_WORKER)
    choice = Choice(backend, str(tiny_voice_design) if backend == "qwen3" else None, "test")
    patient = Timeouts(exit=60.0)  # it prints before it exits
    engine = Engine(choice, tmp_path, patient, (sys.executable, "-P", str(script)))
    events = list(engine.submit(Job(audition_recipes("a calm woman", "Hello there.", takes=2, seed=1))).events())
    engine.close()

    assert events[-1].error is None
    assert len([event for event in events if isinstance(event, TakeDone)]) == 2
    lines = log.read_text().splitlines()
    assert [line for line in lines if line.startswith("STRANGER")] == []
    assert any("studio-reader" in line and "studio-writer" in line for line in lines if line.startswith("WATCHED"))
