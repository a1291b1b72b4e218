"""Programs that are killed while they save: nothing that was saved is lost, nothing half-written is seen."""

import subprocess
import sys
from pathlib import Path

import studio

BENCH = Path(studio.__file__).parents[1] / "bench" / "kills.py"


def test_twelve_kills_while_saving_lose_nothing_and_leave_nothing_half_written():
    ran = subprocess.run([sys.executable, BENCH, "12"], capture_output=True, text=True, check=False)

    assert "lost, half-written or changed: 0\n" in ran.stdout, ran.stdout + ran.stderr
    assert ran.returncode == 0
