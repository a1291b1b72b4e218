"""What comes out of the loudspeaker while a take is made, sample by sample: a tone, however its pieces arrive."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import numpy as np
import pytest
from playwright.sync_api import Page

import studio.ui
from studio.audio.pcm import pcm16

pytestmark = pytest.mark.browser

RATE = 24_000
STATIC = Path(studio.ui.__file__).parent / "static"


def tone(rate: int) -> np.ndarray:
    return (0.5 * np.sin(2 * np.pi * 220 * np.arange(60 * rate) / rate)).astype(np.float32)


TONE = tone(RATE)
STEEPEST = 0.04  # between two samples of the tone, while it fades as well; a click is a multiple of it
TAP = """
registerProcessor("tap", class extends AudioWorkletProcessor {
  constructor() { super(); this.port.onmessage = ({ data }) => this.port.postMessage(data); }
  process([[samples]]) { this.port.postMessage(samples ? samples.slice() : new Float32Array(128)); return true; }
});
"""
START = """async () => {
  const { LiveSound, unlock } = await import("/static/page/live_sound.js");
  window.context = unlock();
  await context.audioWorklet.addModule("/tap.js");
  const tap = new AudioWorkletNode(context, "tap");
  window.blocks = [];
  tap.port.onmessage = ({ data }) => (data.length ? blocks.push(data) : caughtUp());
  window.catchUp = () => new Promise((done) => { window.caughtUp = done; tap.port.postMessage(""); });
  const connect = AudioNode.prototype.connect;
  AudioNode.prototype.connect = function (to, ...rest) {
    if (to === context.destination) connect.call(this, tap);
    return connect.call(this, to, ...rest);
  };
  window.live = new LiveSound("/take.pcm");
  window.events = [];
  for (const name of ["waiting", "playing", "repeated", "ended"]) live.addEventListener(name, () => events.push(name));
  live.play();
}"""


class Source:
    """A take that is made as the test says; each attempt at it is the same tone."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.there, self.attempt, self.end, self.cuts = 0, 0, "", 0
        self.rate, self.tone = RATE, TONE

    def change(self, **values: object) -> None:
        with self.changed:
            vars(self).update(values)
            self.changed.notify_all()


@pytest.fixture
def source(page: Page) -> Iterator[Source]:
    """Serve a take that is being made, and a page that plays it."""
    source = Source()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            path = urlsplit(self.path).path
            if path == "/take.pcm":
                self.live(**{name: int(value[0]) for name, value in parse_qs(urlsplit(self.path).query).items()})
            elif path.startswith("/static/"):
                self.answer(200, "text/javascript", (STATIC / path.removeprefix("/static/")).read_bytes())
            else:
                self.answer(200, "text/javascript" if path == "/tap.js" else "text/html", TAP.encode())

        def answer(self, status: int, kind: str, body: bytes = b"", **headers: str) -> None:
            self.send_response(status)
            for name, value in {"Content-Type": kind, **headers}.items():
                self.send_header(name.replace("_", "-"), value)
            self.end_headers()
            self.wfile.write(body)

        def live(self, attempt: int, start: int) -> None:
            now, cuts = source.attempt, source.cuts
            start = start if attempt == now else 0
            if source.end and start >= source.there:
                return self.answer(204, "text/plain", Studio_End=source.end)
            with source.changed:  # as the studio does: the rate is known with the first samples
                source.changed.wait_for(lambda: source.there or source.attempt or source.end)
            place = {"Studio_Attempt": str(now), "Studio_Start": str(start), "Studio_Rate": str(source.rate)}
            self.answer(200, "application/octet-stream", **place)
            while (source.attempt, source.cuts) == (now, cuts):
                with source.changed:
                    there = source.there
                    if there <= start and not source.end:
                        source.changed.wait()
                        continue
                if there <= start:
                    break
                self.wfile.write(pcm16(source.tone[start:there]))
                start = there
            return None

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        serving = threading.Thread(target=server.serve_forever)
        serving.start()
        page.goto(f"http://127.0.0.1:{server.server_port}/")
        page.evaluate(START)
        yield source
        source.change(end="stopped", there=0)
        server.shutdown()
        serving.join()


def events(page: Page) -> list[str]:
    return list(page.evaluate("events"))


def wait_for(page: Page, count: int, event: str) -> None:
    page.wait_for_function(f"events.filter((each) => each === '{event}').length >= {count}")


def wait_until_heard(page: Page) -> None:
    page.wait_for_function("live.currentTime > 0.1")


@contextmanager
def in_time(page: Page, source: Source) -> Iterator[None]:
    """Stop the clock of what sounds until the page has all that the block brings, however slow this machine is."""
    page.evaluate("context.suspend()")
    with page.expect_response(lambda response: response.status == 204):  # there is no more
        yield
        source.change(end="complete")
    page.evaluate("context.resume()")


def heard(page: Page) -> np.ndarray:
    """Everything that came out of the loudspeaker, without the silence around it."""
    page.evaluate("catchUp()")
    page.wait_for_function("blocks.slice(-20).every((block) => block.every((sample) => sample === 0))")
    samples = np.array(json.loads(page.evaluate("JSON.stringify(blocks.map((block) => [...block]))"))).ravel()
    sounding = np.flatnonzero(np.abs(samples) > 1e-12)  # between two of the device's samples, a 0 becomes 1e-29
    return samples[sounding[0] : sounding[-1] + 1]


def test_chunks_in_time_join_without_a_gap(page: Page, source: Source) -> None:
    wait_for(page, 1, "waiting")
    with in_time(page, source):
        for there in range(1111, 4 * RATE, 1111):
            source.change(there=there)
        source.change(there=4 * RATE)
    wait_for(page, 1, "ended")
    samples = heard(page)

    assert events(page)[-2:] == ["playing", "ended"]
    assert len(samples) == 4 * RATE - 1  # the first one is 0
    assert np.abs(samples - TONE[1 : 4 * RATE])[RATE // 100 :].max() < 1e-4  # after the fade


def test_a_take_of_another_rate_has_its_pitch_and_duration(page: Page, source: Source) -> None:
    source.change(rate=48_000, tone=tone(48_000))
    wait_for(page, 1, "waiting")
    with in_time(page, source):
        for there in range(1111, 4 * 48_000, 1111):
            source.change(there=there)
        source.change(there=4 * 48_000)
    wait_for(page, 1, "ended")
    samples = heard(page)

    assert len(samples) == pytest.approx(4 * RATE, abs=100)
    spectrum = np.abs(np.fft.rfft(samples[: 4 * RATE] * np.hanning(len(samples[: 4 * RATE]))))
    assert np.argmax(spectrum) * RATE / len(samples[: 4 * RATE]) == pytest.approx(220, abs=0.5)
    assert np.abs(np.diff(samples)).max() < STEEPEST


def test_late_chunks_pause_without_a_click(page: Page, source: Source) -> None:
    source.change(there=RATE // 2)
    wait_for(page, 1, "playing")
    page.wait_for_function("events.at(-1) === 'waiting'")  # it ran dry
    with in_time(page, source):
        source.change(there=RATE // 2 + 2000)  # too little to go on with
        source.change(there=2 * RATE)
    wait_for(page, 1, "ended")
    samples = heard(page)

    assert events(page).count("playing") == 2
    assert np.abs(np.diff(samples)).max() < STEEPEST
    assert np.count_nonzero(samples) == pytest.approx(2 * RATE, rel=0.02)


def test_lost_connection_and_second_attempt_do_not_click(page: Page, source: Source) -> None:
    source.change(there=RATE)
    wait_until_heard(page)
    source.change(cuts=1)  # the connection ends; it asks again from where it stands
    source.change(there=RATE + 5000)
    source.change(attempt=1, there=RATE)
    wait_for(page, 1, "repeated")
    wait_for(page, 2, "playing")
    source.change(end="complete")
    wait_for(page, 1, "ended")
    samples = heard(page)

    assert np.abs(np.diff(samples)).max() < STEEPEST
    assert 1.05 * RATE < np.count_nonzero(samples) < 2.5 * RATE


def test_stopped_take_fades_out(page: Page, source: Source) -> None:
    source.change(there=len(TONE))
    wait_until_heard(page)
    source.change(end="stopped", there=0)
    wait_for(page, 1, "ended")
    samples = heard(page)

    assert np.abs(np.diff(samples)).max() < STEEPEST
    assert len(samples) < len(TONE)
