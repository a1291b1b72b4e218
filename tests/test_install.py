"""`scripts/install.sh` on machines that MLX has no package for; `uname` and the others are stand-ins."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import studio

SCRIPT = Path(studio.__file__).parents[1] / "scripts" / "install.sh"


@pytest.fixture
def install(tmp_path):
    """Return a function that runs the script on a machine with these answers, and returns its status and message."""

    def install(python=sys.executable, **answers):
        programs = tmp_path / "bin"
        programs.mkdir()
        machine = {"system": "Darwin", "machine": "arm64", "macos": "14.5", "translated": "0"} | answers
        stand_ins = {
            "uname": f"case $1 in -s) echo {machine['system']};; *) echo {machine['machine']};; esac",
            "sw_vers": f"echo {machine['macos']}",
            "sysctl": f"echo {machine['translated']}",
        }
        for name, program in stand_ins.items():
            (programs / name).write_text(f"#!/bin/sh\n{program}\n")
            (programs / name).chmod(0o755)
        environment = os.environ | {"PATH": f"{programs}:{os.environ['PATH']}"}
        command = ["sh", str(SCRIPT), python, str(tmp_path / "venv"), "cpu"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, env=environment)
        assert not (tmp_path / "venv").exists()
        return done.returncode, done.stderr

    return install


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"machine": "x86_64"}, "Intel processor"),
        ({"macos": "13.6.1"}, "this is macOS 13.6.1, but the studio's model library, MLX, needs macOS 14 or newer"),
        ({"macos": "10.15.7"}, "needs macOS 14 or newer"),
    ],
)
def test_mac_without_a_package_of_mlx_is_told_so_in_one_sentence(install, answers, words):
    status, message = install(**answers)

    assert status == 1
    assert words in message
    assert message.count("\n") == 1


def test_python_for_intel_on_apple_silicon_is_named(install):
    status, message = install(machine="x86_64", translated="1")  # a shell under Rosetta; this Python is not arm64

    assert status == 1
    assert "is built for Intel processors" in message


@pytest.mark.parametrize("answers", [{}, {"system": "Linux", "machine": "x86_64"}, {"macos": "26.0"}])
def test_other_machines_go_on_to_look_for_python(install, answers):
    status, message = install("no-such-python", **answers)

    assert (status, "no-such-python was not found" in message) == (1, True)
