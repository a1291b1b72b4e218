"""A take is streamed while it is generated: from Python, and through the live route."""

import http.client
import sys
import threading
from contextlib import closing, contextmanager
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from processes import PATIENCE
from served_routes import served_routes

import studio.engine.shared as shared
from studio import Cancelled, StorageFailed, Studio, TakeRepeated, WorkerCrashed
from studio.audio.pcm import pcm16
from studio.auditions.audition import Audition
from studio.auditions.recorder import Recorder
from studio.domain.recipe import audition_recipes
from studio.engine.backend_choice import Choice
from studio.engine.engine import Engine
from studio.engine.events import JobEnded, TakeChunk, TakeDone, TakeProgress
from studio.engine.queue import Job
from studio.ui.payloads import AuditionPayload

WORKER = Path(__file__).parents[1] / "support" / "misbehaving_worker.py"
SOUND = np.full(2400, 0.25, np.float32)


@pytest.fixture
def begin(tmp_path):
    """Return a function that starts an audition with the misbehaving worker."""
    engine = Engine(Choice("misbehaving", "fine", "test"), tmp_path, command=(sys.executable, "-P", str(WORKER)))
    recorder = Recorder(lambda take: None)

    def begin(text, takes=1):
        audition = Audition(audition_recipes("a voice", text, takes=takes, seed=1))
        job = engine.submit(Job(audition.recipes, "", recorder.listener(audition)))
        audition.cancel_with(lambda: engine.cancel(job))
        return audition

    yield begin
    engine.close()
    recorder.close()


def test_progress_never_decreases():
    audition = Audition(audition_recipes("a voice", "Good evening, and welcome.", takes=1, seed=1))
    shown = []
    for step in (4, 9, 7, 10, 2):
        audition.receive(TakeProgress("job", 0, step, 20), lambda take: None)
        shown.append(audition.state.takes[0].fraction)

    assert shown == sorted(shown)
    assert 0 < shown[0] < shown[1] < shown[3]


def test_take_is_shown_as_complete_while_it_is_stored():
    audition = Audition(audition_recipes("a voice", "Good evening, and welcome.", takes=1, seed=1))
    seen = []
    audition.receive(TakeChunk("job", 0, SOUND, 24_000), lambda take: None)
    audition.receive(TakeProgress("job", 0, 20, 20), lambda take: None)
    assert audition.state.takes[0].fraction < 1
    audition.receive(TakeDone("job", 0, audition.recipes[0]), lambda take: seen.append(audition.state))

    [state] = seen
    assert (state.takes[0].fraction, state.takes[0].take, state.finished) == (1.0, None, ())
    assert len(audition.state.finished) == 1


def test_failure_to_store_a_take_stops_the_audition_however_early():
    audition = Audition(audition_recipes("a voice", "Good evening, and welcome.", takes=2, seed=1))
    stopped = []

    def no_room(take):
        raise StorageFailed("The disk is full.", "Make room.")

    audition.receive(TakeChunk("job", 0, SOUND, 24_000), no_room)
    audition.receive(TakeDone("job", 0, audition.recipes[0]), no_room)
    audition.cancel_with(lambda: stopped.append(True))
    audition.receive(JobEnded("job", Cancelled("Stopped.", "")), no_room)

    assert stopped == [True]
    with pytest.raises(StorageFailed):
        audition.wait()


def read_stream(audition, meanwhile):
    for _ in audition.stream(0):
        meanwhile()


def test_stream_starts_before_the_take_is_finished_and_equals_it(begin, tmp_path):
    audition = begin(f"pause until {tmp_path / 'go'}")
    received = []
    for chunk in audition.stream(0):
        received.append(chunk)
        if sum(map(len, received)) == 10 * 1920:
            assert audition.state.finished == ()
            shown = next(state for state in audition.follow() if state.takes[0].sounded > 0.79)
            assert shown.takes[0].sounded == pytest.approx(0.8)
            (tmp_path / "go").touch()
    (take,) = audition.wait()

    assert received[0].dtype == np.float32
    assert np.concatenate(received).tobytes() == take.samples.tobytes()


def test_late_listeners_receive_the_whole_stream(begin, tmp_path):
    audition = begin(f"pause until {tmp_path / 'go'}", takes=2)
    received = [None] * 4

    def listen(place):
        received[place] = np.concatenate(list(audition.stream(0))).tobytes()

    listeners = [threading.Thread(target=listen, args=(place,)) for place in range(3)]
    for listener in listeners:
        listener.start()
    (tmp_path / "go").touch()
    for listener in listeners:
        listener.join()
    takes = audition.wait()
    listen(3)

    assert set(received) == {takes[0].samples.tobytes()}


def test_repeated_take_is_reported_and_can_be_streamed_again(begin, tmp_path):
    audition = begin(f"stray until {tmp_path / 'go'}")
    with pytest.raises(TakeRepeated, match="once more"):
        read_stream(audition, meanwhile=(tmp_path / "go").touch)
    repeated = np.concatenate(list(audition.stream(0)))

    assert repeated.tobytes() == audition.wait()[0].samples.tobytes()


@pytest.mark.parametrize(("text", "error"), [("pause until never", Cancelled), ("die SIGKILL", WorkerCrashed)])
def test_stream_raises_the_reason_why_its_take_was_not_finished(begin, text, error):
    audition = begin(text)
    with pytest.raises(error):
        read_stream(audition, meanwhile=audition.cancel)


def test_pcm_is_within_half_a_step_of_the_samples():
    samples = np.array([0.0, 1.0, -1.0, 2.0, 0.5, 1.4 / 32768, -1.6 / 32768], dtype=np.float32)

    assert np.frombuffer(pcm16(samples), dtype="<i2").tolist() == [0, 32767, -32768, 32767, 16384, 1, -2]


@pytest.fixture
def served(tmp_path, monkeypatch):
    """Serve the routes of a studio with the misbehaving worker; yield it and the port."""
    command = (sys.executable, "-P", str(WORKER))
    monkeypatch.setattr(shared, "Engine", partial(Engine, command=command))
    with Studio(tmp_path / "home", backend="sketch") as studio, served_routes(studio) as port:
        yield studio, port


@contextmanager
def listening(port, audition, attempt=0, start=0, take=0):
    """Request what follows a place; yield the response, which can be read while it arrives."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    connection.request("GET", f"/studio/live/{audition}/{take}.pcm?attempt={attempt}&start={start}")
    with closing(connection):
        yield connection.getresponse()


def place_of(answer):
    return int(answer.headers["Studio-Attempt"]), int(answer.headers["Studio-Start"])


def test_live_route_streams_the_finished_takes_samples(served, tmp_path):
    studio, port = served
    audition = studio.start_design("a voice", text=f"pause until {tmp_path / 'go'}", takes=1, seed=1)
    next(audition.stream(0))
    with listening(port, audition.id) as answer:
        assert (answer.status, answer.headers["Studio-Rate"], place_of(answer)) == (200, "24000", (0, 0))
        received = answer.read(10 * 1920 * 2)
        assert not audition.state.over
        (tmp_path / "go").touch()
        received += answer.read()
    (take,) = audition.wait()

    assert received == pcm16(take.samples)
    with listening(port, audition.id, start=1000) as answer:  # as after a lost connection
        assert place_of(answer) == (0, 1000)
        assert answer.read() == received[2000:]
    with listening(port, audition.id, start=len(take.samples)) as answer:
        assert (answer.status, answer.headers["Studio-End"]) == (204, "complete")


def test_live_route_reports_a_repeated_take(served, tmp_path):
    studio, port = served
    audition = studio.start_design("a voice", text=f"stray until {tmp_path / 'go'}", takes=1, seed=1)
    next(audition.stream(0))
    with listening(port, audition.id) as answer:
        wrong = answer.read(1920)
        (tmp_path / "go").touch()
        wrong += answer.read()  # up to its end: this attempt has no more
    with listening(port, audition.id, attempt=0, start=len(wrong) // 2) as answer:
        assert place_of(answer) == (1, 0)
        received = answer.read()

    assert received == pcm16(audition.wait()[0].samples)
    assert AuditionPayload.of(audition).takes[0].repeated


def test_live_route_ends_with_a_cancelled_take(served):
    studio, port = served
    audition = studio.start_design("a voice", text="pause until never", takes=2, seed=1)
    next(audition.stream(0))
    with listening(port, audition.id) as answer:
        audition.cancel()
        answer.read()
    for take in range(2):
        with listening(port, audition.id, start=19200, take=take) as answer:
            assert (answer.status, answer.headers["Studio-End"]) == (204, "stopped")


@pytest.mark.parametrize("take", ["9", "-1", "x", ".."])
def test_live_route_of_an_unknown_take_is_not_found(served, take):
    studio, port = served
    audition = studio.start_design("a voice", text="speak", takes=1)
    audition.wait()

    for id, place in ((audition.id, take), ("0" * 32, "0"), ("..", "0")):
        with listening(port, id, take=place) as answer:
            assert answer.status in (404, 422)
