"""Files on their way from the browser: names that lead nowhere else, pieces in order, bounds."""

from pathlib import Path

import pytest

from studio.errors import InvalidInput, NotFound
from studio.exchange.bounded_zip import LARGEST_FILE
from studio.ui.sections.exchange.uploads import MOST_FILES, Uploads


@pytest.fixture
def uploads(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Uploads:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    return Uploads()


def test_file_arrives_in_pieces_and_is_deleted_at_the_end(uploads: Uploads, tmp_path: Path) -> None:
    id = uploads.begin(["voice.wav", "empty.txt"])
    for start, piece in ((0, b"old"), (0, b"ab"), (2, b"cd")):  # the first attempt was given up
        uploads.write(id, 0, start, piece)
    voice, empty = uploads.files(id)

    assert (voice.name, voice.read_bytes(), empty.exists()) == ("voice.wav", b"abcd", False)
    assert voice.parent.stat().st_mode & 0o077 == 0
    uploads.end(id)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(NotFound, match="This import is over"):
        uploads.files(id)


def test_names_lead_nowhere_else_and_are_different(uploads: Uploads, tmp_path: Path) -> None:
    names = ["../../etc/passwd", "a/b.wav", "B.WAV", "C:\\x.txt", "con:.zip", "", "..", "\0.wav", "é" * 300 + ".flac"]
    files = uploads.files(uploads.begin(names))

    assert len({file.name.casefold() for file in files}) == len(names)
    assert {file.parent.parent for file in files} == {tmp_path}
    assert [file.name for file in files[:4]] == ["passwd", "b.wav", "B (2).WAV", "x.txt"]


def test_what_is_missing_or_too_much_is_refused(uploads: Uploads) -> None:
    id = uploads.begin(["voice.wav"])
    uploads.write(id, 0, 0, b"ab")
    with pytest.raises(InvalidInput, match=r"A part of voice\.wav did not arrive"):
        uploads.write(id, 0, 3, b"d")
    with pytest.raises(InvalidInput, match=r"has more than 256 MB"):
        uploads.write(id, 0, LARGEST_FILE, b"x")
    with pytest.raises(NotFound, match="no such file"):
        uploads.write(id, 1, 0, b"x")
    for count in (0, MOST_FILES + 1):
        with pytest.raises(InvalidInput, match="cannot be imported at once"):
            uploads.begin(["a.wav"] * count)


def test_oldest_of_many_imports_is_given_up(uploads: Uploads, tmp_path: Path) -> None:
    first, *others = [uploads.begin(["a.wav"]) for _ in range(5)]
    with pytest.raises(NotFound):
        uploads.files(first)
    assert len(list(tmp_path.iterdir())) == len(others)
