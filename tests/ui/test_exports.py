"""Export on the page: one file or a zip file, and what each format loses."""

import io
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.parse import unquote
from urllib.request import urlopen

import pytest
from served_routes import served_routes

import studio
from studio.exchange.registry import FORMATS
from studio.ui.words import table


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with studio.Studio(tmp_path_factory.mktemp("home"), backend="sketch") as session, served_routes(session) as port:
        yield f"http://127.0.0.1:{port}/studio/exports"


def fetch(address: str) -> tuple[bytes, str]:
    """Return the content and the file's name."""
    with urlopen(address) as answer:
        return answer.read(), unquote(answer.headers["Content-Disposition"].partition("utf-8''")[2])


def test_one_voice_is_one_file_or_a_zip_of_its_files(address: str, tmp_path: Path) -> None:
    vox, vox_name = fetch(f"{address}/voices?slug=harbour-master&format=vox")
    pair, pair_name = fetch(f"{address}/voices?slug=harbour-master&format=pair")
    (tmp_path / "voice").write_bytes(vox)

    with studio.Workspace(tmp_path / "home") as workspace:
        assert workspace.presets.add(tmp_path / "voice").name == "Harbour master"
    assert (vox_name, pair_name) == ("Harbour master.vox", "Harbour master (pair).zip")
    assert zipfile.ZipFile(io.BytesIO(pair)).namelist() == ["Harbour master.wav", "Harbour master.txt"]


@pytest.mark.parametrize("format", ["localai", "studio"])
def test_several_voices_are_one_zip_that_is_imported_whole(address: str, tmp_path: Path, format: str) -> None:
    content, name = fetch(f"{address}/voices?slug=harbour-master&slug=news-desk&format={format}")
    (tmp_path / "voices.zip").write_bytes(content)

    assert name == f"2 voices ({format}).zip"
    with studio.Workspace(tmp_path / "home") as workspace:
        found = workspace.presets.add_all([tmp_path / "voices.zip"])
    assert [each.preset and each.preset.name for each in found] == ["Harbour master", "News desk"]


def test_what_each_format_loses_is_told(address: str) -> None:
    with urlopen(f"{address}/formats.json?slug=harbour-master&slug=news-desk") as answer:
        told = {each["name"]: each["notes"] for each in json.load(answer)}

    assert list(told) == list(FORMATS)
    assert told["studio"] == []
    assert told["openedai"][0].startswith("Not in it: the tags")
    assert told["pair"][-1].startswith("'News desk' lasts 1.9 s")
    assert all(f"exports.{name}" in table("en") for name in FORMATS)


@pytest.mark.parametrize("query", ["slug=nobody&format=vox", "slug=news-desk&format=../etc", "slug=news-desk&format="])
def test_what_there_is_not_is_not_found(address: str, query: str) -> None:
    with pytest.raises(HTTPError) as refusal:
        urlopen(f"{address}/voices?{query}")

    with refusal.value as answer:
        assert answer.code == 404
