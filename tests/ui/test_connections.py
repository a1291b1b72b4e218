"""Clients that keep the page waiting: they are cut, and everybody else is answered."""

import asyncio
import contextlib
import http.client
import logging
import signal
import socket
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import psutil
import pytest
from processes import PATIENCE
from server_thread import served
from studio_fork import StudioFork
from studio_process import announced, free_port

from studio.ui.connections import ConnectionLimits
from studio.ui.log_limit import RepetitionLimit

FEW_FILES = Path(__file__).parent.parent / "support" / "few_files_studio.py"
HALF_A_HEAD = b"GET / HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "


def connect(port: int) -> socket.socket:
    return socket.create_connection(("127.0.0.1", port), timeout=PATIENCE)


def send(connection: socket.socket, data: bytes) -> None:
    """Send, unless the server has closed the connection."""
    with contextlib.suppress(OSError):
        connection.sendall(data)


def status(port: int, path: str = "/") -> int:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", path)
        return connection.getresponse().status


def is_closed(connection: socket.socket) -> bool:
    """Wait until the server closes the connection; return False if it answers instead."""
    try:
        return connection.recv(1) == b""
    except ConnectionResetError:
        return True


# ---- the studio under attack -------------------------------------------------------------------------------------


@pytest.mark.skipif(sys.platform != "linux", reason="the limit of a running process can be changed on Linux only")
def test_page_answers_with_few_open_files_and_many_idle_connections(tmp_path: Path) -> None:
    port = free_port()
    arguments = ["ui", "--no-browser", "--backend", "sketch", "--home", str(tmp_path), "--port", str(port)]
    studio = StudioFork(FEW_FILES, arguments)
    with contextlib.ExitStack() as held:
        held.callback(studio.communicate)
        held.callback(studio.kill)
        assert urlsplit(announced(studio)).port == port
        process = psutil.Process(studio.pid)

        for _ in range(300):
            send(held.enter_context(connect(port)), HALF_A_HEAD)
        assert status(port) == 200
        assert process.num_fds() < 200

        process.rlimit(psutil.RLIMIT_NOFILE, (process.num_fds() + 2, 256))  # so that `accept` fails
        for _ in range(20):
            send(held.enter_context(connect(port)), HALF_A_HEAD)
        assert status(port, "/studio/engine.json") == 200

        process.rlimit(psutil.RLIMIT_NOFILE, (256, 256))
        studio.send_signal(signal.SIGINT)
        said, _ = studio.communicate(PATIENCE)
    assert studio.returncode == 0
    assert said.count("\n") <= 1, said


# ---- one server with short limits --------------------------------------------------------------------------------


async def application(scope, receive, send) -> None:
    """Answer "/wait" when the client hangs up, and everything else once its body has arrived."""
    if scope["type"] != "http":
        return
    await send({"type": "http.response.start", "status": 200, "headers": []})
    await send({"type": "http.response.body", "body": b"begun ", "more_body": True})
    while scope["path"] != "/early" and (await receive()).get("more_body"):
        pass
    if scope["path"] == "/wait":
        await asyncio.sleep(6 * LIMITS.patience)
    await send({"type": "http.response.body", "body": b"done"})


LIMITS = ConnectionLimits(total=8, per_address=4, patience=0.3)


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served(application, LIMITS) as port:
        yield port


@pytest.mark.parametrize(
    "sent",
    [b"", HALF_A_HEAD, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n" + HALF_A_HEAD],
    ids=["nothing", "half of the headers", "half of the second request's headers"],
)
def test_connection_without_a_complete_request_is_closed(port: int, sent: bytes) -> None:
    with connect(port) as connection:
        send(connection, sent)
        while answered := not is_closed(connection):
            pass
        assert not answered


def test_headers_that_arrive_byte_by_byte_are_cut_off(port: int) -> None:
    with connect(port) as connection:
        connection.settimeout(0.05)
        for _ in range(int(PATIENCE / 0.05)):
            send(connection, b"G")
            with contextlib.suppress(TimeoutError):
                assert is_closed(connection)
                return
    raise AssertionError("the connection was never closed")


@pytest.mark.parametrize("path", ["/", "/early"], ids=["not answered yet", "answered before its end"])
def test_body_that_stalls_is_cut_off(port: int, path: str) -> None:
    with connect(port) as connection:
        send(connection, f"POST {path} HTTP/1.1\r\nHost: x\r\nContent-Length: 99\r\n\r\nhalf".encode())
        answer = b""
        with contextlib.suppress(ConnectionResetError):
            while part := connection.recv(4096):
                answer += part
        assert (b"done" in answer) == (path == "/early")


def test_long_response_is_not_cut_off(port: int) -> None:
    assert status(port, "/wait") == 200
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    with contextlib.closing(connection):
        connection.request("GET", "/wait")
        assert connection.getresponse().read() == b"begun done"


def test_new_connection_replaces_the_one_that_waited_longest(port: int) -> None:
    with contextlib.ExitStack() as held:
        idle = [held.enter_context(connect(port)) for _ in range(4)]
        for each in idle:
            send(each, HALF_A_HEAD)
        assert status(port) == 200
        assert is_closed(idle[0])


def test_responses_under_way_are_never_replaced(port: int) -> None:
    with contextlib.ExitStack() as held:
        busy = [held.enter_context(connect(port)) for _ in range(4)]
        for each in busy:
            send(each, b"GET /wait HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
            assert each.recv(4096).startswith(b"HTTP/1.1 200 ")
        assert is_closed(held.enter_context(connect(port)))
        for each in busy:
            answer = b""
            while part := each.recv(4096):
                answer += part
            assert b"done" in answer


def test_limits_leave_half_of_the_open_files_to_the_program() -> None:
    assert ConnectionLimits.within(256) == ConnectionLimits(total=128, per_address=64)
    assert ConnectionLimits.within(64) == ConnectionLimits(total=32, per_address=16)
    assert ConnectionLimits.within(4096) == ConnectionLimits()


def test_a_message_is_logged_once_a_minute() -> None:
    now = [0.0]
    limit = RepetitionLimit(lambda: now[0])

    def logged(message: str, *arguments: object) -> bool:
        return limit.filter(logging.LogRecord("uvicorn.error", logging.WARNING, "", 0, message, arguments, None))

    assert [logged("no %s", 1), logged("no %s", 2), logged("other")] == [True, False, True]
    now[0] = 61.0
    assert logged("no %s", 3)
