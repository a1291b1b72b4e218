"""The named endpoints, called with the real `gradio_client` through the page's guard and its password."""

import http.client
import re
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

import pytest
import soundfile
from gradio_client import Client
from gradio_client.exceptions import AppError
from studio_process import open_studio

DOCS = Path(__file__).parents[2] / "docs" / "endpoints.md"
PASSWORD = "correct horse"  # also in the documentation


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    home = tmp_path_factory.mktemp("home")
    (home / "password").write_text(f"{PASSWORD}\n")
    with open_studio(home, arguments=["--password-file", str(home / "password")]) as address:
        yield address


@pytest.fixture(scope="module")
def cookie(address: str) -> str:
    """Log in as a program does: the form's answer sets the cookie."""
    answer = post(address, "/studio/login", urlencode({"password": PASSWORD}))
    return str(answer.headers["Set-Cookie"]).partition(";")[0]


def post(address: str, path: str, body: str, **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlsplit(address).netloc)
    with closing(connection):
        connection.request("POST", path, body, headers)
        return connection.getresponse()


@pytest.fixture(scope="module")
def client(address: str, cookie: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Client]:
    files = tmp_path_factory.mktemp("files")
    client = Client(address, headers={"Cookie": cookie}, verbose=False, analytics_enabled=False, download_files=files)
    yield client
    client.close()


def test_examples_of_the_documentation_run(address: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    examples = re.findall(r"^```python\n(.*?)^```", DOCS.read_text(), re.DOTALL | re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    with open_studio(tmp_path / "home") as without_password:
        values: dict[str, Any] = {}
        exec(examples[0].replace("http://127.0.0.1:7860", without_password.rstrip("/")), values)
        assert Path(values["line"]["file"]).suffix == ".mp3"
    exec(examples[1].replace("http://127.0.0.1:7860", address.rstrip("/")), values)
    assert len(values["client"].predict(api_name="/presets")) >= 24


def test_only_the_named_endpoints_are_public(client: Client) -> None:
    described = client.view_api(return_format="dict", print_info=False)

    assert set(described["named_endpoints"]) == {"/design", "/say", "/presets"}
    assert described["unnamed_endpoints"] == {}


def test_voice_is_designed_and_a_preset_speaks(client: Client) -> None:
    first, second = client.predict("a calm woman", "Good evening.", takes=2, seed="7", api_name="/design")
    assert (first["label"], second["label"], first["seed"], second["seed"]) == ("v1·1", "v1·2", 7, 8)
    assert Path(first["file"]).name == "v1-1 calm woman.flac"
    assert soundfile.info(first["file"]).duration == pytest.approx(first["duration"], abs=0.01)

    voices = client.predict(api_name="/presets")
    assert "Harbour master" in [voice["name"] for voice in voices]
    line = client.predict("Harbour master", "Ahoy.", format="mp3", api_name="/say")
    assert line["label"] == "Harbour master · Ahoy."
    assert soundfile.info(line["file"]).format == "MP3"
    assert client.predict(first["ref"], "And you?", api_name="/say")["duration"] > 0


@pytest.mark.parametrize(
    ("arguments", "name", "sentence"),
    [
        (("Nobody", "Ahoy."), "/say", "There is no preset named 'nobody'"),
        (("Harbour master", ""), "/say", "text"),
        (("a calm woman", "Hello.", 99), "/design", "takes"),
        (("a calm woman", "Hello.", 1, "", "auto", "../x"), "/design", "is not a sound format"),
        ((7, ["x"]), "/design", ""),
    ],
)
def test_refusals_are_sentences(client: Client, arguments: tuple[object, ...], name: str, sentence: str) -> None:
    with pytest.raises(AppError, match=f"(?i){sentence}"):
        client.predict(*arguments, api_name=name)


def test_guard_and_password_stand_before_the_endpoints(address: str, cookie: str) -> None:
    for headers, status in [
        ({}, 401),
        ({"Cookie": cookie, "Origin": "http://evil.example"}, 403),
        ({"Cookie": cookie, "Host": "evil.example"}, 400),
    ]:
        assert post(address, "/gradio_api/call/presets", '{"data": []}', **headers).status == status
