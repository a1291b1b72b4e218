"""`studio presets export` and `studio presets import`, as a person types them."""

from pathlib import Path

import pytest

from studio.audio.tags import with_tags
from studio.cli.app import main
from studio.cli.exchange_commands import _FORMATS
from studio.exchange.registry import FORMATS

STARTERS = Path(__file__).parents[2] / "presets"


@pytest.fixture
def studio(tmp_path, capsys, monkeypatch):
    """Return a function that runs a command in this process and returns its exit code, output and notices."""
    monkeypatch.setenv("STUDIO_HOME", str(tmp_path / "home"))

    def run(*arguments):
        code = main(["presets", *map(str, arguments)])
        shown = capsys.readouterr()
        return code, shown.out, shown.err

    return run


def test_presets_are_exported_and_imported_and_each_file_has_its_own_answer(studio, tmp_path):
    code, out, err = studio("export", "news-desk", "harbour-master", "--format", "vox", "-o", tmp_path / "out")
    assert (code, out) == (0, f"2 presets are in {tmp_path / 'out'}\n")
    assert "studio: The sketch speaks only in the studio" in err
    assert "studio: 'News desk' lasts 1.9 s" in err
    (tmp_path / "out" / "broken.vox").write_bytes(b"PK\3\4")

    code, out, err = studio("import", *sorted((tmp_path / "out").iterdir()))
    assert code == 1
    assert sorted(line.split(",")[0] for line in out.splitlines()) == [
        "Harbour master is among your presets",
        "News desk is among your presets",
    ]
    assert err.startswith("studio: [archive-damaged] broken.vox cannot be imported: it is cut off")

    code, out, err = studio("import", tmp_path / "out" / "News desk.vox")
    assert (code, err) == (
        1,
        "studio: [already-exists] News desk.vox: A preset named 'News desk' already exists. "
        "Replace it with --overwrite.\n",
    )
    assert studio("import", tmp_path / "out" / "News desk.vox", "--overwrite")[0] == 0

    code, out, err = studio("export", "--all", "--format", "pair", "-o", tmp_path / "pairs")
    assert out == f"2 presets are in {tmp_path / 'pairs'}\n"
    assert err.startswith("studio: Not in it: the tags")
    assert sorted(file.name for file in (tmp_path / "pairs").iterdir())[:2] == [
        "Harbour master.txt",
        "Harbour master.wav",
    ]


def test_what_is_missing_is_said(studio, tmp_path):
    assert (
        "[invalid-input] No preset is named. Name one or several, or use --all." in studio("export", "-o", "x.zip")[2]
    )
    assert "[unknown-format]" in studio("export", "news-desk", "--format", "mp5", "-o", tmp_path / "x")[2]
    recording = with_tags((STARTERS / "harbour-master" / "reference.flac").read_bytes(), {})  # it says nothing
    (tmp_path / "me.flac").write_bytes(recording)
    assert "[transcript-missing]" in studio("import", tmp_path / "me.flac")[2]
    assert "--consent" in studio("import", tmp_path / "me.flac", "--transcript", "Hello there.")[2]


def test_help_names_every_format():
    assert all(name in _FORMATS for name in FORMATS)
