"""The pictures of voices, as the page asks for them."""

import io
import json
from collections.abc import Iterator
from pathlib import Path
from urllib.error import HTTPError
from urllib.request import urlopen

import pytest
from PIL import Image
from served_routes import served_routes

import studio


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home: Path = tmp_path_factory.mktemp("home")
    with studio.Studio(home, backend="sketch") as session:
        session.presets.duplicate("news-desk").picture_path.unlink()  # as an earlier studio saved it
        with served_routes(session) as port:
            yield f"http://127.0.0.1:{port}"


def test_each_voice_has_a_picture_that_browsers_keep(address: str) -> None:
    with urlopen(f"{address}/studio/presets.json") as answer:
        presets = json.load(answer)
    for preset in presets:
        with urlopen(f"{address}{preset['picture']}") as answer:
            assert "immutable" in answer.headers["Cache-Control"]
            assert Image.open(io.BytesIO(answer.read())).format == answer.headers["Content-Type"].split("/")[1].upper()
    assert len(presets) > 1


@pytest.mark.parametrize(
    ("path", "status"), [("nobody.webp?v=1", 404), ("..%2Fnews-desk.webp?v=1", 404), ("news-desk.webp", 422)]
)
def test_what_names_no_voice_has_no_picture(address: str, path: str, status: int) -> None:
    with pytest.raises(HTTPError) as refusal:
        urlopen(f"{address}/studio/presets/{path}")
    with refusal.value as answer:
        assert answer.code == status
