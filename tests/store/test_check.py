"""`studio library check` finds what does not belong together, either way; `studio library repair` puts it in order."""

import json
import os
import time

import pytest
from short_takes import take

from studio import Workspace
from studio.cli.app import main
from studio.store.check import KINDS, check
from studio.store.repair import repair

LONG_AGO = time.time() - 7200


@pytest.fixture
def home(tmp_path):
    """A home with four takes, one of them kept as a preset."""
    with Workspace(tmp_path) as workspace:
        for number in range(1, 5):
            workspace.library.add(take(number, audition=f"{number:032x}"))
        workspace.keep("v1", "Evening")
    return tmp_path


def found(home, **options):
    return {each.kind: each.items for each in check(home, **options)}


def old(path, content=b"half"):
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    os.utime(path, (LONG_AGO, LONG_AGO))
    return path


def test_a_home_in_order_has_no_findings_and_stays_as_it_is(home, tmp_path, capsys):
    before = {path: path.stat().st_mtime_ns for path in (home / "takes").iterdir()}
    assert found(home, sounds=True) == {}
    assert found(tmp_path / "nowhere") == {}
    assert main(["library", "check", "--home", str(home)]) == 0
    assert capsys.readouterr().out == "The library is in order.\n"
    assert {path: path.stat().st_mtime_ns for path in (home / "takes").iterdir()} == before


def test_orphans_either_way_are_found_and_repaired(home):
    takes = home / "takes"
    (takes / f"{take(2).id}.flac").unlink()
    (takes / f"{take(3).id}.json").unlink()
    with Workspace(home) as workspace:
        workspace.rate("v2", starred=True)
        workspace.tag("v4", ["low"])
        with workspace.library.database.writing() as db:
            db.execute("DELETE FROM takes WHERE id = ?", (take(4).id,))
            db.execute("INSERT INTO tags VALUES (?, 'gone', 'gone')", ("a" * 32,))
    os.utime(takes / f"{take(4).id}.flac", (LONG_AGO, LONG_AGO))
    old(takes / f"{'b' * 32}.json", b"{}")
    unfinished = old(takes / ".new-1"), old(home / "presets" / ".bin" / "1-evening" / ".new-2")

    assert found(home) == {
        "missing-sounds": (take(2).id,),
        "unlisted-sounds": (take(4).id,),
        "stray-sidecars": ("b" * 32,),
        "missing-sidecars": (take(3).id,),
        "orphaned-rows": ("a" * 32,),
        "unfinished-files": tuple(map(str, unfinished)),
    }
    done = repair(home)

    assert (done.restored, done.soundless, done.swept >= 2) == (1, 1, True)
    assert found(home) == {}
    with Workspace(home) as workspace:
        assert workspace.library.entry(take(4).id).rating.tags == ("low",)
        assert [row.version for row in workspace.library.history().rows] == [4, 3, 1]
        (takes / f"{take(2).id}.flac").write_bytes((takes / f"{take(1).id}.flac").read_bytes())  # from a copy
        workspace.library.bin.restore([take(2).id])
        assert workspace.library.entry(take(2).id).rating.starred


def test_damage_is_found_in_sounds_rows_presets_and_the_database(home, capsys):
    (home / "takes" / f"{take(2).id}.flac").write_bytes(b"fLaC")
    (home / "presets" / "evening" / "reference.flac").unlink()
    old(home / "presets" / "broken" / "preset.json", b"{")
    with Workspace(home) as workspace, workspace.library.database.writing() as db:
        db.execute("UPDATE takes SET recipe = '{' WHERE id = ?", (take(3).id,))

    assert "damaged-sounds" not in found(home)
    assert found(home, sounds=True) == {
        "damaged-sounds": (take(2).id,),
        "damaged-rows": (take(3).id,),
        "unreadable-presets": ("broken",),
        "missing-references": ("evening",),
    }
    (home / "library.db").write_bytes(b"something else " * 1000)
    assert main(["library", "check", "--json", "--home", str(home)]) == 1
    told = json.loads(capsys.readouterr().out)
    assert [each["kind"] for each in told] == ["damaged-database", "unreadable-presets", "missing-references"]
    assert "`studio library repair`" in told[0]["remedy"]
    assert "delete" not in told[1]["remedy"]  # a newer studio may have written it


def test_the_command_names_a_few_of_many_and_fails(home, capsys):
    for number in range(9):
        old(home / f".new-{number}")
    assert main(["library", "check", "--home", str(home)]) == 1
    out = capsys.readouterr().out
    assert out.startswith("unfinished files of killed programs: ")
    assert out.endswith(" and 4 more. `studio library repair` deletes them.\n")
    assert main(["library", "repair", "--home", str(home)]) == 0
    assert "Unfinished files deleted: 9." in capsys.readouterr().out
    assert all(what and remedy.endswith(".") for what, remedy in KINDS.values())
