"""A copy of a take: a version of its own, rated, named and deleted apart from the first."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest
from short_takes import take

from studio import InvalidInput, NotFound, Workspace
from studio.cli.app import main
from studio.store.repair import repair


@pytest.fixture
def workspace(tmp_path):
    with Workspace(tmp_path) as workspace:
        for number in (1, 2):
            workspace.library.add(replace(take(number, audition="a" * 32, position=number - 1), version=1))
        yield workspace


def test_a_copy_is_a_version_of_its_own_with_the_same_sound_and_recipe(workspace):
    first = workspace.library.take("v1.2")
    copy = workspace.duplicate("v1.2")

    assert (copy.label, copy.recipe) == ("v2·1", first.recipe)
    assert copy.id != first.id
    np.testing.assert_array_equal(copy.samples, first.samples)
    assert [entry.label for entry in workspace.library.latest()] == ["v2·1"]
    assert workspace.library.version(copy.audition).parent == first.audition


def test_a_copy_has_the_words_of_the_first_and_is_undecided(workspace):
    workspace.rate("v1.1", verdict="reject", starred=True, note="too bright", tags=["low"], title="Harbour")
    copy = workspace.duplicate("v1.1")

    rating = workspace.library.entry(copy.id).rating
    assert (rating.note, rating.tags, rating.title) == ("too bright", ("low",), "Harbour")
    assert (rating.verdict, rating.starred) == ("", False)
    workspace.rate(copy, title="Harbour at night")
    assert workspace.library.entry(take(1).id).rating.title == "Harbour"


def test_a_copy_has_the_same_version_and_parent_again_after_the_database_was_lost(tmp_path, workspace):
    copies = [workspace.duplicate("v1.1"), workspace.duplicate("v1.2")]
    workspace.close()
    for file in tmp_path.glob("library.db*"):
        file.unlink()
    repair(tmp_path)

    with Workspace(tmp_path) as again:
        assert [again.library.take(copy.id).label for copy in copies] == ["v2·1", "v3·1"]
        assert [version.parent and version.parent.label for version in again.versions] == [None, "v1", "v1"]


def test_deleting_one_of_both_leaves_the_other(workspace):
    first = workspace.library.take("v1.1")
    copy = workspace.duplicate(first)
    workspace.library.bin.put([first.id])
    workspace.library.bin.empty(timedelta(0))

    np.testing.assert_array_equal(workspace.library.take(copy.id).samples, first.samples)
    with pytest.raises(NotFound):
        workspace.duplicate(first.id)


def test_a_name_that_means_several_takes_duplicates_none(workspace):
    with pytest.raises(InvalidInput):
        workspace.duplicate("v1")
    assert len(workspace.search("")) == 2


def test_what_is_not_a_take_is_rejected(workspace):
    voice = workspace.presets["Evening storyteller"]
    for change in (workspace.duplicate, workspace.rate, workspace.tag):
        with pytest.raises(InvalidInput, match="is not a take of the library"):
            change(voice)


def test_the_command_tells_which_version_the_copy_is(workspace, tmp_path, capsys):
    workspace.close()
    assert main(["takes", "duplicate", "v1.2", "--home", str(tmp_path)]) == 0
    said = capsys.readouterr().out
    with Workspace(tmp_path) as workspace:
        assert said == f"{workspace.library.take('v2').id[:8]}  v2·1 is a copy of v1·2\n"
    assert main(["takes", "duplicate", "v9", "--home", str(tmp_path)]) != 0
