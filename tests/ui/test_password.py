"""A page that other machines can reach: only with a password, and nothing of it without."""

import http.client
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urlsplit

import pytest
from processes import PATIENCE
from starlette.responses import PlainTextResponse
from starlette.testclient import TestClient
from studio_process import open_studio

from studio.ui.security.password import LOGIN, Gate, Tries

PASSWORD = "correct horse"
ROUTES = [
    "/",
    "/config",
    "/studio/engine.json",
    "/studio/presets.json",
    "/studio/static/player/player.js",
    "/theme.css",
    "/x",
]


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("public")
    (folder / "password").write_text(f"{PASSWORD}\n")
    arguments = ["--host", "0.0.0.0", "--password-file", str(folder / "password"), "--allow-host", "studio.test"]
    with open_studio(folder / "home", arguments=arguments) as address:
        yield address


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


def test_five_wrong_passwords_a_minute_lock_an_address() -> None:
    now = [0.0]
    gate = Gate(PlainTextResponse("inside"), PASSWORD, Tries(lambda: now[0]))
    browser = TestClient(gate, follow_redirects=False)
    for _ in range(5):
        assert browser.post(LOGIN, data={"password": "guess"}).status_code == 401
        now[0] += 1
    refused = browser.post(LOGIN, data={"password": PASSWORD})
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "55")
    assert TestClient(gate, client=("10.0.0.9", 1)).post(LOGIN, data={"password": "guess"}).status_code == 401

    now[0] += 55
    assert browser.post(LOGIN, data={"password": PASSWORD}).status_code == 303
    assert browser.get("/").text == "inside"
    assert browser.get(LOGIN).headers["location"] == "/"


def test_all_addresses_together_get_sixty_tries_a_minute() -> None:
    gate = Gate(PlainTextResponse("inside"), PASSWORD, Tries(lambda: 0.0))
    answers = [
        TestClient(gate, client=(f"10.0.0.{number}", 1)).post(LOGIN, data={"password": "guess"}).status_code
        for number in range(61)
    ]
    assert answers == [401] * 60 + [429]


@pytest.mark.parametrize(
    ("code", "arguments", "environment"),
    [
        ("password-needed", ["--host", "0.0.0.0"], {}),
        ("password-needed", ["--host", "192.168.1.7"], {"STUDIO_PASSWORD": ""}),
        ("password-needed", ["--allow-host", "studio.test"], {}),
        ("weak-password", ["--host", "0.0.0.0"], {"STUDIO_PASSWORD": "secret"}),
        ("invalid-input", ["--host", "0.0.0.0", "--password-file", "nowhere"], {}),
        ("invalid-input", ["--allow-host", "*"], {"STUDIO_PASSWORD": PASSWORD}),
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
