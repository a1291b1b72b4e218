"""The speech API: called with the real `openai` package, and with the requests that other programs send."""

import base64
import http.client
import io
import json
import re
import signal
import stat
import subprocess
import sys
import wave
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import openai
import pytest
import soundfile
from processes import PATIENCE
from studio_process import announced, free_port, open_studio, start_studio

import studio
from studio.audio.pcm import pcm16
from studio.speech_api.api_token import TOKEN_FILE, ApiToken

TEXT = "Good evening, and welcome."
VOICE = "harbour-master"
DOCS = Path(__file__).parents[2] / "docs" / "speech-api.md"


@dataclass
class Answer:
    """A response of the API."""

    status: int
    content: bytes
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def error(self) -> dict[str, Any]:
        """Its error in OpenAI's shape, and nothing else."""
        content = json.loads(self.content)
        assert set(content) == {"error"}
        assert set(content["error"]) == {"message", "type", "param", "code"}
        return dict(content["error"])


@dataclass(frozen=True)
class Server:
    """A studio with `--api`."""

    address: str
    token: str
    home: Path

    def ask(self, method: str, path: str, body: object = None, **headers: str) -> Answer:
        """Send a request as it is written, by default with the token."""
        connection = http.client.HTTPConnection(urlsplit(self.address).netloc, timeout=PATIENCE)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {"Authorization": f"Bearer {self.token}", "Content-Type": "application/json"} | names
        data = body if isinstance(body, bytes) else None if body is None else json.dumps(body).encode()
        with closing(connection):
            connection.request(method, path, data, {name: value for name, value in sent.items() if value})
            answer = connection.getresponse()
            return Answer(answer.status, answer.read(), {name.lower(): value for name, value in answer.getheaders()})

    def speak(self, **fields: object) -> Answer:
        """Ask for speech with some fields changed; None leaves one out."""
        body = {"model": "tts-1", "input": TEXT, "voice": VOICE, "response_format": "wav"} | fields
        return self.ask("POST", "/v1/audio/speech", {name: each for name, each in body.items() if each is not None})

    def client(self, token: str = "") -> openai.OpenAI:
        """Return OpenAI's own client; it retries nothing."""
        return openai.OpenAI(base_url=f"{self.address}v1", api_key=token or self.token, max_retries=0)


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    home = tmp_path_factory.mktemp("home")
    token = ApiToken(home).renew()
    with open_studio(home, arguments=["--api"]) as address:
        yield Server(address, token, home)


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> np.ndarray:
    """What `Studio.say` makes of the same text in the same voice."""
    with studio.Studio(tmp_path_factory.mktemp("other"), backend="sketch") as session:
        return session.start_say(VOICE, TEXT).wait()[0].samples


def decoded(content: bytes) -> tuple[np.ndarray, int]:
    samples, rate = soundfile.read(io.BytesIO(content), dtype="float32")
    return samples, rate


def test_openai_client_speaks_what_say_speaks(server: Server, spoken: np.ndarray, tmp_path: Path) -> None:
    with server.client() as client:
        flac = client.audio.speech.create(model="tts-1", voice=VOICE, input=TEXT, response_format="flac")
        flac.write_to_file(tmp_path / "line.flac")
        pcm = client.audio.speech.create(
            model="gpt-4o-mini-tts", voice={"id": VOICE}, input=TEXT, response_format="pcm"
        ).content
    samples, rate = decoded((tmp_path / "line.flac").read_bytes())

    assert rate == 24_000
    assert np.array_equal(samples, spoken)
    assert pcm == pcm16(spoken)


@pytest.mark.parametrize(
    ("name", "media_type", "file_format"),
    [
        ("mp3", "audio/mpeg", "MP3"),
        ("opus", "audio/ogg", "OGG"),
        ("flac", "audio/flac", "FLAC"),
        ("wav", "audio/wav", "WAV"),
    ],
)
def test_formats_are_complete_files(
    server: Server, spoken: np.ndarray, tmp_path: Path, name: str, media_type: str, file_format: str
) -> None:
    answer = server.speak(response_format=name)
    file = soundfile.info(io.BytesIO(answer.content))
    (tmp_path / f"line.{name}").write_bytes(answer.content)
    made = studio.recipe_of(tmp_path / f"line.{name}")

    assert (answer.status, answer.headers["content-type"], file.format) == (200, media_type, file_format)
    assert int(answer.headers["content-length"]) == len(answer.content)
    assert file.frames == len(spoken)
    assert (made.text, made.voice.name, str(made.seed)) == (TEXT, "Harbour master", answer.headers["x-voice-seed"])


def test_mp3_is_the_default_and_null_counts_as_absent(server: Server) -> None:
    answer = server.speak(response_format=None, model=None, speed=None)

    assert (answer.status, answer.headers["content-type"]) == (200, "audio/mpeg")
    nulls = {"input": TEXT, "voice": VOICE, "speed": None, "instructions": None, "response_format": None, "seed": None}
    assert server.ask("POST", "/v1/audio/speech", nulls).content == answer.content


def test_wav_is_what_the_standard_library_reads(server: Server, spoken: np.ndarray) -> None:
    with wave.open(io.BytesIO(server.speak().content)) as file:
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (24_000, 2, 1)
        assert file.readframes(file.getnframes()) == pcm16(spoken)


@pytest.mark.parametrize("name", ["pcm", "wav", "mp3", "opus", "flac"])
def test_events_join_to_the_file(server: Server, spoken: np.ndarray, name: str) -> None:
    with server.client() as client:
        content = client.audio.speech.create(
            model="tts-1", voice=VOICE, input=TEXT, response_format=name, stream_format="sse"
        ).content
    events = [json.loads(line.removeprefix("data: ")) for line in content.decode().split("\n\n") if line]
    sound = b"".join(base64.b64decode(event["audio"]) for event in events[:-1])

    assert {event["type"] for event in events[:-1]} == {"speech.audio.delta"}
    assert events[-1] == {
        "type": "speech.audio.done",
        "usage": {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0},
    }
    if name == "pcm":
        assert sound == pcm16(spoken)
    else:
        begin = 1105 if name == "mp3" else 0  # the silence of LAME's, which no header tells players to leave out
        with soundfile.SoundFile(io.BytesIO(sound)) as file:
            samples = file.read(begin + len(spoken) - 2000)[begin:]
        assert np.corrcoef(samples, spoken[: len(samples)])[0, 1] > 0.9


def test_speed_changes_the_duration(server: Server, spoken: np.ndarray) -> None:
    for speed in (0.25, 1.5, 4):
        assert len(decoded(server.speak(speed=speed).content)[0]) == round(len(spoken) / speed)
    whole = server.speak(speed=1.5, response_format="pcm").content
    assert len(whole) == 2 * round(len(spoken) / 1.5)


def test_seed_is_reported_and_can_be_chosen(server: Server) -> None:
    own = server.speak(response_format="pcm")
    chosen = server.speak(seed=11)

    assert server.speak(seed=int(own.headers["x-voice-seed"]), response_format="pcm").content == own.content
    assert chosen.headers["x-voice-seed"] == "11"
    assert server.speak(voice_seed=11).content == chosen.content
    assert server.speak(seed="x").error["param"] == "seed"


@pytest.fixture
def evening(server: Server) -> Iterator[str]:
    """A voice with a delivery, beside the starters."""
    with studio.Studio(server.home, backend="sketch") as session:
        preset = session.keep(session.design("a calm woman", text=TEXT, takes=1, seed=7)[0], "Evening")
        session.keep_delivery(preset, "sad", session.start_delivery_proposal(preset, "sad", takes=1).wait()[0].take)
        yield preset.slug
        session.presets.remove(preset)


def test_a_delivery_is_a_voice_of_its_own_and_what_instructions_may_ask_for(server: Server, evening: str) -> None:
    listed = [voice["id"] for voice in json.loads(server.ask("GET", "/v1/audio/voices").content)["voices"]]
    sad, neutral = server.speak(voice=f"{evening}/sad"), server.speak(voice=evening)

    assert listed[:2] == [evening, f"{evening}/sad"]
    assert (sad.status, neutral.status) == (200, 200)
    assert sad.content != neutral.content
    assert server.speak(voice=evening, instructions="Speak in a sorrowful tone.").content == sad.content
    refused = server.speak(voice=evening, instructions="Speak in a cheerful tone.")
    assert (refused.status, refused.error["param"]) == (400, "instructions")
    assert "sad" in refused.error["message"]
    unknown = server.speak(voice=f"{evening}/angry").error
    assert (unknown["param"], unknown["code"]) == ("voice", "delivery-not-found")
    assert "neutral, sad" in unknown["message"]


def test_instructions_that_cannot_be_followed_are_refused(server: Server) -> None:
    with server.client() as client, pytest.raises(openai.BadRequestError) as raised:
        client.audio.speech.create(model="tts-1", voice=VOICE, input=TEXT, instructions="Speak in a cheerful tone.")

    assert raised.value.param == "instructions"
    assert server.speak(instructions=" ").status == 200


@pytest.mark.parametrize(
    ("fields", "param", "code"),
    [
        ({"voice": "alloy"}, "voice", "voice-not-found"),
        ({"voice": {"id": "alloy"}}, "voice", "voice-not-found"),
        ({"voice": {"name": VOICE}}, "voice", "missing_required_parameter"),
        ({"voice": None}, "voice", "missing_required_parameter"),
        ({"voice": 3}, "voice", "invalid_value"),
        ({"voice": "../../etc"}, "voice", "voice-not-found"),
        ({"input": None}, "input", "missing_required_parameter"),
        ({"input": 3}, "input", "invalid_value"),
        ({"input": ""}, "input", "invalid-text"),
        ({"input": "… !?"}, "input", "invalid-text"),
        ({"input": "a" * 20_001}, "input", "invalid-text"),
        ({"response_format": "ogg"}, "response_format", "invalid_value"),
        ({"response_format": ["mp3"]}, "response_format", "invalid_value"),
        ({"stream_format": "websocket"}, "stream_format", "invalid_value"),
        ({"speed": 0.2}, "speed", "invalid_value"),
        ({"speed": 4.01}, "speed", "invalid_value"),
        ({"speed": "fast"}, "speed", "invalid_value"),
        ({"speed": True}, "speed", "invalid_value"),
        ({"model": 7}, "model", "invalid_value"),
        ({"seed": -1}, "seed", "invalid-seed"),
        ({"language": "klingon"}, "language", "unknown-language"),
    ],
)
def test_error_names_the_field_in_openais_shape(
    server: Server, fields: dict[str, object], param: str, code: str
) -> None:
    answer = server.speak(**fields)

    assert answer.status == 400
    assert (answer.error["type"], answer.error["param"], answer.error["code"]) == ("invalid_request_error", param, code)


def test_unknown_voice_is_told_which_there_are(server: Server) -> None:
    assert VOICE in server.speak(voice="alloy").error["message"]


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b"\xff", b'{"input": NaN}', b"[" * 10_000])
def test_body_that_is_not_a_json_object_is_refused(server: Server, body: bytes) -> None:
    answer = server.ask("POST", "/v1/audio/speech", body)

    assert (answer.status, answer.error["code"]) == (400, "invalid_json")


def test_long_body_is_refused(server: Server) -> None:
    answer = server.ask("POST", "/v1/audio/speech", b" " * (256 * 2**10 + 1))

    assert (answer.status, answer.error["code"]) == (413, "request_too_large")


def test_unknown_address_and_method_are_refused(server: Server) -> None:
    assert server.ask("POST", "/v1/audio/transcriptions", {}).error["code"] == "not_found"
    assert server.ask("GET", "/v1/audio/speech").error["code"] == "method_not_allowed"
    assert server.ask("GET", "/v1").status == 404
    assert server.ask("GET", "/v10/models").content == server.ask("GET", "/none").content  # the page's


@pytest.mark.parametrize("path", ["/v1/audio/voices", "/v1/models", "/v1/audio/models", "/v1/none", "/v1"])
def test_every_address_needs_the_token(server: Server, path: str) -> None:
    for given in (
        "",
        "Bearer",
        "Bearer ",
        "Bearer wrong",
        f"Basic {server.token}",
        f"Bearer {server.token}x",
        server.token,
    ):
        answer = server.ask("GET", path, Authorization=given)
        assert (answer.status, answer.error["code"]) == (401, "invalid_api_key")
        assert answer.headers["www-authenticate"] == "Bearer"
    with server.client("wrong") as client, pytest.raises(openai.AuthenticationError):
        client.models.list()


def test_body_is_not_read_without_the_token(server: Server) -> None:
    """Of a body that is announced and never sent: the answer does not wait for it."""
    connection = http.client.HTTPConnection(urlsplit(server.address).netloc, timeout=PATIENCE)
    with closing(connection):
        connection.putrequest("POST", "/v1/audio/speech")
        connection.putheader("Content-Length", "100000")
        connection.endheaders()
        assert connection.getresponse().status == 401


def test_other_hosts_and_origins_are_rejected(server: Server) -> None:
    host = urlsplit(server.address).netloc
    assert server.ask("GET", "/v1/models", Host="evil.example").status == 400
    assert "--allow-host" in server.ask("GET", "/v1/models", Host="evil.example").error["message"]
    for origin in ("http://evil.example", "null", f"https://{host}", "http://127.0.0.1:1"):
        assert server.ask("GET", "/v1/models", Origin=origin).error["type"] == "invalid_request_error"
        assert (
            server.ask("OPTIONS", "/v1/audio/speech", Origin=origin, Access_Control_Request_Method="POST").status == 403
        )
    assert server.ask("GET", "/v1/models", Sec_Fetch_Site="cross-site").status == 403
    answer = server.ask("GET", "/v1/models", Origin=f"http://{host}")
    assert answer.status == 200
    assert "access-control-allow-origin" not in answer.headers


def test_models_and_voices_are_listed_as_clients_read_them(server: Server) -> None:
    with server.client() as client:
        (model,) = client.models.list().data
        assert client.models.retrieve(model.id).id == model.id
        with pytest.raises(openai.NotFoundError):
            client.models.retrieve("tts-1")
    assert json.loads(server.ask("GET", "/v1/audio/models").content)["models"][0]["id"] == model.id
    voices = json.loads(server.ask("GET", "/v1/audio/voices").content)["voices"]
    assert {voice["id"]: (voice["name"], voice["language"]) for voice in voices}[VOICE] == ("Harbour master", "en")
    for voice in voices:
        assert server.speak(voice=voice["id"], input="Yes.").status == 200
        assert server.speak(voice=voice["name"], input="Yes.").status == 200


def test_requests_of_sillytavern_open_webui_and_wyoming_openai_are_answered(server: Server) -> None:
    """Bodies and headers as those programs send them."""
    sillytavern = {"input": TEXT, "response_format": "mp3", "voice": "Harbour master", "speed": 1, "model": "tts-1"}
    answer = server.ask("POST", "/v1/audio/speech", sillytavern, User_Agent="node-fetch")
    assert (answer.status, answer.headers["content-type"]) == (200, "audio/mpeg")

    open_webui = {"model": "gpt-4o-mini-tts", "input": TEXT, "voice": VOICE, "id": "message", "chat_id": "x"}
    user = {"X_OpenWebUI_User_Name": "Ada", "X_OpenWebUI_User_Id": "1"}
    answer = server.ask("POST", "/v1/audio/speech", open_webui, **user)
    assert (answer.status, answer.headers["content-type"]) == (200, "audio/mpeg")

    with (
        server.client() as client,
        client.audio.speech.with_streaming_response.create(
            model="voice-studio", voice=VOICE, input=TEXT, response_format="wav", speed=1.0
        ) as response,
        wave.open(io.BytesIO(b"".join(response.iter_bytes(2048)))) as file,
    ):
        assert (file.getframerate(), file.getsampwidth(), file.getnchannels()) == (24_000, 2, 1)


def test_example_of_the_documentation_runs(server: Server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (example,) = re.findall(r"^```python\n(.*?)^```", DOCS.read_text(), re.DOTALL | re.MULTILINE)
    monkeypatch.chdir(tmp_path)
    values: dict[str, Any] = {}
    exec(example.replace("http://127.0.0.1:7860/", server.address).replace("studio-…", server.token), values)
    values["client"].close()

    assert soundfile.info("evening.mp3").format == "MP3"


def test_page_has_no_api_without_the_option(tmp_path: Path) -> None:
    token = ApiToken(tmp_path).renew()
    with open_studio(tmp_path) as address:
        answer = Server(address, token, tmp_path).ask("GET", "/v1/models")
        assert answer.status == 404


def test_token_is_shown_once_and_kept_as_a_digest(tmp_path: Path) -> None:
    kept = ApiToken(tmp_path)
    token = kept.create_once()

    assert len(token) > 40
    assert kept.create_once() == ""
    assert kept.matches(token)
    assert token not in (tmp_path / TOKEN_FILE).read_text()
    assert stat.S_IMODE((tmp_path / TOKEN_FILE).stat().st_mode) == 0o600
    assert ApiToken(tmp_path).matches(token)

    renewed = ApiToken(tmp_path).renew()
    assert [kept.matches(each) for each in (token, renewed, "")] == [False, True, False]


@pytest.mark.parametrize("content", ["", "{}", "[]", '{"sha256": 1, "created": ""}', '{"sha256": "é", "created": "x"}'])
def test_damaged_token_file_opens_nothing(tmp_path: Path, content: str) -> None:
    (tmp_path / TOKEN_FILE).write_text(content)

    assert not any(ApiToken(tmp_path).matches(given) for given in ("", "x", "é"))


def test_chosen_token_is_kept_nowhere(tmp_path: Path) -> None:
    kept = ApiToken(tmp_path, "correct horse battery")

    assert kept.create_once() == ""
    assert [kept.matches(given) for given in ("correct horse battery", "", "correct horse")] == [True, False, False]
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(studio.InvalidInput):
        ApiToken(tmp_path, "short")


def test_token_is_printed_once_and_a_new_one_ends_it(tmp_path: Path) -> None:
    """As a user sees it: the first start shows the token, the next one does not, and the command makes another."""
    shown = []
    for _ in range(2):
        process = start_studio(tmp_path, free_port(), arguments=["--api"])
        assert process.stdout is not None
        address = announced(process)
        shown.append(process.stdout.readline())
        if len(shown) == 2:
            server = Server(address, shown[0].split()[-1], tmp_path)
            assert server.ask("GET", "/v1/models").status == 200
            command = [sys.executable, "-m", "studio", "api", "token", "--new", "--home", str(tmp_path)]
            new = subprocess.check_output(command, text=True).strip()
            assert server.ask("GET", "/v1/models").status == 401
            assert Server(address, new, tmp_path).ask("GET", "/v1/models").status == 200
        process.send_signal(signal.SIGINT)
        process.communicate(timeout=PATIENCE)

    assert f"{address}v1" in shown[1]
    assert "studio-" in shown[0]
    assert "studio-" not in shown[1]


def test_password_and_token_open_what_is_theirs(tmp_path: Path) -> None:
    (tmp_path / "password").write_text("correct horse\n")
    token = ApiToken(tmp_path).renew()
    arguments = ["--api", "--password-file", str(tmp_path / "password"), "--allow-host", "studio.test"]
    with open_studio(tmp_path, arguments=arguments) as address:
        server = Server(address, token, tmp_path)
        assert server.ask("GET", "/v1/models").status == 200
        assert server.ask("GET", "/v1/models", Host="studio.test").status == 200
        assert server.ask("GET", "/studio/presets.json").status == 401
        assert server.ask("GET", "/v1/models", Authorization="Bearer correct horse").status == 401
