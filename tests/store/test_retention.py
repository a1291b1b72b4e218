"""Retention: old takes, or the oldest of too many, go to the bin; never one that somebody values."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from short_takes import take

from studio import InvalidInput, RetentionRule, Studio, Workspace
from studio.cli.app import main
from studio.cli.quantities import age, shown_size, size
from studio.domain.lineage import Lineage
from studio.store.take_files import TakeFiles

YEAR = timedelta(days=365)
NOW = timedelta(0)


@pytest.fixture
def home(tmp_path):
    """A home with ten takes, each of its own version, one a day up to today; take 1 is the oldest."""
    with Workspace(tmp_path) as workspace:
        for number in range(1, 11):
            created = datetime.now(UTC) - timedelta(days=10 - number, hours=1)
            workspace.library.add(replace(take(number, audition=f"{number:032x}"), created=created))
    return tmp_path


@pytest.fixture
def workspace(home):
    with Workspace(home) as workspace:
        yield workspace


def numbers(entries):
    return [int(entry.id, 16) for entry in entries]


def size_of(home, *takes):
    files = TakeFiles(home / "takes")
    return sum(files.size(take(number).id) for number in takes)


def test_old_takes_go_to_the_bin_and_come_back(workspace):
    rule = RetentionRule(older_than=timedelta(days=7))
    assert numbers(workspace.expired(rule)) == [1, 2, 3]
    assert len(workspace.library.history().rows) == 10

    assert numbers(workspace.expire(rule)) == [1, 2, 3]
    assert len(workspace.library.history().rows) == 7
    assert workspace.expire(rule) == ()
    workspace.library.bin.restore([take(1).id])
    assert len(workspace.library.history().rows) == 8


def test_the_oldest_takes_go_until_the_others_need_no_more_space(workspace, home):
    everything = size_of(home, *range(1, 11))
    assert numbers(workspace.expired(RetentionRule(larger_than=everything))) == []
    assert numbers(workspace.expired(RetentionRule(larger_than=everything - 1))) == [1]
    assert numbers(workspace.expire(RetentionRule(larger_than=size_of(home, 8, 9, 10)))) == list(range(1, 8))
    assert workspace.expired(RetentionRule(larger_than=size_of(home, 8, 9, 10))) == ()
    both = RetentionRule(older_than=timedelta(days=2), larger_than=size_of(home, 10))
    assert numbers(workspace.expired(both)) == [8, 9]


def test_what_is_valued_stays_whatever_its_age_and_size(workspace):
    workspace.rate("v1", verdict="keep")
    workspace.rate("v2", starred=True)
    workspace.rate("v3", note="warm")
    workspace.tag("v4", ["narrator"])
    assert workspace.listening.preference(take(5), take(6), trials=2).trial
    workspace.keep("v7", "Evening")
    workspace.presets.save(take(99), "Copied", tags=[], lineage=Lineage("take", take(8).id))
    workspace.rate("v9", verdict="reject")

    for rule in (RetentionRule(older_than=NOW), RetentionRule(larger_than=0)):
        assert numbers(workspace.expired(rule)) == [9, 10]
    assert numbers(workspace.expire(RetentionRule(older_than=NOW))) == [9, 10]


def test_a_star_given_meanwhile_keeps_a_take(workspace, home, monkeypatch):
    expired = workspace.library.retention.expired(RetentionRule(older_than=NOW), workspace._sources())
    with Workspace(home) as other:
        other.rate("v1", starred=True)
    monkeypatch.setattr(workspace.library.retention, "expired", lambda *rule: expired)
    workspace.expire(RetentionRule(older_than=NOW))

    assert [row.version for row in workspace.library.history().rows] == [1]


def test_the_stored_rule_applies_at_each_start_and_a_damaged_one_keeps_everything(home, workspace):
    assert workspace.library.retention.rule.is_empty
    workspace.library.retention.remember(RetentionRule(older_than=timedelta(days=7)))
    with Studio(home, backend="sketch") as studio:
        assert len(studio.library.history().rows) == 7
    for damaged in ("{", "[]", '{"schema": 2, "older_than_days": 0, "larger_than_bytes": 0}', '{"schema": 1}'):
        (home / "retention.json").write_text(damaged)
        assert workspace.expire() == ()


def test_ages_and_sizes_are_read_as_people_type_them():
    assert [age(text).days for text in ("90", "90d", "2w", "6m", "1y")] == [90, 90, 14, 180, 365]
    assert [size(text) for text in ("5GB", "1.5 gb", "800MB", "2GiB", "100")] == [
        5 * 10**9, 15 * 10**8, 8 * 10**8, 2 << 30, 100,
    ]  # fmt: skip
    assert [shown_size(number) for number in (12_300, 4_560_000, 5 * 10**9)] == ["12 kB", "4.6 MB", "5.0 GB"]
    with pytest.raises(InvalidInput):
        RetentionRule(older_than=timedelta(-1))


def test_the_command_prunes_only_when_told_and_stores_a_rule(home, capsys):
    options = ["--home", str(home)]
    assert main(["library", "prune", *options]) == 1
    assert "--older-than 90d" in capsys.readouterr().err
    assert main(["library", "prune", "--older-than", "7d", "--dry-run", *options]) == 0
    assert [line.split()[1:] for line in capsys.readouterr().out.splitlines()] == [
        [f"v{number}·1", f"{datetime.now(UTC) - timedelta(days=10 - number, hours=1):%Y-%m-%d}"] for number in (1, 2, 3)
    ]
    assert main(["library", "prune", "--older-than", "7d", *options]) == 1  # nobody to ask
    assert main(["library", "prune", "--older-than", "7d", "--yes", *options]) == 0
    assert main(["library", "prune", "--larger-than", "5GB", "--yes", *options]) == 0
    assert main(["library", "retention", "--older-than", "5d", "--larger-than", "5GB", *options]) == 0
    assert main(["library", "prune", "--dry-run", *options]) == 0
    assert main(["library", "retention", "--off", *options]) == 0

    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "3 takes in the bin. `studio takes bin --empty` frees the space at once."
    assert lines[1].startswith("No take is too old")
    assert "older than 5 days or are the oldest while all need more than 5.0 GB." in lines[2]
    assert [line.split()[1] for line in lines[3:5]] == ["v4·1", "v5·1"]
    assert lines[5] == "All takes are kept for ever."
