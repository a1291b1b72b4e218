"""`studio soak`, as a shell sees it."""

import json
import subprocess
import sys

from processes import until
from tiny_checkpoint import build_voice_design


def soak(*arguments):
    command = [sys.executable, "-m", "studio", "soak", "--json", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, json.loads(done.stdout)


def test_sound_engine_passes():
    status, report = soak("--requests", "40", "--threads", "8", "--backend", "sketch")

    assert (status, report["broken"]) == (0, [])
    assert (report["requests"], report["succeeded"], report["restarts"]) == (40, 40, 0)
    assert 0 < report["latency"]["median"] <= report["latency"]["p95"] <= report["latency"]["max"]
    assert report["memory"]["generation process peak"] > 0


def test_with_faults_every_request_ends_once_and_no_sample_is_wrong():
    status, report = soak("--requests", "120", "--threads", "8", "--backend", "sketch", "--faults")

    assert (status, report["broken"]) == (0, [])
    assert report["faults"] >= 1
    assert report["cancelled"] > 0
    assert report["succeeded"] + report["cancelled"] + report["failed_by_fault"] == 120


def test_folder_of_a_killed_soak_is_deleted_by_the_next_one(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    command = [sys.executable, "-m", "studio", "soak", "--requests", "9999", "--backend", "sketch"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        until(lambda: any(tmp_path.glob("studio-*-soak-*/takes")))
        running.kill()
    soak("--requests", "1", "--threads", "1", "--backend", "sketch")

    assert not any(tmp_path.glob("studio-*-soak-*"))


def test_broken_promise_fails_the_soak(tmp_path):
    model = build_voice_design(tmp_path / "model")
    (model / "vocab.json").unlink()
    status, report = soak("--requests", "2", "--threads", "1", "--model", str(model))

    assert status == 1
    assert "vocab.json" in report["broken"][0]
