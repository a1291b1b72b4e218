"""Speech that is sent while it is generated, cancelled, repeated or refused: the worker does as the text says."""

import base64
import http.client
import json
import shutil
import sys
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from functools import partial
from pathlib import Path
from queue import Queue

import numpy as np
import pytest
from processes import PATIENCE
from server_thread import served

import studio.engine.shared as shared
from studio import Studio
from studio.audio.pcm import pcm16
from studio.auditions.audition import Audition
from studio.auditions.recent import RecentAuditions
from studio.domain.recipe import Recipe
from studio.domain.take import Take, on_grid
from studio.engine.engine import Engine
from studio.engine.queue import MAX_QUEUED
from studio.errors import Cancelled, EngineBusy
from studio.speech_api.app import speech_api
from studio.ui.security.bodies import Bodies
from studio.wyoming.voice_info import describe

WORKER = Path(__file__).parents[1] / "support" / "misbehaving_worker.py"
VOICE = "harbour-master"
FIRST = 10 * 1920 * 2  # bytes of PCM before "pause" pauses


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    monkeypatch.setattr(shared, "Engine", partial(Engine, command=(sys.executable, "-P", str(WORKER))))
    with Studio(tmp_path / "home", backend="sketch") as session:
        yield session


@pytest.fixture
def said(session: Studio, monkeypatch: pytest.MonkeyPatch) -> Queue[Audition]:
    """A queue of what the studio is asked to say."""
    said: Queue[Audition] = Queue()
    add = RecentAuditions.add
    monkeypatch.setattr(RecentAuditions, "add", lambda self, audition: (add(self, audition), said.put(audition)))
    return said


@pytest.fixture
def port(session: Studio) -> Iterator[int]:
    with served(Bodies(speech_api(session))) as port:
        yield port


@contextmanager
def asked(port: int, text: str, **fields: object) -> Iterator[http.client.HTTPConnection]:
    """Send a request for speech; yield the connection that its answer comes on."""
    body = {"model": "tts-1", "input": text, "voice": VOICE, "seed": 1, "response_format": "pcm"} | fields
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with closing(connection):
        connection.request("POST", "/v1/audio/speech", json.dumps(body), {"Content-Type": "application/json"})
        yield connection


def test_pcm_arrives_before_the_take_is_finished_and_equals_it(
    said: Queue[Audition], port: int, tmp_path: Path
) -> None:
    with asked(port, f"pause until {tmp_path / 'go'}") as connection:
        answer = connection.getresponse()
        received = answer.read(FIRST)
        audition = said.get(timeout=PATIENCE)
        assert not audition.state.over
        assert answer.headers["X-Voice-Seed"] == "1"
        (tmp_path / "go").touch()
        received += answer.read()

    assert received == pcm16(audition.wait()[0].samples)


def test_events_arrive_before_the_take_is_finished(said: Queue[Audition], port: int, tmp_path: Path) -> None:
    with asked(port, f"pause until {tmp_path / 'go'}", stream_format="sse") as connection:
        answer = connection.getresponse()
        received = b""
        while len(received) < FIRST:
            event = answer.readline()
            received += base64.b64decode(json.loads(event[6:])["audio"]) if event.startswith(b"data: ") else b""
        assert not said.get(timeout=PATIENCE).state.over
        (tmp_path / "go").touch()
        assert b"speech.audio.done" in answer.read()


@pytest.mark.parametrize("fields", [{"response_format": "pcm"}, {"response_format": "mp3"}, {"stream_format": "sse"}])
def test_generation_stops_when_the_client_leaves(said: Queue[Audition], port: int, fields: dict[str, object]) -> None:
    with asked(port, "pause until never", **fields) as connection:
        audition = said.get(timeout=PATIENCE)
        next(audition.stream())
        if fields != {"response_format": "mp3"}:
            connection.getresponse().read(100)

    with pytest.raises(Cancelled):
        audition.wait()


def test_generation_stops_when_the_client_leaves_before_the_first_sound(said: Queue[Audition], port: int) -> None:
    with asked(port, "wait for nothing"):
        audition = said.get(timeout=PATIENCE)

    with pytest.raises(Cancelled):
        audition.wait()


def test_repeated_take_ends_the_response_as_incomplete(session: Studio, port: int, tmp_path: Path) -> None:
    with asked(port, f"stray until {tmp_path / 'go'}") as connection:
        answer = connection.getresponse()
        answer.read(FIRST)
        (tmp_path / "go").touch()
        with pytest.raises(http.client.IncompleteRead):
            answer.read()


def test_repeated_take_is_an_error_event(session: Studio, port: int, tmp_path: Path) -> None:
    with asked(port, f"stray until {tmp_path / 'go'}", stream_format="sse") as connection:
        answer = connection.getresponse()
        answer.readline()
        (tmp_path / "go").touch()
        *_, last = answer.read().decode().strip().split("\n\n")

    event = json.loads(last.removeprefix("data: "))
    assert (event["type"], event["error"]["code"]) == ("error", "take-repeated")


def test_repeated_take_is_what_a_file_holds_with_its_seed(said: Queue[Audition], port: int, tmp_path: Path) -> None:
    (tmp_path / "go").touch()
    with asked(port, f"stray until {tmp_path / 'go'}", response_format="wav") as connection:
        answer = connection.getresponse()
        assert answer.status == 200
        (take,) = said.get(timeout=PATIENCE).wait()
        assert answer.headers["X-Voice-Seed"] == str(take.recipe.seed) != "1"


@pytest.mark.parametrize("fields", [{}, {"stream_format": "sse"}, {"response_format": "flac"}])
def test_failure_before_the_first_sound_has_its_status(session: Studio, port: int, fields: dict[str, object]) -> None:
    with asked(port, "raise", **fields) as connection:
        answer = connection.getresponse()
        error = json.loads(answer.read())["error"]

    assert (answer.status, error["type"], answer.headers["x-should-retry"]) == (500, "server_error", "false")


def test_full_queue_is_429(session: Studio, port: int, tmp_path: Path) -> None:
    waiting = [session.start_say(VOICE, f"wait for {tmp_path / 'go'}") for _ in range(MAX_QUEUED)]
    with suppress(EngineBusy):  # unless the first one has not begun yet
        waiting.append(session.start_say(VOICE, "speak"))
    with asked(port, "speak") as connection:
        answer = connection.getresponse()
        error = json.loads(answer.read())["error"]
    for audition in waiting:
        audition.cancel()

    assert (answer.status, error["type"], error["code"]) == (429, "rate_limit_error", "engine-busy")
    assert int(answer.headers["Retry-After"]) > 0


def test_voice_without_its_model_is_503_and_not_tried_again(session: Studio, port: int) -> None:
    recipe = Recipe("a calm woman", "Good evening, and welcome to the studio.", seed=1, backend="qwen3", model="x")
    noise = on_grid(np.random.default_rng(1).normal(0, 0.1, 4 * 24_000).astype(np.float32))
    session.presets.save(Take("0" * 32, recipe, noise, 24_000), "Evening")
    with asked(port, "speak", voice="evening") as connection:
        answer = connection.getresponse()
        error = json.loads(answer.read())["error"]

    assert (answer.status, error["code"], answer.headers["x-should-retry"]) == (503, "base-model-missing", "false")
    assert "Download it" in error["message"]
    assert [voice.installed for voice in describe(session).tts[0].voices if voice.name == "evening"] == [False]


def test_aac_is_refused_without_an_encoder(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "")
    with asked(port, "speak", response_format="aac") as connection:
        answer = connection.getresponse()
        error = json.loads(answer.read())["error"]

    assert (answer.status, error["param"], error["code"]) == (400, "response_format", "unsupported-format")
    assert "mp3" in error["message"]


@pytest.mark.skipif(not any(map(shutil.which, ("afconvert", "ffmpeg"))), reason="needs afconvert or ffmpeg")
@pytest.mark.parametrize("stream_format", ["audio", "sse"])
def test_aac_is_a_stream_of_adts_frames(said: Queue[Audition], port: int, stream_format: str) -> None:
    with asked(port, "speak 50", response_format="aac", stream_format=stream_format) as connection:
        answer = connection.getresponse()
        content = answer.read()
    if stream_format == "sse":
        content = base64.b64decode(json.loads(content.splitlines()[0][6:])["audio"])
    seconds = len(said.get(timeout=PATIENCE).wait()[0].samples) / 24_000

    assert answer.status == 200
    assert adts_seconds(content) == pytest.approx(seconds, abs=0.2)


def adts_seconds(data: bytes) -> float:
    """Return the duration of ADTS frames of 1,024 samples (ISO/IEC 13818-7); raises at what is not one."""
    rates = (96_000, 88_200, 64_000, 48_000, 44_100, 32_000, 24_000, 22_050, 16_000, 12_000, 11_025, 8_000)
    size = sum((byte & 0x7F) << shift for byte, shift in zip(data[6:10], (21, 14, 7, 0), strict=True))
    place, seconds = (
        10 + size if data.startswith(b"ID3") else 0,
        0.0,
    )  # the tag in front says where the sound comes from
    while place < len(data):
        header = int.from_bytes(data[place : place + 7], "big")
        assert header >> 44 == 0xFFF
        place += (header >> 13) & 0x1FFF
        seconds += 1024 / rates[(header >> 34) & 15]
    return seconds
