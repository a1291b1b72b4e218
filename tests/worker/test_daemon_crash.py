"""One model driven from several threads crashes the process; through the studio it does not."""

import subprocess
import sys
import threading

from processes import PATIENCE

from studio import Studio

DESCRIPTION = "a calm woman"
TEXTS = ("Bonjour.", "Oui.", "À demain.")

#: Threads of one process generate with one mlx-audio model.
BARE_THREADS = """
import sys, threading
from pathlib import Path
from mlx_audio.tts.utils import load_model
model = load_model(Path(sys.argv[1]))
def speak():
    for _ in range(8):
        list(model.generate_voice_design(
            text="Good evening.", instruct="a calm woman", max_tokens=60, stream=True, streaming_interval=0.32))
threads = [threading.Thread(target=speak) for _ in range(4)]
for thread in threads: thread.start()
for thread in threads: thread.join()
"""
MOST_TRIES = 25  # a race: about two processes in three crash


def test_threads_sharing_one_model_crash_without_the_studio(tiny_voice_design):
    command = [sys.executable, "-c", BARE_THREADS, str(tiny_voice_design)]
    statuses = []
    while not any(status < 0 for status in statuses) and len(statuses) < MOST_TRIES:
        statuses.append(status_of(command))

    assert any(status < 0 for status in statuses), f"exit statuses {statuses}"


def status_of(command):
    """Return the exit status or signal; a process that hangs, which the race may cause too, counts as neither."""
    try:
        return subprocess.run(command, capture_output=True, check=False, timeout=PATIENCE).returncode
    except subprocess.TimeoutExpired:
        return 0


def test_same_load_through_the_studio_gives_the_samples_of_a_single_thread(tiny_voice_design, tmp_path):
    with Studio(home=tmp_path, model=str(tiny_voice_design)) as studio:
        alone = {text: studio.design(DESCRIPTION, text=text, takes=1, seed=7)[0].samples.tobytes() for text in TEXTS}
        answers = []

        def speak():
            for text in TEXTS:
                take = studio.design(DESCRIPTION, text=text, takes=1, seed=7)[0]
                answers.append(take.samples.tobytes() == alone[text])

        threads = [threading.Thread(target=speak) for _ in range(4)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert answers == [True] * 12
        assert studio.status.restarts == 0
