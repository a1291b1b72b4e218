"""Modules that are loaded when something of them is first used."""

import subprocess
import sys


def run(program):
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.split()


def test_module_is_loaded_when_it_is_first_used():
    program = """
import sys
from studio.worker.lazy_module import load_when_used
load_when_used("json.tool")
from json import tool
print("argparse" in sys.modules)
print(callable(tool.main), "argparse" in sys.modules)
"""
    assert run(program) == ["False", "True", "True"]


def test_loaded_and_missing_modules_are_left_alone():
    program = """
import sys, json.decoder
from studio.worker.lazy_module import load_when_used
before = sys.modules["json.decoder"]
load_when_used("json.decoder")
load_when_used("json.nothing")
print(sys.modules["json.decoder"] is before, "json.nothing" in sys.modules)
"""
    assert run(program) == ["True", "False"]


def test_worker_loads_mlx_audio_without_scipys_signal_processing():
    program = """
import sys
import studio.worker.qwen3.voice_design, studio.worker.qwen3.cloning, studio.worker.qwen3.mlx_audio_adapter
print("scipy.stats" in sys.modules, "mlx_audio.resample" in sys.modules)
"""
    assert run(program) == ["False", "True"]
