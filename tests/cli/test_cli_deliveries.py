"""`studio deliveries` and `studio say --delivery`, as a shell sees them."""

import json
import os
import subprocess
import sys

import pytest

from studio import Studio


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home folder with a voice of one's own."""
    folder = tmp_path_factory.mktemp("home")
    with Studio(folder, backend="sketch") as studio:
        studio.keep(studio.design("a calm woman", text="Good evening.", takes=1, seed=7)[0], "Evening")
    return folder


def run(home, *arguments):
    command = [sys.executable, "-m", "studio", *arguments, "--home", str(home)]
    return subprocess.run(command, capture_output=True, text=True, check=False, env=os.environ)


def test_a_delivery_is_proposed_kept_spoken_and_removed(home, tmp_path):
    proposed = json.loads(
        run(home, "deliveries", "propose", "evening", "sad", "-n", "2", "--json", "--backend", "sketch").stdout
    )
    kept = run(home, "deliveries", "keep", "evening", "sad", proposed[0]["take"][:8])
    listed = run(home, "deliveries", "list", "evening").stdout
    line = ("say", "evening", "Hello.", "--delivery", "sad", "-o", str(tmp_path / "a.wav"), "--backend", "sketch")
    spoken = json.loads(run(home, *line, "--json").stdout)
    again = run(home, "deliveries", "keep", "evening", "sad", proposed[0]["take"])
    removed = run(home, "deliveries", "remove", "evening", "SAD")

    assert [each["speaker"] for each in proposed] == ["same voice by construction"] * 2
    assert (kept.returncode, "evening/sad" in kept.stdout) == (0, True)
    assert listed.split() == ["sad", f"{proposed[0]['duration']:.1f}", "s", "same", "voice", "by", "construction"]
    assert spoken[0]["recipe"]["variant"] == proposed[0]["recipe"]["variant"]
    assert (again.returncode, "[delivery-exists]" in again.stderr, "--overwrite" in again.stderr) == (1, True, True)
    assert removed.returncode == 0
    assert "has none yet" in run(home, "deliveries", "list", "evening").stdout


def test_a_delivery_that_is_not_there_is_named_with_those_that_are(home, tmp_path):
    spoken = run(home, "say", "evening/angry", "Hello.", "-o", str(tmp_path / "a.wav"), "--backend", "sketch")

    assert spoken.returncode == 1
    assert "[delivery-not-found]" in spoken.stderr
    assert "It has: neutral" in spoken.stderr


@pytest.mark.parametrize("name", ["neutral", "a/b", ""])
def test_a_name_that_no_delivery_can_have_is_refused_before_anything_is_made(home, name):
    proposed = run(home, "deliveries", "propose", "evening", name, "--backend", "sketch")
    assert (proposed.returncode, "[invalid-delivery-name]" in proposed.stderr) == (1, True)


def test_a_voice_is_remixed_and_the_words_and_the_movement_are_printed(home, tmp_path):
    made = run(home, "remix", "evening", "much slower", "-n", "2", "-o", str(tmp_path), "--backend", "sketch")

    assert "{+" in made.stdout.splitlines()[0]
    assert len(list(tmp_path.glob("*.flac"))) == 2
    assert "moved: too few takes to tell (2 against 2)" in made.stdout
