"""Ctrl-C while sounds and presets are written, in a script that catches it."""

import subprocess
import sys

SAVING = """
import os, random, signal, sys, threading, time
from pathlib import Path
import numpy as np
from studio import Recipe, Take
from studio.domain.take import on_grid
from studio.store.files import read_flac, write_sound
from studio.workspace import Workspace

home, seconds = Path(sys.argv[1]), float(sys.argv[2])
sounds = [on_grid(np.random.default_rng(seed).uniform(-0.9, 0.9, 24_000).astype(np.float32)) for seed in (0, 1)]
takes = [Take(f"{seed}" * 32, Recipe("a man", f"Hello {seed}.", seed), sound) for seed, sound in enumerate(sounds)]
start, sent = threading.Event(), threading.Event()

def interrupt():
    while start.wait():
        start.clear()
        time.sleep(random.uniform(0, 0.012))
        os.kill(os.getpid(), signal.SIGINT)  # to the process, so that it wakes the main thread
        sent.set()

def save(take):
    sent.clear()
    start.set()
    workspace.keep(take, "K", overwrite=True)
    write_sound(home / "said.flac", take.samples, take.sample_rate)

def through(action, *arguments):
    while True:
        try:
            return action(*arguments)
        except KeyboardInterrupt:
            pass

signal.signal(signal.SIGINT, signal.default_int_handler)
threading.Thread(target=interrupt, daemon=True).start()
workspace = Workspace(home)
workspace.keep(takes[0], "K")
write_sound(home / "said.flac", sounds[0], 24_000)
rounds, interrupted, end = 0, 0, time.monotonic() + seconds
while time.monotonic() < end:
    try:
        save(takes[rounds % 2])
    except KeyboardInterrupt:
        interrupted += 1
    through(sent.wait)
    preset = through(workspace.presets.__getitem__, "K")
    assert (preset.reference()[0] == sounds[preset.recipe.seed]).all()
    assert any((read_flac(home / "said.flac")[0] == sound).all() for sound in sounds)
    rounds += 1
print(rounds > 20, interrupted > 10, [path.name for path in home.rglob(".*") if path.name != ".bin"])
"""


def test_ctrl_c_while_a_preset_is_replaced_leaves_the_old_or_the_new_one(tmp_path):
    command = [sys.executable, "-c", SAVING, str(tmp_path / "home"), "20"]
    ran = subprocess.run(command, capture_output=True, text=True, check=False)

    assert ran.stderr == ""
    assert ran.returncode == 0
    assert ran.stdout == "True True []\n"
