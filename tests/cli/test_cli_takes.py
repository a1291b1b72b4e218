"""`studio takes` and `studio listening`, as a shell sees them."""

import csv
import json
import os
import re
import subprocess
import sys

import pytest

from studio import Studio


@pytest.fixture
def home(tmp_path):
    """A home folder with three takes, two of them rated, one finished blind test and one under way."""
    with Studio(home=tmp_path / "home", backend="sketch") as studio:
        takes = studio.design("a calm woman", text="Good evening.", takes=3, seed=7)
        studio.rate(takes[0], verdict="reject")
        studio.rate(takes[1], verdict="keep", starred=True, note="warm")
        test = studio.listening.preference(takes[0], takes[1], trials=2)
        for _ in test:
            test.answer(1)
        studio.listening.abx(takes[0], takes[1])
    return tmp_path / "home"


@pytest.fixture
def run(home):
    def run(*arguments):
        environment = os.environ | {"STUDIO_HOME": str(home)}
        command = [sys.executable, "-m", "studio", *arguments]
        return subprocess.run(
            command, capture_output=True, text=True, check=False, env=environment, stdin=subprocess.DEVNULL
        )

    return run


def test_takes_are_listed_with_their_ratings(run):
    lines = run("takes", "list").stdout.splitlines()
    listed = json.loads(run("takes", "list", "--json").stdout)
    starred = json.loads(run("takes", "list", "--starred", "--json").stdout)

    assert [line.split("seed")[0].split()[-1] for line in lines] == ["reject", "keep", "–"]
    assert [line.split()[1] for line in lines] == [take["label"] for take in listed] == ["v1·1", "v1·2", "v1·3"]
    assert "★" in lines[1]
    assert [(take["verdict"], take["starred"], take["note"]) for take in listed] == [
        ("reject", False, ""),
        ("keep", True, "warm"),
        ("", False, ""),
    ]
    assert [take["id"] for take in starred] == [listed[1]["id"]]


def test_a_take_is_shown_by_its_label(run):
    shown = json.loads(run("takes", "show", "v1.2", "--json").stdout)
    facts = run("takes", "show", "v1·2").stdout

    assert (shown["label"], shown["version"], shown["verdict"], shown["note"]) == ("v1·2", 1, "keep", "warm")
    assert (shown["id"] in facts, shown["file"] in facts, "★ keep" in facts) == (True, True, True)
    assert "[ambiguous-take]" in run("takes", "show", "v1").stderr
    assert "[not-found]" in run("takes", "show", "v1.4").stderr


def test_spoken_clips_are_listed_with_their_voice(run, home):
    with Studio(home, backend="sketch") as studio:
        studio.keep("v1.2", "Evening")
        studio.start_say("evening", "Mind the step.").wait()

    def labels(*options):
        return [take["label"] for take in json.loads(run("takes", "list", "--json", *options).stdout)]

    assert labels() == ["Evening · Mind the step.", "v1·1", "v1·2", "v1·3"]
    assert labels("--kind", "spoken") == ["Evening · Mind the step."]
    assert labels("--kind", "designed") == ["v1·1", "v1·2", "v1·3"]
    assert "Evening · Mind the step." in run("takes", "list").stdout


def test_deleted_takes_are_in_the_bin_until_they_are_restored(run):
    assert run("takes", "bin").stdout == "The bin is empty.\n"
    assert run("takes", "delete", "v1.1", "v1.3").stdout.startswith("v1·1 is in the bin: ")
    assert [take["label"] for take in json.loads(run("takes", "bin", "--json").stdout)] == ["v1·1", "v1·3"]
    assert "[in-bin]" in run("takes", "show", "v1.1").stderr
    assert run("takes", "restore", "v1.1").stdout.startswith("v1·1 is in the library again: ")
    assert (run("takes", "bin", "--empty").returncode, run("takes", "bin", "--empty", "--yes").stdout) == (
        1,
        "1 take deleted.\n",
    )
    assert run("takes", "bin").stdout == "The bin is empty.\n"
    assert [take["label"] for take in json.loads(run("takes", "list", "--json").stdout)] == ["v1·1", "v1·2"]


def test_keep_saves_a_take_as_a_preset(run):
    take = json.loads(run("takes", "list", "--json").stdout)[1]["id"]
    told = ("--licence", "CC BY 4.0", "--consent", "made with the studio")
    kept = run("keep", take[:8], "Evening", "--tag", "calm", "--notes", "for the prologue", *told)
    again = run("keep", take, "evening")
    shown = json.loads(run("presets", "show", "evening", "--json").stdout)
    text = run("presets", "show", "evening").stdout

    assert (kept.returncode, kept.stdout) == (0, "Evening is among your presets, as evening\n")
    assert (shown["tags"], shown["notes"], shown["recipe"]["seed"]) == (["calm"], "for the prologue", 8)
    assert (shown["licence"], shown["consent"]) == ("CC BY 4.0", "made with the studio")
    assert shown["lineage"] == {"kind": "take", "ref": take, "label": "v1·2"}
    assert set(shown["measurements"]["pitch"]) == {"value", "unit"}
    for line in (f"from         take v1·2 ({take})", "licence      CC BY 4.0", "consent      made with the studio"):
        assert line in text
    assert re.search(r"measured     duration [\d.]+ s, loudness -[\d.]+ LUFS", text)
    assert (again.returncode, "[already-exists]" in again.stderr, "--overwrite" in again.stderr) == (1, True, True)
    assert run("keep", take, "Evening", "--overwrite").returncode == 0
    changes = ("--tag", "low", "--consent", "mine", "--reads", "gif=jif", "--reads", "SQL=sequel")
    assert run("presets", "change", "evening", "--name", "Late evening", *changes).stdout == "Late evening is changed\n"
    changed = json.loads(run("presets", "show", "late evening", "--json").stdout)
    assert (changed["tags"], changed["consent"], "licence" in changed) == (["low"], "mine", False)
    assert changed["pronunciations"] == {"gif": "jif", "SQL": "sequel"}
    assert "--reads" in run("presets", "change", "late evening", "--reads", "gif").stderr
    assert "Nothing is to be changed" in run("presets", "change", "late evening").stderr
    assert "pronunciations" not in run("presets", "change", "late evening", "--reads", "").stdout
    assert run("presets", "duplicate", "late evening").stdout.startswith("Late evening (copy) is among your presets")
    assert "[not-found]" in run("keep", "abcdef", "Nobody").stderr


def test_prune_asks_first_and_deletes_only_takes_rejected_long_enough_ago(run):
    assert "No take was rejected 30 days ago or longer." in run("takes", "prune").stdout
    assert len(run("takes", "prune", "--older-than", "0", "--dry-run").stdout.splitlines()) == 1
    unasked = run("takes", "prune", "--older-than", "0")
    assert (unasked.returncode, unasked.stdout) == (1, "")
    assert "--yes" in unasked.stderr
    assert len(json.loads(run("takes", "list", "--json").stdout)) == 3

    assert run("takes", "prune", "--older-than", "0", "--yes").stdout == "1 take deleted.\n"
    assert [take["verdict"] for take in json.loads(run("takes", "list", "--json").stdout)] == ["keep", ""]


def test_prune_of_unjudged_takes_lists_them_first(run):
    unjudged = ("takes", "prune", "--unjudged", "--older-than")
    assert run(*unjudged, "30d").stdout == "No unjudged take is 30 days old or older.\n"
    (line,) = run(*unjudged, "0", "--dry-run").stdout.splitlines()
    assert run(*unjudged, "soon").returncode == 2

    assert run(*unjudged, "0d", "--yes").stdout == "1 take deleted.\n"
    assert line.split()[0] not in run("takes", "list", "--json").stdout


def test_other_commands_accept_the_short_id_that_the_list_shows(run, home):
    shown = run("takes", "list").stdout.splitlines()[0].split()[0]
    (take_id, *_) = [take["id"] for take in json.loads(run("takes", "list", "--json").stdout)]

    assert take_id.startswith(shown)
    assert len(shown) < len(take_id)
    assert run("replay", shown.upper(), "--backend", "sketch").stdout.startswith("The same, every sample")
    measured = json.loads(run("measure", shown, f"take:{shown}", "--json").stdout)
    assert [clip["clip"] for clip in measured["clips"]] == [f"take:{take_id}"] * 2
    with Studio(home, backend="sketch") as studio:
        assert studio.start_say(shown, "Hello.").wait()[0].recipe.voice.seed == 7
        assert studio.keep(shown, "Evening").recipe.seed == 7
        assert studio.rate(shown, note="bright") == studio.library.ratings.of([take_id])[take_id]
    assert run("replay", "v1.1", "--backend", "sketch").stdout.startswith("The same, every sample")
    labels = [clip["label"] for clip in json.loads(run("measure", "v1.2", "v1·3", "--json").stdout)["clips"]]
    assert labels == ["v1·2", "v1·3"]
    assert "[not-found]" in run("replay", shown[:5]).stderr


def test_blind_tests_are_listed_and_their_answers_exported(run, tmp_path):
    running, finished = json.loads(run("listening", "list", "--json").stdout)
    said = run("listening", "list").stdout

    assert (running["kind"], running["ended"], running["verdict"]) == ("abx", None, "")
    assert (finished["kind"], finished["answered"]) == ("preference", 2)
    assert "under way: trial 1 of 8" in said
    assert finished["verdict"] in said
    assert run("listening", "export", "-o", str(tmp_path / "trials.csv")).stdout.startswith("2 answers are in ")
    with (tmp_path / "trials.csv").open(newline="") as file:
        assert [row["answer"] for row in csv.DictReader(file)] == ["1", "1"]
    assert "[storage-failed]" in run("listening", "export", "-o", "/dev/null/trials.csv").stderr
