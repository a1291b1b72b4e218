"""The Wyoming server, called with the package's own client as Home Assistant does."""

import asyncio
import signal
import subprocess
import sys
from collections.abc import Callable, Coroutine, Iterator
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from processes import PATIENCE
from studio_process import free_port
from wyoming.audio import AudioChunk, AudioStart, AudioStop
from wyoming.client import AsyncClient, AsyncTcpClient
from wyoming.error import Error
from wyoming.event import Event
from wyoming.info import Describe, Info, TtsVoice
from wyoming.ping import Ping, Pong
from wyoming.tts import (
    Synthesize,
    SynthesizeChunk,
    SynthesizeStart,
    SynthesizeStop,
    SynthesizeStopped,
    SynthesizeVoice,
)

import studio
import studio.engine.shared as shared
from studio.audio.pcm import pcm16
from studio.engine.engine import Engine
from studio.errors import Cancelled
from studio.session import auditions_of
from studio.text.sentence_stream import SentenceStream
from studio.wyoming.bounded_reader import LARGEST_PART
from studio.wyoming.conversation import Conversation

VOICE = "harbour-master"
TEXT = "Good evening, and welcome."
WORKER = Path(__file__).parents[1] / "support" / "misbehaving_worker.py"


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one voice of one's own."""
    folder = tmp_path_factory.mktemp("home")
    with studio.Studio(folder, backend="sketch") as session:
        (take,) = session.design("une femme calme", text="Bonsoir à tous.", takes=1, seed=7)
        preset = session.keep(take, "Soirée")
        session.keep_delivery(
            preset, "chuchoté", session.start_delivery_proposal(preset, "chuchoté", takes=1).wait()[0].take
        )
    return folder


@pytest.fixture(scope="module")
def uri(home: Path) -> Iterator[str]:
    """Run `studio wyoming`; then press Ctrl-C and expect a clean exit."""
    port = free_port()
    process = wyoming("--home", str(home), "--port", str(port))
    assert process.stdout is not None
    try:
        assert f"tcp://127.0.0.1:{port}" in process.stdout.readline()
        yield f"tcp://127.0.0.1:{port}"
        process.send_signal(signal.SIGINT)
        said, _ = process.communicate(timeout=PATIENCE)
        assert (process.returncode, said) == (0, "")
    finally:
        process.kill()
        process.communicate()


def wyoming(*arguments: str) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "studio", "wyoming", "--backend", "sketch", *arguments]
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def exchange(uri: str, *events: Event, until: Callable[[str], bool]) -> list[Event]:
    """Send events, and return the answers up to one of a type, or to the end of the connection."""

    async def talk() -> list[Event]:
        received: list[Event] = []
        async with AsyncClient.from_uri(uri) as client:
            for event in events:
                await client.write_event(event)
            while (answer := await asyncio.wait_for(client.read_event(), PATIENCE)) is not None:
                received.append(answer)
                if until(answer.type):
                    break
        return received

    return asyncio.run(talk())


def spoken(events: list[Event]) -> bytes:
    """Return the sound of events that are one audio stream."""
    types = [event.type for event in events]
    assert types == ["audio-start", *["audio-chunk"] * (len(types) - 2), "audio-stop"]
    start = AudioStart.from_event(events[0])
    chunks = [AudioChunk.from_event(event) for event in events[1:-1]]
    assert {(each.rate, each.width, each.channels) for each in (start, *chunks)} == {(24_000, 2, 1)}
    return b"".join(chunk.audio for chunk in chunks)


def said(home: Path, voice: str, text: str) -> bytes:
    """Return what `Studio.say` makes of a text."""
    with studio.Studio(home, backend="sketch") as session:
        return pcm16(session.start_say(voice, text).wait()[0].samples)


def described(uri: str) -> list[TtsVoice]:
    (answer,) = exchange(uri, Describe().event(), until=Info.is_type)
    (program,) = Info.from_event(answer).tts
    assert program.installed
    assert program.supports_synthesize_streaming
    return program.voices


def test_presets_are_described_as_home_assistant_reads_them(uri: str) -> None:
    voices = {voice.name: voice for voice in described(uri)}

    own = next(iter(voices.values()))
    assert (own.name, own.description, own.installed, own.version) == ("soirée", "Soirée", True, studio.__version__)
    assert own.languages[0] == "fr"
    assert len(own.languages) == 10
    assert voices[VOICE].description == "Harbour master"
    assert voices[VOICE].languages[0] == "en"
    assert voices[VOICE].attribution.name


def test_synthesize_speaks_what_say_speaks(uri: str, home: Path) -> None:
    event = Synthesize(text=TEXT, voice=SynthesizeVoice(name=VOICE)).event()

    assert spoken(exchange(uri, event, until=AudioStop.is_type)) == said(home, VOICE, TEXT)


@pytest.mark.parametrize(
    ("wanted", "voice"),
    [
        (None, "soirée"),
        (SynthesizeVoice(), "soirée"),
        (SynthesizeVoice(name="Harbour master"), VOICE),
        (SynthesizeVoice(language="fr_FR"), "soirée"),
        (SynthesizeVoice(language="xx"), "soirée"),
    ],
)
def test_voice_is_that_of_the_name_or_the_language(
    uri: str, home: Path, wanted: SynthesizeVoice | None, voice: str
) -> None:
    event = Synthesize(text="Oui.", voice=wanted).event()

    assert spoken(exchange(uri, event, until=AudioStop.is_type)) == said(home, voice, "Oui.")


def test_a_delivery_is_a_voice_of_its_own(uri: str, home: Path) -> None:
    delivered = next(voice for voice in described(uri) if voice.name == "soirée/chuchoté")
    event = Synthesize(text="Oui.", voice=SynthesizeVoice(name=delivered.name)).event()
    whispered = spoken(exchange(uri, event, until=AudioStop.is_type))

    assert (delivered.description, delivered.languages[0]) == ("Soirée / chuchoté", "fr")
    assert whispered == said(home, "Soirée/chuchoté", "Oui.")
    assert whispered != said(home, "Soirée", "Oui.")


def test_voice_of_another_language_is_the_first_that_has_it(uri: str, home: Path) -> None:
    first = next(voice.name for voice in described(uri) if voice.languages[0] == "en")
    event = Synthesize(text="Yes.", voice=SynthesizeVoice(language="en")).event()

    assert spoken(exchange(uri, event, until=AudioStop.is_type)) == said(home, first, "Yes.")


def test_streamed_text_is_one_sound_and_is_not_spoken_twice(uri: str, home: Path) -> None:
    """As Home Assistant sends it: the whole text follows the pieces, for servers that do not stream."""
    events = exchange(
        uri,
        SynthesizeStart(voice=SynthesizeVoice(name=VOICE)).event(),
        SynthesizeChunk(text="Good eve").event(),
        SynthesizeChunk(text="ning. And wel").event(),
        SynthesizeChunk(text="come! 🎉 \n").event(),
        Synthesize(text="Good evening. And welcome! 🎉", voice=SynthesizeVoice(name=VOICE)).event(),
        SynthesizeStop().event(),
        until=SynthesizeStopped.is_type,
    )
    pause = bytes(2 * round(0.4 * 24_000))

    assert SynthesizeStopped.is_type(events[-1].type)
    assert spoken(events[:-1]) == pause.join([said(home, VOICE, "Good evening."), said(home, VOICE, "And welcome!")])


def test_stream_without_words_ends_without_sound(uri: str) -> None:
    events = exchange(
        uri,
        SynthesizeStart().event(),
        SynthesizeChunk(text=" … ").event(),
        SynthesizeStop().event(),
        until=SynthesizeStopped.is_type,
    )

    assert [event.type for event in events] == ["synthesize-stopped"]


def test_one_connection_answers_several_requests(uri: str) -> None:
    one = Synthesize(text="Yes.", voice=SynthesizeVoice(name=VOICE)).event()
    events = exchange(uri, one, Describe().event(), one, Ping(text="x").event(), until=Pong.is_type)
    stops = [place for place, event in enumerate(events) if AudioStop.is_type(event.type)]

    assert len(stops) == 2
    assert Info.is_type(events[stops[0] + 1].type)
    assert spoken(events[: stops[0] + 1]) == spoken(events[stops[0] + 2 : stops[1] + 1])


@pytest.mark.parametrize(
    ("event", "code"),
    [
        (Synthesize(text=TEXT, voice=SynthesizeVoice(name="alloy")).event(), "voice-not-found"),
        (SynthesizeStart(voice=SynthesizeVoice(name="alloy")).event(), "voice-not-found"),
        (Synthesize(text="").event(), "invalid-text"),
        (Synthesize(text="a" * 20_001).event(), "invalid-text"),
        (Synthesize(text="<speak>Hello</speak>", text_format="ssml").event(), "unsupported-text-format"),
        (SynthesizeStart(text_format="ssml").event(), "unsupported-text-format"),
        (Event("synthesize"), "bad-event"),
        (Event("synthesize", {"text": 7}), "bad-event"),
        (Event("synthesize", {"text": "Yes.", "voice": 7}), "bad-event"),
    ],
)
def test_error_is_an_event_and_ends_the_connection(uri: str, event: Event, code: str) -> None:
    (answer,) = exchange(uri, event, until=lambda _: False)
    error = Error.from_event(answer)

    assert error.code == code
    assert error.text


def test_unknown_voice_is_told_which_there_are(uri: str) -> None:
    event = Synthesize(text=TEXT, voice=SynthesizeVoice(name="alloy")).event()
    (answer,) = exchange(uri, event, until=lambda _: False)

    assert VOICE in Error.from_event(answer).text


@pytest.mark.parametrize(
    "sent",
    [
        b"\n",
        b"GET / HTTP/1.1\r\n\r\n",
        b"[]\n",
        b'{"type": 1, "data": []}\n',
        b"x" * 200_000,
        b'{"type": "synthesize", "data_length": %d}\n' % (LARGEST_PART + 1),
        b'{"type": "synthesize", "payload_length": 1e30}\n',
        b'{"type": "synthesize", "data_length": 10}\n{',
        b'{"type": "synthesize", "data": [1], "data_length": 2}\n{}',
        b"[" * 60_000 + b"\n",
    ],
)
def test_what_is_no_event_ends_the_connection_and_nothing_else(uri: str, sent: bytes) -> None:
    async def talk() -> None:
        reader, writer = await asyncio.open_connection(*uri.removeprefix("tcp://").split(":"))
        writer.write(sent)
        with suppress(OSError):  # the server may have closed the connection already
            writer.write_eof()
        while await asyncio.wait_for(_read(reader), PATIENCE):
            pass
        writer.close()

    asyncio.run(talk())
    assert described(uri)


async def _read(reader: asyncio.StreamReader) -> bytes:
    try:
        return await reader.read(1000)
    except ConnectionError:
        return b""


def test_port_in_use_and_invalid_addresses_are_refused(uri: str, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("mine")
    for arguments, code in (
        (("--uri", uri), "cannot-listen"),
        (("--uri", "stdio://"), "invalid-uri"),
        (("--uri", "tcp://127.0.0.1"), "invalid-uri"),
        (("--uri", "tcp://127.0.0.1:99999"), "invalid-uri"),
        (("--uri", f"unix://{tmp_path / 'file'}"), "not-a-socket"),
        (("--voice", "alloy", "--port", str(free_port())), "not-found"),
    ):
        process = wyoming("--home", str(tmp_path / "home"), *arguments)
        printed, _ = process.communicate(timeout=PATIENCE)
        assert (process.returncode, f"[{code}]" in printed) == (1, True), printed
    assert (tmp_path / "file").read_text() == "mine"


def test_missing_package_is_named() -> None:
    program = "import sys; sys.modules['wyoming'] = None; from studio.cli.app import main; sys.exit(main(['wyoming']))"
    ended = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)

    assert ended.returncode == 1
    assert "[wyoming-extra-missing]" in ended.stderr
    assert "voice-studio[wyoming]" in ended.stderr


def test_an_address_for_other_machines_is_warned_of(tmp_path: Path) -> None:
    with wyoming("--home", str(tmp_path), "--host", "0.0.0.0", "--port", str(free_port())) as process:
        assert process.stdout is not None
        assert "no password" in process.stdout.readline()
        assert "tcp://0.0.0.0:" in process.stdout.readline()
        process.terminate()
        assert process.wait(PATIENCE) == 0


@pytest.fixture
def session(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[studio.Studio]:
    """A studio whose worker does as the text says."""
    monkeypatch.setattr(shared, "Engine", partial(Engine, command=(sys.executable, "-P", str(WORKER))))
    with studio.Studio(tmp_path / "home", backend="sketch") as session:
        yield session


def run_with_client(session: studio.Studio, story: Callable[[AsyncClient], Coroutine[Any, Any, None]]) -> None:
    """Run a story with a client that is connected to a conversation in the same process."""

    async def run() -> None:
        async def converse(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            await Conversation(session, VOICE, reader, writer).run()

        server = await asyncio.start_server(converse, "127.0.0.1", 0)
        async with server, AsyncTcpClient("127.0.0.1", server.sockets[0].getsockname()[1]) as client:
            await asyncio.wait_for(story(client), PATIENCE)

    asyncio.run(run())


def test_sound_arrives_before_the_take_is_finished(session: studio.Studio, tmp_path: Path) -> None:
    async def story(client: AsyncClient) -> None:
        await client.write_event(Synthesize(text=f"pause until {tmp_path / 'go'}").event())
        received = 0
        while received < 10 * 1920 * 2:
            event = await client.read_event()
            assert event is not None
            received += len(event.payload or b"")
        working = auditions_of(session).recent.working()
        assert working is not None
        assert not working.state.over
        (tmp_path / "go").touch()
        while not AudioStop.is_type(event.type):
            event = await client.read_event()
            assert event is not None
            received += len(event.payload or b"")
        assert received == 2 * len(working.wait()[0].samples)

    run_with_client(session, story)


def test_generation_stops_when_the_client_leaves(session: studio.Studio) -> None:
    auditions = []

    async def story(client: AsyncClient) -> None:
        await client.write_event(Synthesize(text="sing").event())
        while not AudioChunk.is_type((await client.read_event() or Event("")).type):
            pass
        auditions.append(auditions_of(session).recent.working())
        await client.disconnect()

        def wait() -> None:
            with pytest.raises(Cancelled):
                auditions[0].wait()

        await asyncio.to_thread(wait)

    run_with_client(session, story)


def test_failure_is_an_error_event(session: studio.Studio) -> None:
    async def story(client: AsyncClient) -> None:
        await client.write_event(Synthesize(text="raise").event())
        event = await client.read_event()
        assert event is not None
        assert Error.is_type(event.type)
        assert await client.read_event() is None

    run_with_client(session, story)


@pytest.mark.parametrize(
    ("pieces", "sentences", "rest"),
    [
        (["Good evening. ", "Welcome"], [[], ["Good evening."]], "Welcome"),
        (["Good evening.", " Welcome."], [[], ["Good evening."]], "Welcome."),
        (["Dr. Ray is in. He", " waits"], [["Dr. Ray is in."], []], "He waits"),
        (["It costs 3.", "50 euros. Yes"], [[], ["It costs 3.50 euros."]], "Yes"),
        (["你好。", "再见"], [["你好。"], []], "再见"),
        (["- one\n- two\n", "- three"], [["- one", "- two"], []], "- three"),
        (["", "  "], [[], []], ""),
    ],
)
def test_sentences_of_a_text_in_pieces(pieces: list[str], sentences: list[list[str]], rest: str) -> None:
    stream = SentenceStream()

    assert [stream.add(piece) for piece in pieces] == sentences
    assert stream.finish() == rest
