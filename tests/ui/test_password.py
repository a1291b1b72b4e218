"""A page that other machines can reach: only with a password, and nothing of it without."""

import asyncio
import contextlib
import http.client
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import psutil
import pytest
from processes import PATIENCE
from server_thread import served
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send
from studio_process import open_studio

from studio.store.lease import read_note
from studio.ui.security.attempts import Attempts
from studio.ui.security.guard import Guard
from studio.ui.security.password import LOGIN, LOGOUT, Gate
from studio.ui.security.tickets import Tickets

PASSWORD = "correct horse"
ROUTES = [
    "/",
    "/config",
    "/studio/engine.json",
    "/studio/presets.json",
    "/studio/modules/any/static/player/player.js",
    "/theme.css",
    "/x",
]


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("public")


@pytest.fixture(scope="module")
def address(home: Path) -> Iterator[str]:
    (home / "password").write_text(f"{PASSWORD}\n")
    arguments = ["--host", "0.0.0.0", "--password-file", str(home / "password"), "--allow-host", "studio.test"]
    with open_studio(home, arguments=arguments) as address:
        yield address


@pytest.fixture
def process(address: str, home: Path) -> psutil.Process:
    """Return the studio's process."""
    return psutil.Process(int(read_note(home, "page")["pid"]))


def ask(address: str, method: str, path: str, body: str = "", **headers: str) -> http.client.HTTPResponse:
    connection = http.client.HTTPConnection(urlsplit(address).netloc, timeout=PATIENCE)
    names = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body, headers=names)
    answer = connection.getresponse()
    answer.content = answer.read()
    connection.close()
    return answer


def log_in(address: str, password: str = PASSWORD, **headers: str) -> http.client.HTTPResponse:
    return ask(address, "POST", LOGIN, urlencode({"password": password}), **headers)


def test_every_address_requires_the_password(address: str) -> None:
    for path in ROUTES:
        answer = ask(address, "GET", path)
        assert (answer.status, answer.content) == (401, b"The studio asks for its password.")
    assert ask(address, "POST", "/gradio_api/queue/join", "{}").status == 401
    assert ask(address, "GET", "/", Cookie="studio=x; studio-1=y").status == 401
    form = ask(address, "GET", "/", Accept="text/html")
    assert (form.status, b'type="password"' in form.content) == (401, True)


def test_password_unlocks_the_page_for_one_browser(address: str) -> None:
    assert log_in(address, "wrong horse").status == 401
    answer = log_in(address)
    cookie = answer.headers["Set-Cookie"]
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert "HttpOnly" in cookie
    assert "SameSite=strict" in cookie
    name_and_value = cookie.partition(";")[0]
    for path in ROUTES[:-1]:
        assert ask(address, "GET", path, Cookie=name_and_value).status == 200
    assert ask(address, "GET", "/studio/engine.json", Cookie=name_and_value[:-1]).status == 401


def test_only_allowed_host_names_and_origins_are_answered(address: str) -> None:
    port = urlsplit(address).port
    for name in ("studio.test", f"studio.test:{port}", f"Studio.Test:{port}", "localhost"):
        assert log_in(address, Host=name, Origin=f"http://{name}").status == 303
    assert log_in(address, Host="evil.example").status == 400
    assert log_in(address, Host="studio.test", Origin="http://evil.example").status == 403


def cookie_of(answer: http.client.HTTPResponse) -> str:
    return answer.headers["Set-Cookie"].partition(";")[0]


def test_each_browser_has_its_own_ticket_until_it_logs_out(address: str) -> None:
    first, second = cookie_of(log_in(address)), cookie_of(log_in(address))
    assert first != second
    assert ask(address, "GET", LOGOUT, Cookie=first).status == 405
    assert ask(address, "POST", LOGOUT, Cookie=first, Origin="http://evil.example").status == 403
    assert ask(address, "GET", "/config", Cookie=first).status == 200

    answer = ask(address, "POST", LOGOUT, Cookie=first)
    assert (answer.status, answer.headers["Location"]) == (303, "/")
    assert "Max-Age=0" in answer.headers["Set-Cookie"]
    assert ask(address, "GET", "/config", Cookie=first).status == 401
    assert ask(address, "GET", "/config", Cookie=second).status == 200
    assert ask(address, "POST", LOGOUT, Cookie=first).status == 401


def test_cookies_of_other_programs_do_not_hide_the_ticket(address: str) -> None:
    cookie = cookie_of(log_in(address))
    assert ask(address, "GET", "/config", Cookie=f'a[b]={{"c": 1}}; {cookie}; \xe9=\xe9').status == 200


def test_bodies_are_not_read_before_the_password(address: str, process: psutil.Process) -> None:
    cookie = cookie_of(log_in(address))
    before = process.memory_info().rss
    length = 4 * 2**20
    head = f"POST /gradio_api/queue/join HTTP/1.1\r\nHost: localhost\r\nContent-Length: {length}\r\n\r\n".encode()
    host, port = urlsplit(address).netloc.split(":")
    with contextlib.ExitStack() as held:
        for _ in range(100):
            stalled = held.enter_context(socket.create_connection((host, int(port)), timeout=PATIENCE))
            with contextlib.suppress(OSError):  # closed to make room for the next
                stalled.sendall(head + b"x" * (length - 1))
        assert ask(address, "GET", "/studio/engine.json", Cookie=cookie).status == 200
        assert process.memory_info().rss - before < 60 * 2**20


# ---- the gate alone ----------------------------------------------------------------------------------------------


def enter(gate: Gate, address: str, password: str) -> int:
    browser = TestClient(gate, follow_redirects=False, client=(address, 1))
    return browser.post(LOGIN, data={"password": password}).status_code


def test_forwarded_addresses_are_believed_from_trusted_proxies_only() -> None:
    def guesses(proxies: list[str]) -> list[int]:
        gate = Gate(PlainTextResponse("inside"), PASSWORD)
        with served(gate, proxies=proxies) as port:
            address = f"http://127.0.0.1:{port}/"
            return [log_in(address, "guess", X_Forwarded_For=f"10.0.0.{number}").status for number in range(6)]

    assert guesses([]) == guesses(["10.0.0.0/8"]) == [401] * 5 + [429]
    assert guesses(["127.0.0.1"]) == [401] * 6


def test_forwarded_headers_reach_nothing_behind_the_guard() -> None:
    async def names(scope: Scope, receive: Receive, send: Send) -> None:
        await PlainTextResponse(" ".join(name.decode() for name, _ in scope["headers"]))(scope, receive, send)

    client = TestClient(Guard(names, ["testserver"]))
    shown = client.get("/", headers={"X-Forwarded-Host": "evil.example", "Forwarded": "host=evil.example"}).text
    assert "user-agent" in shown
    assert "forwarded" not in shown


def test_five_wrong_passwords_a_minute_lock_an_address() -> None:
    now = [0.0]
    gate = Gate(PlainTextResponse("inside"), PASSWORD, Attempts(lambda: now[0]))
    browser = TestClient(gate, follow_redirects=False)
    for _ in range(5):
        assert browser.post(LOGIN, data={"password": "guess"}).status_code == 401
        now[0] += 1
    refused = browser.post(LOGIN, data={"password": PASSWORD})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "55")
    assert enter(gate, "10.0.0.9", "guess") == 401

    now[0] += 55
    assert browser.post(LOGIN, data={"password": PASSWORD}).status_code == 303
    assert browser.get("/").text == "inside"
    assert browser.get(LOGIN).headers["location"] == "/"


def test_wrong_passwords_lock_out_nobody_else() -> None:
    gate = Gate(PlainTextResponse("inside"), PASSWORD, Attempts(lambda: 0.0))
    inside = TestClient(gate, follow_redirects=False, client=("10.0.0.1", 1))
    inside.post(LOGIN, data={"password": PASSWORD})
    for number in range(1, 15):
        assert [enter(gate, f"10.0.0.{number}", "guess") for _ in range(6)] == [401] * 5 + [429]
    assert inside.get("/").text == "inside"
    assert enter(gate, "10.0.1.1", PASSWORD) == 303


def test_attempts_at_the_same_time_are_counted_one_by_one() -> None:
    gate = Gate(PlainTextResponse("inside"), PASSWORD)
    answers: list[int] = []
    begun = asyncio.Event()

    async def attempt() -> None:
        async def receive() -> Message:
            await begun.wait()
            return {"type": "http.request", "body": b"password=guess"}

        async def send(message: Message) -> None:
            if message["type"] == "http.response.start":
                answers.append(message["status"])

        scope = {"type": "http", "method": "POST", "path": LOGIN, "headers": [], "client": ("10.0.0.1", 1)}
        await gate(scope | {"scheme": "http"}, receive, send)

    async def all_at_once() -> None:
        attempts = [asyncio.create_task(attempt()) for _ in range(50)]
        await asyncio.sleep(0)
        begun.set()
        await asyncio.gather(*attempts)

    asyncio.run(all_at_once())
    assert sorted(answers) == [401] * 5 + [429] * 45


def test_addresses_of_one_ipv6_network_are_one_client_and_few_are_remembered() -> None:
    attempts = Attempts(lambda: 0.0)
    for number in range(5):
        attempts.note(f"2001:db8::{number}")
    assert attempts.wait("2001:db8::ffff") == 60
    assert attempts.wait("2001:db8:0:1::1") == 0
    for number in range(11_000):
        attempts.note(f"10.0.{number // 256}.{number % 256}")
    attempts.note("of no address")
    assert attempts.remembered == 10_000


def test_tickets_expire() -> None:
    now = [0.0]
    tickets = Tickets(lambda: now[0])
    unused, used = tickets.issue(), tickets.issue()
    for hour in range(0, 7 * 24, 6):
        now[0] = hour * 3600.0
        assert tickets.use(used)
    assert not tickets.use(unused)
    now[0] = 7 * 24 * 3600.0
    assert not tickets.use(used)


def test_logging_out_ends_streams() -> None:
    tickets = Tickets()
    ticket = tickets.issue()
    chunks: list[bytes] = []

    async def stream(scope: Scope, receive: Receive, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": b"before", "more_body": True})
        tickets.revoke(ticket)
        await send({"type": "http.response.body", "body": b"after", "more_body": True})
        await send({"type": "http.response.body", "body": b"after"})

    async def send(message: Message) -> None:
        if message["type"] == "http.response.body":
            chunks.append(message["body"])

    headers = [(b"cookie", f"studio-7860={ticket}".encode())]
    scope = {"type": "http", "method": "GET", "path": "/x", "headers": headers, "server": ("127.0.0.1", 7860)}
    asyncio.run(Gate(stream, PASSWORD, tickets=tickets)(scope, TestClient, send))
    assert chunks == [b"before", b""]


@pytest.mark.parametrize(
    ("code", "arguments", "environment"),
    [
        ("password-needed", ["--host", "0.0.0.0"], {}),
        ("password-needed", ["--host", "192.168.1.7"], {"STUDIO_PASSWORD": ""}),
        ("password-needed", ["--allow-host", "studio.test"], {}),
        ("weak-password", ["--host", "0.0.0.0"], {"STUDIO_PASSWORD": "secret"}),
        ("invalid-input", ["--host", "0.0.0.0", "--password-file", "nowhere"], {}),
        ("invalid-input", ["--allow-host", "*"], {"STUDIO_PASSWORD": PASSWORD}),
        ("invalid-input", ["--trusted-proxy", "*"], {}),
        ("no-such-host", ["--host", "203.0.113.1"], {"STUDIO_PASSWORD": PASSWORD}),
        ("no-share", ["--share"], {"STUDIO_PASSWORD": PASSWORD}),
    ],
)
def test_unsafe_ways_to_open_the_page_are_rejected(
    tmp_path: Path, code: str, arguments: list[str], environment: dict[str, str]
) -> None:
    command = [sys.executable, "-m", "studio", "ui", "--no-browser", "--backend", "sketch", "--home", str(tmp_path)]
    done = subprocess.run([*command, *arguments], capture_output=True, text=True, env=os.environ | environment)

    assert done.returncode == 1
    assert re.fullmatch(rf"studio: \[{code}\] .+\. .+\n", done.stderr), done.stderr
    if code in ("no-share", "password-needed"):
        assert "ssh -L" in done.stderr
