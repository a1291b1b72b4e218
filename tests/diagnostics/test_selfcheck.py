"""`studio selfcheck`: figures of every part, whatever fails, without anything personal."""

import getpass
import json
import platform
import signal
import subprocess
import sys

import pytest
from processes import until
from tiny_checkpoint import build_voice_design

from studio.diagnostics.selfcheck import parts
from studio.diagnostics.selfcheck.follow_rate import DESCRIPTIONS, follow_rate
from studio.diagnostics.selfcheck.page import selfcheck_page
from studio.diagnostics.selfcheck.results import PartResult, SelfCheckReport
from studio.diagnostics.selfcheck.selfcheck import run_selfcheck
from studio.text.description import read_traits


@pytest.fixture
def short(monkeypatch):
    """Shorten the longest parts."""
    monkeypatch.setattr(parts, "DESCRIPTIONS", DESCRIPTIONS[:2])
    monkeypatch.setattr(parts, "SOAK_REQUESTS", 6)


def check(**options):
    report = SelfCheckReport()
    run_selfcheck(report, **options)
    return report, {part.name: part for part in report.parts}


def test_every_part_runs_with_the_sketch(short):
    steps = []
    report, by_name = check(progress=lambda part, done, total: steps.append((part, done, total)))

    assert [part.outcome for part in report.parts] == ["done"] * 7
    assert by_name["one take"].facts["times_real_time"] > 1
    assert by_name["four takes"].facts["first_is_the_same_alone"]
    assert by_name["replay"].facts == {"alone_is_the_same": True, "of_four_is_the_same": True}
    assert by_name["descriptions"].facts["rate"] == 1.0
    assert by_name["memory"].facts["peak_bytes"] > 10_000_000
    assert by_name["soak"].facts["broken_promises"] == []
    assert steps[0][1] == 0.0
    assert {total for _, _, total in steps} == {steps[0][2]}
    assert [done for _, done, _ in steps] == sorted(done for _, done, _ in steps)


def test_part_that_fails_is_recorded_and_the_others_go_on(tmp_path):
    model = build_voice_design(tmp_path / "Anna Smith" / "model")
    (model / "vocab.json").unlink()
    report, by_name = check(model=str(model))

    assert [part.outcome for part in report.parts] == ["failed"] * 6 + ["not run"]
    assert "vocab.json" in by_name["load"].error
    assert "Anna" not in json.dumps(report.to_json())


def test_takes_are_stopped_after_the_given_seconds():
    _, by_name = check(sound=0.24)

    assert {name: part.outcome for name, part in by_name.items()} == {
        "load": "done", "one take": "done", "four takes": "done", "replay": "not run", "descriptions": "not run",
        "memory": "done", "soak": "not run",
    }  # fmt: skip
    assert by_name["four takes"].facts["first_is_the_same_alone"]


def test_base_model_speaks_in_the_voice_of_a_starter_preset(tiny_base):
    report, by_name = check(base_model=str(tiny_base), sound=0.24)

    assert {name: part.outcome for name, part in by_name.items()} == {"clone": "done", "memory": "done"}
    assert by_name["clone"].facts["sound_s"] >= 0.24
    assert by_name["memory"].facts["peak_of_estimate"] > 0
    assert str(tiny_base.parent) not in json.dumps(report.to_json())


def test_parts_that_would_begin_after_the_time_are_not_run():
    _, by_name = check(minutes=0)

    assert {part.outcome for part in by_name.values()} == {"not run"}
    assert by_name["soak"].error == "The time was up."


def test_ctrl_c_writes_what_there_is(tmp_path, monkeypatch):
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    command = [sys.executable, "-m", "studio", "selfcheck", "-o", str(tmp_path / "out")]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as running:
        until(lambda: any(tmp_path.glob("studio-*-selfcheck-*/sketch/takes/*.json")))
        running.send_signal(signal.SIGINT)
        assert running.wait(30) == 130

    (written,) = (tmp_path / "out").glob("*.json")
    data = json.loads(written.read_text())
    assert data["stopped"]
    assert [part["outcome"] for part in data["parts"]][::6] == ["done", "not run"]
    assert b"stopped with Ctrl-C" in written.with_suffix(".html").read_bytes()
    assert not any(tmp_path.glob("studio-*-selfcheck-*"))


def test_report_has_no_paths_and_no_names(monkeypatch, tmp_path):
    home = tmp_path / "Anna Maria Smith"
    monkeypatch.setenv("HOME", str(home))
    monkeypatch.setattr(getpass, "getuser", lambda: "asmith")
    monkeypatch.setattr(platform, "node", lambda: "annas-mac.local")
    disk = "/Volumes/My Disk"
    words = f"{home}/my models/config.json is missing; /opt/x too; ASmith@annas-mac.local; {disk} is full; 3/4 of it."
    parts = [PartResult("load", "m", "failed", facts={"reasons": [words]}, error=words)]
    report = SelfCheckReport(parts=parts, private=[disk])
    data = report.to_json()

    assert data["parts"][0]["error"] == "…config.json is missing; … too; …@…; … is full; 3/4 of it."
    assert data["parts"][0]["facts"]["reasons"] == [data["parts"][0]["error"]]


def test_page_makes_no_request_and_shows_errors_as_text():
    report = SelfCheckReport(parts=[PartResult("load", "m", "failed", error="<script>alert(1)</script>")])
    page = selfcheck_page(report.to_json()).decode()

    assert "&lt;script&gt;" in page
    assert "<script" not in page
    assert "default-src 'none'" in page
    assert not {"http:", "https:", "url("} & set(page.replace('"', " ").split())


def test_descriptions_state_what_is_compared():
    read = [read_traits(description) for description in DESCRIPTIONS]

    assert len(read) == 10
    assert all(traits.gender and traits.pitch is not None for traits in read)
    for trait in ("pitch_range", "pace", "brightness", "breathiness", "roughness"):
        assert any(getattr(traits, trait) for traits in read), trait


def test_follow_rate_counts_pairs_that_differ_as_described():
    low, high, monotone = DESCRIPTIONS[0], DESCRIPTIONS[1], DESCRIPTIONS[7]
    takes = [(low, {"pitch": 90.0, "syllable_rate": 5.0}), (high, {"pitch": 130.0, "syllable_rate": 4.0})]
    result = follow_rate([*takes, (monotone, {})])

    assert (result.followed["pitch"], result.pairs["pitch"]) == (1, 1)
    assert (result.followed["pace"], result.pairs["pace"]) == (0, 1)  # the fast one is slower
    assert result.pairs["pitch range"] == 0  # not measured
    assert result.rate == 0.5
    assert follow_rate([]).rate is None
