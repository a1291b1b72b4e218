"""The history: versions and blind tests in pages, newest first, found by words, verdicts and kinds."""

import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from short_takes import NOON, take

from studio import Cancelled, InvalidInput, Recipe, Workspace
from studio.domain.voice import Voice
from studio.errors import studio_closed
from studio.store.history import BlindTest, Version

VOICE = Voice("Évening", "sketch", "0" * 64, "Hello.", 7)


@pytest.fixture
def workspace(tmp_path):
    with Workspace(tmp_path) as workspace:
        yield workspace


def add(workspace, number, *, minute=None, position=0, voice=None, **fields):
    """Add a take of its own audition, unless a position says that there are several."""
    made = take(number, audition=f"{number if not position else number - position:032x}", position=position)
    recipe = replace(made.recipe, voice=voice, **fields)
    made = replace(made, recipe=recipe, created=NOON + timedelta(minutes=number if minute is None else minute))
    workspace.library.add(made)
    return made


def listed(workspace, search="", **rules):
    return [row.version for row in workspace.library.history(search, **rules).rows if isinstance(row, Version)]


def test_pages_follow_each_other_without_gaps_newest_first(workspace):
    for number in range(1, 24):
        add(workspace, number, minute=number // 3)  # several at the same moment
    pages, before = [], ""
    while not pages or before:
        page = workspace.library.history(before=before, limit=5)
        pages.append([row.version for row in page.rows])
        before = page.following

    assert [len(page) for page in pages] == [5, 5, 5, 5, 3]
    assert [version for page in pages for version in page] == list(range(23, 0, -1))


def test_a_row_says_what_was_asked_for_and_what_became_of_it(workspace):
    audition = "f" * 32
    workspace.library.versions.begin(audition, [Recipe("a calm man", "Good evening.", 7)] * 4)
    workspace.library.versions.end(audition, "failed", Cancelled("The process died.", "Try again."))
    (row,) = workspace.library.history().rows

    assert (row.version, row.kind, row.planned, row.state) == (1, "designed", 4, "failed")
    assert (row.description, row.text, row.seed) == ("a calm man", "Good evening.", 7)
    assert row.error == "The process died. Try again."

    workspace.library.versions.end(audition, "failed", studio_closed())
    (row,) = workspace.library.history().rows
    assert row.error == "The studio was closed before this was finished."  # it is open when this is read


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("gravelly", [1]),
        ("GRAVELLY man", [1]),
        ("man straße", [1]),
        ("strasse", [1]),
        ("evening", [3]),
        ("harbour", [3, 2]),
        ("harbour evening", [3]),
        ("183124", [2]),
        ("v2", [2]),
        ("lukewarm", [2]),
        ("nothing like it", []),
        ("100%", []),
        ("", [3, 2, 1]),
    ],
)
def test_versions_are_found_by_words_names_seeds_notes_and_labels(workspace, search, found):
    add(workspace, 1, description="a gravelly man", text="Die Straße.")
    add(workspace, 2, description="a bright woman", text="The harbour.", seed=183124)
    add(workspace, 3, description="a calm voice", text="At the harbour.", voice=VOICE)
    workspace.rate("v2.1", note="Lukewarm, a little slow")

    assert listed(workspace, search) == found


def test_a_version_is_found_by_the_name_and_tags_of_a_preset_kept_from_it(workspace):
    add(workspace, 1)
    add(workspace, 2)
    workspace.keep("v1", "Rain detective", tags=["Noir"])

    assert (listed(workspace, "noir"), listed(workspace, "rain DETECTIVE")) == ([1], [1])


def test_listed_takes_have_labels_and_ratings(workspace):
    add(workspace, 1)
    add(workspace, 2, voice=VOICE, text="At the harbour.")
    workspace.rate("v1", verdict="keep", note="warm")
    auditions = [row.id for row in workspace.library.history().rows]
    listed = workspace.library.listed(auditions)
    full = workspace.library.takes_of(auditions)

    assert [[each.label for each in listed[audition]] for audition in auditions] == [
        ["Évening · At the harbour. (v2·1)"],
        ["v1·1"],
    ]
    for audition in auditions:
        for one, other in zip(listed[audition], full[audition], strict=True):
            assert (one.id, one.position, one.label, one.duration) == (
                other.id,
                other.position,
                other.label,
                other.duration,
            )
            assert one.rating == other.rating


def test_versions_are_filtered_by_verdict_and_kind(workspace):
    for number in range(1, 5):
        add(workspace, number, voice=VOICE if number == 4 else None)
    workspace.rate("v1", verdict="keep")
    workspace.rate("v2", verdict="reject")
    workspace.rate("v3", starred=True)
    workspace.rate("v4", verdict="keep")

    assert listed(workspace, verdict="kept") == [4, 1]
    assert listed(workspace, verdict="rejected") == [2]
    assert listed(workspace, verdict="starred") == [3]
    assert listed(workspace, kind="spoken") == [4]
    assert listed(workspace, kind="designed", verdict="kept") == [1]
    for wrong in ({"kind": "sung"}, {"verdict": "'"}):
        with pytest.raises(InvalidInput):
            workspace.library.history(**wrong)


def test_blind_tests_are_listed_among_the_versions_and_found_by_their_clips(workspace):
    for number in (1, 2):
        add(workspace, number, description=f"a {'calm' if number == 1 else 'bright'} voice")
    test = workspace.listening.abx(take(1), take(2), trials=2)
    for _ in test:
        test.answer("A")
    page = workspace.library.history()
    row = page.rows[0]

    assert isinstance(row, BlindTest)
    assert (row.kind, row.planned, row.answered, row.over) == ("abx", 2, 2, True)
    assert row.correct in (0, 1, 2)
    assert [label for _, label in row.clips] == ["v1·1", "v2·1"]
    assert [each.version for each in page.rows[1:]] == [2, 1]
    assert [each.id for each in workspace.library.history("bright", kind="blind").rows] == [test.id]
    assert workspace.library.history("gravelly", kind="blind").rows == ()


def test_the_score_of_a_running_test_is_not_told(workspace):
    for number in (1, 2):
        add(workspace, number)
    test = workspace.listening.abx(take(1), take(2), trials=4)
    test.answer("A")
    (row,) = workspace.library.history(kind="blind").rows

    assert (row.over, row.answered, row.correct) == (False, 1, None)


def test_a_damaged_row_hides_no_other_and_ends_no_page(workspace):
    for number in range(1, 8):
        add(workspace, number)
    with workspace.library.database.writing() as db:
        db.execute("UPDATE auditions SET recipe = '{' WHERE version IN (5, 6)")
    first = workspace.library.history(limit=2)
    second = workspace.library.history(limit=2, before=first.following)

    assert [row.version for row in first.rows] == [7]
    assert [row.version for row in second.rows] == [4, 3]


def test_the_benchmark_of_a_long_history_fits_the_database():
    script = Path(__file__).parents[2] / "bench" / "history.py"
    ran = subprocess.run([sys.executable, str(script), "40"], capture_output=True, text=True, check=False)

    assert (ran.returncode, ran.stderr) == (0, "")
    assert "40 takes in 10 versions" in ran.stdout
