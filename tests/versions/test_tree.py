"""The tree of versions: parents, branches, word diffs, and what each edge moved."""

import json
import shutil
import sqlite3
from pathlib import Path

import pytest

from studio import InvalidInput, NotFound, Studio, Workspace
from studio.cli.app import main
from studio.store.repair import repair

EARLIER = Path(__file__).parents[1] / "data" / "home-0.1"
TEXT = "The lamps along the harbour came on one by one. She counted them twice."
SLOW = "A calm man, low voice, very slow"
FAST = "A calm man, low voice, very fast"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home with v1, v2 and v4 made from v1, v3 made from v2, and v5 on its own."""
    home = tmp_path_factory.mktemp("home")
    with Studio(home, backend="sketch") as studio:
        studio.start_design(SLOW, text=TEXT, takes=4, seed=1).wait()
        studio.start_design(FAST, text=TEXT, takes=4, seed=11, parent="v1").wait()
        studio.start_more_like("v2", takes=4, seed=21).wait()
        studio.start_design("A calm woman, low voice, very slow", text="Good evening.", takes=1, parent="v1.2").wait()
        studio.start_design("A child.", text=TEXT, takes=1).wait()
    return home


@pytest.fixture
def workspace(home):
    with Workspace(home) as workspace:
        yield workspace


def labels(versions):
    return [version.label for version in versions]


def test_versions_know_their_parents_and_children(workspace):
    versions = workspace.versions

    assert len(versions) == 5
    assert labels(versions) == ["v1", "v2", "v3", "v4", "v5"]
    assert [version.parent and version.parent.label for version in versions] == [None, "v1", "v2", "v1", None]
    assert labels(versions["v1"].children) == ["v2", "v4"]
    assert [take.label for take in versions["v2·3"].takes] == ["v2·1", "v2·2", "v2·3", "v2·4"]
    assert versions[versions["v2"].takes[0].id] == versions["v2"]
    assert "v5" in versions
    assert "v6" not in versions
    with pytest.raises(NotFound, match="There is no version 'v6'"):
        versions["v6"]


def test_a_family_is_in_the_order_of_a_printed_tree(workspace):
    family = workspace.versions.family("v3")

    assert [(version.label, version.depth) for version in family] == [("v1", 0), ("v4", 1), ("v2", 0), ("v3", 0)]
    assert labels(workspace.versions.family("v5")) == ["v5"]


def test_versions_are_shown_in_a_line(workspace):
    assert repr(workspace.versions) == "<5 versions in 2 trees>"
    assert repr(workspace.versions["v2"]) == "<v2 since v1, 4 takes: 'A calm man, low voice, very fast'>"


def test_an_edge_tells_the_words_that_changed(workspace):
    versions = workspace.versions

    assert str(versions["v2"].diff()) == "A calm man, low voice, very [-slow-] {+fast+}"
    assert versions["v3"].diff().changed == 0
    assert versions["v2"].also_changed() == ()
    assert versions["v4"].also_changed() == ("text",)
    assert str(versions["v4"].diff("v2")) == "A calm [-man,-] {+woman,+} low voice, very [-fast-] {+slow+}"


def test_an_edge_tells_what_moved_by_more_than_chance(workspace):
    faster = workspace.versions["v2"].moved()
    moved = {each.name: each for each in faster.beyond_chance}

    assert faster.method == "groups"
    assert faster.least == pytest.approx(2 / 70)
    assert moved["letter_rate"].by > 25.0
    assert moved["letter_rate"].before.highest < moved["letter_rate"].after.lowest
    assert "faster by" in str(faster)
    assert "pitch" not in moved


def test_new_seeds_of_the_same_words_move_nothing_by_more_than_chance(workspace):
    again = workspace.versions["v3"].moved()

    assert again.measurements
    assert again.beyond_chance == ()
    assert str(again) == "no more than chance"


def test_few_takes_are_not_judged(workspace):
    versions = workspace.versions

    assert str(versions["v4"].moved()) == "too few takes to tell (4 against 1)"
    assert str(versions["v5"].moved()) == "nothing to compare"


def test_more_like_a_take_has_its_words_and_other_seeds(home):
    with Studio(home, backend="sketch") as studio:
        audition = studio.start_more_like("v2·3", takes=2, seed=91)

        assert [recipe.seed for recipe in audition.recipes] == [91, 92]
        assert {(recipe.description, recipe.text) for recipe in audition.recipes} == {(FAST, TEXT)}
        assert studio.versions[audition.id].parent == studio.versions["v2"]
        audition.cancel()
        audition.join()
        studio.library.bin.put(auditions=[audition.id])
        studio.keep("v2·3", "Fast")
        line = studio.start_say("fast", "Mind the step.").wait()[0]
        with pytest.raises(InvalidInput, match="spoken by a saved voice"):
            studio.start_more_like(line.id)
        studio.library.bin.put([line.id])


def test_a_parent_that_does_not_exist_is_rejected(home):
    with Studio(home, backend="sketch") as studio, pytest.raises(NotFound, match="There is no version 'v77'"):
        studio.start_design(SLOW, text=TEXT, parent="v77")


def test_children_of_a_deleted_version_move_up(home, tmp_path):
    copy = Path(shutil.copytree(home, tmp_path / "home"))
    with Workspace(copy) as workspace:
        workspace.library.bin.put(auditions=[workspace.versions["v2"].id])

        assert "v2" not in workspace.versions
        assert labels(workspace.versions["v1"].children) == ["v3", "v4"]
        assert workspace.versions["v3"].parent == workspace.versions["v1"]


def test_versions_of_an_earlier_studio_follow_each_other(tmp_path):
    home = Path(shutil.copytree(EARLIER, tmp_path / "home"))
    with Studio(home, backend="sketch") as studio:
        studio.start_design(SLOW, text=TEXT, takes=1).wait()
        first, new = studio.versions

        assert (first.label, first.parent, first.parent_recorded) == ("v1", None, False)
        assert (new.label, new.parent, new.parent_recorded) == ("v3", None, True)
    with sqlite3.connect(home / "library.db") as db:
        db.execute("UPDATE auditions SET parent = NULL")
    db.close()
    with Workspace(home) as workspace:
        assert workspace.versions["v3"].parent == workspace.versions["v1"]


@pytest.mark.parametrize("damage", [lambda content: b"", lambda content: b"\xff" * 100 + content[100:]])
def test_parents_survive_the_loss_of_the_database(home, tmp_path, damage):
    copy = Path(shutil.copytree(home, tmp_path / "home"))
    file = copy / "library.db"
    file.write_bytes(damage(file.read_bytes()))
    repair(copy)

    with Workspace(copy) as workspace:
        parents = [version.parent and version.parent.label for version in workspace.versions]
        assert parents == [None, "v1", "v2", "v1", None]


def test_the_command_prints_the_tree_and_one_edge(home, capsys):
    assert main(["versions", "--home", str(home)]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "v1  A calm man, low voice, very slow  (4 takes)",
        "├─v4  [-man,-] {+woman,+} text  (1 take)",
        "v2  [-slow-] {+fast+}  (4 takes)",
        "v3  the same words  (4 takes)",
        "v5  A child.  (1 take)",
    ]

    assert main(["versions", "v2", "--home", str(home)]) == 0
    printed = capsys.readouterr().out
    assert "since v1: A calm man, low voice, very [-slow-] {+fast+}" in printed
    assert "moved: faster by" in printed
    assert "p = 0.029 *" in printed

    assert main(["versions", "v2", "--since", "v3", "--json", "--home", str(home)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["parent"], told["since"], told["moved"]["words"]) == ("v1", "v3", "no more than chance")


def test_the_command_names_a_version_that_does_not_exist(home, capsys):
    assert main(["versions", "v77", "--home", str(home)]) == 1
    assert "There is no version 'v77'." in capsys.readouterr().err
