"""Tags of takes: a person's own words, kept with the rating."""

from datetime import timedelta

import pytest
from short_takes import take

from studio import InvalidInput, NotFound, Workspace
from studio.cli.app import main
from studio.store.ratings import Rating
from studio.store.repair import repair


@pytest.fixture
def workspace(tmp_path):
    with Workspace(tmp_path) as workspace:
        for number in (1, 2):
            workspace.library.add(take(number, audition="a" * 32, position=number - 1))
        yield workspace


def test_tags_are_added_and_removed_one_by_one_and_case_makes_no_difference(workspace):
    workspace.tag("v1.1", ["Narrator", " late night "])
    workspace.tag("v1.1", ["Été", "NARRATOR"], remove=["Late Night"])

    assert workspace.library.entry(take(1).id).rating.tags == ("Été", "Narrator")
    assert workspace.library.ratings.of([take(1).id, take(2).id])[take(2).id].tags == ()
    (listed,) = workspace.library.listed(["a" * 32]).values()
    assert [each.rating.tags for each in listed] == [("Été", "Narrator"), ()]


def test_a_rating_replaces_all_tags_and_leaves_them_where_none_are_given(workspace):
    workspace.rate("v1.1", tags=["low", "slow"])
    assert workspace.rate("v1.1", verdict="keep").tags == ("low", "slow")
    rating = workspace.rate("v1.1", tags=["warm"])

    assert (rating.tags, rating.verdict) == (("warm",), "keep")
    assert workspace.rate("v1.1", tags=[]).tags == ()


def test_tags_that_cannot_be_used_change_nothing(workspace):
    workspace.tag("v1.1", ["low"])
    for wrong in (["x" * 41], ["a\nb"], [str(number) for number in range(20)]):
        with pytest.raises(InvalidInput, match="These tags cannot be used"):
            workspace.tag("v1.1", wrong)
    with pytest.raises(NotFound):
        workspace.library.ratings.tag("f" * 32, ["low"])

    assert workspace.library.tags.counts() == {"low": 1}


def test_tags_are_counted_without_the_bin_and_go_with_their_take(workspace):
    workspace.tag("v1.1", ["low", "warm"])
    workspace.tag("v1.2", ["Low"])
    assert workspace.library.tags.counts() == {"Low": 2, "warm": 1}

    workspace.library.bin.put([take(1).id])
    assert workspace.library.tags.counts() == {"Low": 1}
    workspace.library.bin.empty(timedelta(0))
    assert workspace.library.database.read("SELECT take FROM tags") == [(take(2).id,)]


def test_a_tagged_take_is_not_unjudged(workspace):
    workspace.tag("v1.1", ["low"])
    assert [entry.id for entry in workspace.unjudged(timedelta(-1))] == [take(2).id]


def test_a_take_has_a_title_that_searches_find_and_pruning_respects(workspace, tmp_path, capsys):
    assert workspace.rate("v1.1", title="  Harbour\n master ").title == "Harbour master"
    assert workspace.rate("v1.1", starred=True, tags=["low"]).title == "Harbour master"
    workspace.rate("v1.1", starred=False, tags=[])
    assert [found.label for found in workspace.search("HARBOUR")] == ["v1·1"]
    assert [entry.id for entry in workspace.unjudged(timedelta(-1))] == [take(2).id]
    with pytest.raises(InvalidInput, match="A title may have at most 80"):
        workspace.rate("v1.1", title="x" * 81)
    workspace.close()

    home = ["--home", str(tmp_path)]
    assert main(["takes", "rename", "v1.2", "Night watch", *home]) == 0
    assert main(["takes", "rename", "v1.1", "", *home]) == 0
    assert main(["takes", "list", *home]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[:2] == ["v1·2 is called “Night watch”", "v1·1 has no title"]
    assert [line.endswith("Night watch") for line in lines if "seed" in line].count(True) == 1


def test_tags_are_recovered_from_a_damaged_database(workspace, tmp_path):
    workspace.tag("v1.1", ["Été"])
    workspace.rate("v1.1", title="Harbour master")
    workspace.close()
    path = tmp_path / "library.db"
    path.write_bytes(b"\xff" * 100 + path.read_bytes()[100:])
    repair(tmp_path)

    with Workspace(tmp_path) as repaired:
        assert repaired.library.entry(take(1).id).rating == Rating(tags=("Été",), title="Harbour master")


def test_the_command_tags_takes_and_lists_tags(workspace, tmp_path, capsys):
    workspace.close()
    home = ["--home", str(tmp_path)]
    assert main(["takes", "tag", "v1.1", "v1.2", "--add", "low", "--add", "late night", *home]) == 0
    assert main(["takes", "tag", "v1.2", "--remove", "LOW", *home]) == 0
    assert main(["takes", "tags", *home]) == 0
    assert main(["takes", "show", "v1.1", *home]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[:3] == ["v1·1: late night, low", "v1·2: late night, low", "v1·2: late night"]
    assert [line.split() for line in lines[3:5]] == [["late", "night", "2"], ["low", "1"]]
    assert ["tags", "late", "night,", "low"] in [line.split() for line in lines]
