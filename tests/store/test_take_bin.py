"""The bin: deleted takes and versions are kept for 30 days, and restored as they were."""

from datetime import timedelta

import pytest
from short_takes import take

from studio import NotFound, Workspace

NOW = timedelta(0)


@pytest.fixture
def workspace(tmp_path):
    with Workspace(tmp_path) as workspace:
        for number in range(1, 4):
            workspace.library.add(take(number, audition="a" * 32, position=number - 1))
        workspace.library.add(take(4, audition="b" * 32, minute=1))
        yield workspace


def labels(workspace):
    return [entry.label for takes in workspace.library.auditions() for entry in takes]


def binned_labels(workspace):
    binned = workspace.library.takes_of([each.id for each in workspace.library.binned()], binned=True)
    return [entry.label for takes in binned.values() for entry in takes]


def test_a_deleted_take_is_in_no_list_and_comes_back_as_it_was(workspace):
    library = workspace.library
    workspace.rate("v1.2", starred=True, note="warm")
    before = library.entry(take(2).id)
    library.bin.put([before.id])

    assert labels(workspace) == ["v2·1", "v1·1", "v1·3"]
    assert (binned_labels(workspace), library.starred()) == (["v1·2"], ())
    assert library.path(before.id).exists()  # it can be heard in the bin, and measured until that ends
    assert library.take(before.id).id == before.id
    for find in (library.find_id, library.take):
        with pytest.raises(NotFound, match=r"in the bin\. st\.library\.bin\.restore\(\['0{31}2'") as raised:
            find("v1.2")
        assert raised.value.code == "in-bin"
    for find in (library.find_id, library.entry):
        with pytest.raises(NotFound, match="The take 'v1·2' is in the bin"):
            find(before.id)
    library.bin.restore([before.id])
    assert library.entry(before.id) == before
    assert binned_labels(workspace) == []


def test_a_deleted_version_comes_back_with_the_takes_that_went_with_it(workspace):
    library = workspace.library
    library.bin.put([take(1).id])
    library.bin.put(auditions=["a" * 32])

    assert [row.version for row in library.history().rows] == [2]
    library.bin.restore(auditions=["a" * 32])
    assert labels(workspace) == ["v2·1", "v1·2", "v1·3"]
    assert binned_labels(workspace) == ["v1·1"]


def test_a_version_goes_with_its_last_take_and_comes_back_with_any(workspace):
    workspace.library.bin.put([take(4).id])
    assert [row.version for row in workspace.library.history().rows] == [1]

    workspace.library.bin.restore([take(4).id])
    assert [row.version for row in workspace.library.history().rows] == [2, 1]


def test_the_bin_is_listed_in_pages_without_a_limit_of_its_own(workspace):
    for number in range(1000, 1210):
        workspace.library.add(take(number, audition=f"{number:032x}", minute=number))
    auditions = [f"{number:032x}" for number in range(1000, 1210)]
    workspace.library.bin.put(auditions=auditions)
    pages, before = [], ""
    while not pages or before:
        page = workspace.library.bin_page(before, limit=100)
        pages.append([row.id for row in page.rows])
        before = page.following

    assert [len(page) for page in pages] == [100, 100, 10]
    assert [audition for page in pages for audition in page] == auditions[::-1]
    assert len(workspace.library.binned()) == len(binned_labels(workspace)) == 210


def test_what_is_not_in_the_bin_cannot_be_restored(workspace):
    for wrong in ({"takes": [take(1).id]}, {"auditions": ["a" * 32]}, {"takes": ["f" * 32]}):
        with pytest.raises(NotFound, match="not in the bin"):
            workspace.library.bin.restore(**wrong)


def test_the_bin_is_emptied_of_what_was_deleted_long_ago_but_not_of_kept_or_starred_takes(workspace, tmp_path):
    workspace.rate("v1.1", verdict="keep")
    workspace.rate("v1.2", starred=True)
    workspace.library.bin.put(auditions=["a" * 32, "b" * 32])

    assert workspace.library.bin.empty() == 0
    assert workspace.library.bin.empty(NOW) == 2
    assert binned_labels(workspace) == ["v1·1", "v1·2"]
    assert {path.stem for path in (tmp_path / "takes").glob("*.flac")} == {take(1).id, take(2).id}
    assert workspace.library.bin.empty(NOW, treasured=True) == 2
    assert workspace.library.binned() == ()


def test_the_number_of_a_version_that_is_gone_is_not_given_again(workspace):
    workspace.library.bin.put(auditions=["b" * 32])
    workspace.library.bin.empty(NOW)

    workspace.library.add(take(5, audition="c" * 32))
    assert workspace.library.entry(take(5).id).version == 3
    assert workspace.library.version("b" * 32) is None


def test_pruning_leaves_the_bin_alone(workspace):
    workspace.rate("v1.1", verdict="reject")
    workspace.library.bin.put([take(1).id])

    assert workspace.library.pruning.prune(NOW) == ()
    assert take(1).id not in {entry.id for entry in workspace.unjudged(NOW)}
