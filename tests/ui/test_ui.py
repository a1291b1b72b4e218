"""The page's server: who is answered, what is served, and what a client's strings can reach."""

import contextlib
import http.client
import json
import re
import socket
import stat
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import numpy as np
import pytest
from processes import PATIENCE
from studio_process import announced, free_port, open_studio, start_studio

import studio
from studio.domain.recipe import Recipe
from studio.domain.take import Take, on_grid
from studio.store.library import Library
from studio.ui.sections import SECTIONS

BUSY = Path(__file__).parents[1] / "support" / "busy_studio.py"
NO_ID = "0" * 32
FORM = "multipart/form-data; boundary=x"
UPLOAD = '--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhello\r\n--x--\r\n'


class Client:
    """Sends requests as they are written: no redirects, no tidying of paths, any header."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc

    def __call__(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self.host, timeout=PATIENCE)
        names = {name.replace("_", "-"): value for name, value in headers.items()}
        connection.request(method, path, body=body.encode() or None, headers=names)
        answer = connection.getresponse()
        content = answer.read()
        self.headers = dict(answer.getheaders())
        connection.close()
        return answer.status, content

    def get(self, path: str, **headers: str) -> tuple[int, bytes]:
        return self("GET", path, **headers)


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A home with one take and one preset, which another program has made."""
    folder = tmp_path_factory.mktemp("home")
    with studio.Studio(folder, backend="sketch") as session:
        (take,) = session.design("an old man, low", text="Good evening.", takes=1, seed=7)
        session.keep(take, "Évening voice", notes="${alert(1)}")
    return folder


@pytest.fixture(scope="module")
def client(home: Path) -> Iterator[Client]:
    with open_studio(home) as address:
        yield Client(address)


@pytest.fixture
def take(client: Client) -> dict[str, object]:
    """What the page is told of the take in the library."""
    _, content = client.get("/studio/audition.json")
    return json.loads(content)["takes"][0]["take"]


def test_answers_under_its_own_names(client: Client) -> None:
    port = client.host.split(":")[1]
    for name in (f"127.0.0.1:{port}", f"localhost:{port}", "localhost", f"[::1]:{port}"):
        assert client.get("/", Host=name)[0] == 200


def test_files_of_the_page_are_private(client: Client, home: Path) -> None:
    gradios = home / "cache" / "gradio"
    assert client.get("/")[0] == 200
    assert gradios.is_dir()
    assert [stat.S_IMODE(path.stat().st_mode) for path in (home, gradios.parent, gradios)] == [0o700] * 3


@pytest.mark.parametrize(
    "name", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "192.168.1.7", "[fe80::1]:7860", "[", ""]
)
def test_rebound_host_name_is_rejected(client: Client, name: str) -> None:
    for path in ("/", "/config", "/studio/engine.json", "/studio/presets.json"):
        assert client.get(path, Host=name)[0] == 400


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://localhost", ""])
def test_requests_of_other_pages_are_rejected(client: Client, origin: str) -> None:
    join = json.dumps({"data": [], "fn_index": 0, "session_hash": "x"})
    assert client("POST", "/gradio_api/queue/join", join, Origin=origin, Content_Type="application/json")[0] == 403
    assert client("POST", "/gradio_api/queue/join", join, Origin=origin, Content_Type="text/plain")[0] == 403
    assert client("POST", "/gradio_api/upload", UPLOAD, Origin=origin, Content_Type=FORM)[0] == 403
    assert client("OPTIONS", "/gradio_api/queue/join", Origin=origin, Access_Control_Request_Method="POST")[0] == 403
    assert client.get("/studio/presets.json", Origin=origin)[0] == 403


def test_browsers_keep_hashed_files_and_get_them_uncompressed(client: Client) -> None:
    _, page = client.get("/")
    hashed = re.search(r"/assets/index-[^\"]+\.js", page.decode())
    assert hashed
    assert client.get(hashed[0], Accept_Encoding="gzip, br")[0] == 200
    assert "immutable" in client.headers["cache-control"]
    assert "content-encoding" not in client.headers
    assert client.get("/assets/none.js")[0] == 404
    assert "cache-control" not in client.headers


def test_browsers_keep_modules_until_one_changes(client: Client) -> None:
    _, config = client.get("/config")
    current = re.search(r"/studio/modules/[0-9a-f]{16}", config.decode())
    assert current
    assert client.get(f"{current[0]}/static/page/dom.js")[0] == 200
    assert "immutable" in client.headers["cache-control"]
    assert client.get("/studio/modules/earlier/static/page/dom.js")[0] == 200
    assert client.headers["cache-control"] == "no-cache"
    assert client.get(f"{current[0]}/static/page/none.js")[0] == 404


def test_styles_of_every_section_are_one_file_that_browsers_keep(client: Client) -> None:
    _, page = client.get("/")
    named = re.search(r'<link rel="stylesheet" href="(/studio/modules/[0-9a-f]{16}/page\.css)">', page.decode())
    assert named
    status, styles = client.get(named[1])
    assert (status, client.headers["content-type"]) == (200, "text/css; charset=utf-8")
    assert "immutable" in client.headers["cache-control"]
    for section in (each for each in SECTIONS if each.styles_path):
        assert section.styles_path.read_bytes().strip() in styles, section.name
    assert json.loads(client.get("/config")[1]).get("css") in (None, "")


@pytest.mark.parametrize("path", ["/login", "/logout", "/gradio_api/deep_link?session_hash=x", "/monitoring"])
def test_gradios_addresses_that_the_page_does_not_use_are_closed(client: Client, path: str) -> None:
    assert client.get(path)[0] == 404
    assert client("POST", path, Origin=f"http://{client.host}")[0] == 404


def test_embedding_by_other_pages_is_rejected(client: Client, take: dict[str, str]) -> None:
    assert client.get(take["audio"], Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")[0] == 403
    assert client.get(take["audio"], Sec_Fetch_Site="same-site", Sec_Fetch_Mode="no-cors")[0] == 403
    assert client.get(take["audio"], Sec_Fetch_Site="same-origin", Sec_Fetch_Mode="no-cors")[0] == 200
    assert client.get("/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")[0] == 200  # a link is welcome
    assert "frame-ancestors 'self'" in client.headers["content-security-policy"]


def test_uploads_and_long_bodies_are_rejected(client: Client) -> None:
    origin = f"http://{client.host}"
    assert client("POST", "/gradio_api/upload", UPLOAD, Origin=origin, Content_Type=FORM)[0] == 404
    assert client("POST", "/gradio_api/queue/join", "x" * (5 * 2**20), Origin=origin)[0] == 413


CHUNK = b"10000\r\n" + b"x" * 0x10000 + b"\r\n"
BODIES = {
    "chunked, without an end": ("Transfer-Encoding: chunked", [CHUNK] * 80, 413),
    "both declared and chunked": ("Content-Length: 5\r\nTransfer-Encoding: chunked", [CHUNK] * 80, 400),
    "declared twice": ("Content-Length: 5\r\nContent-Length: 6", [b"hello!"], 400),
    "declared too long": ("Content-Length: 4194305", [], 413),
    "of no number": ("Content-Length: -5", [], 400),
}


@pytest.mark.parametrize(("headers", "body", "status"), BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("method", ["POST", "GET"])
def test_body_limit_ignores_the_declared_length(
    client: Client, method: str, headers: str, body: list[bytes], status: int
) -> None:
    head = f"{method} /studio/engine.json HTTP/1.1\r\nHost: {client.host}\r\n{headers}\r\n\r\n"
    with connected(client) as connection:
        send_while_taken(connection, [head.encode(), *body])
        answer = received(connection)
    assert answer.startswith(f"HTTP/1.1 {status} ".encode()), answer
    assert client.get("/studio/engine.json")[0] == 200


@pytest.mark.parametrize(
    ("version", "headers"),
    [
        ("1.1", "Content-Length: 5\r\nTransfer-Encoding: chunked"),
        ("1.1", "Transfer-Encoding: chunked\r\nContent-Length: 0"),
        ("1.0", "Transfer-Encoding: chunked\r\nConnection: keep-alive"),
    ],
)
def test_request_of_ambiguous_length_closes_the_connection(client: Client, version: str, headers: str) -> None:
    ambiguous = f"POST /studio/engine.json HTTP/{version}\r\nHost: {client.host}\r\n{headers}\r\n\r\n0\r\n\r\n"
    smuggled = f"GET /studio/engine.json HTTP/1.1\r\nHost: {client.host}\r\n\r\n"
    with connected(client) as connection:
        connection.sendall(f"{ambiguous}{smuggled}".encode())
        answer = b"".join(iter(lambda: received(connection), b""))  # until the server hangs up
    assert answer.startswith(b"HTTP/1.1 400 ")
    assert answer.count(b"HTTP/1.1 ") == 1


def test_bytes_after_the_declared_body_are_ignored(client: Client) -> None:
    head = f"GET /studio/engine.json HTTP/1.1\r\nHost: {client.host}\r\nContent-Length: 5\r\n\r\nhello"
    with connected(client) as connection:
        send_while_taken(connection, [head.encode(), *[b"x" * 0x10000] * 80])
        answer = b"".join(iter(lambda: received(connection), b""))  # until the server hangs up
    assert answer.count(b"HTTP/1.1 200 ") <= 1
    assert client.get("/studio/engine.json")[0] == 200


def connected(client: Client) -> socket.socket:
    host, port = client.host.split(":")
    return socket.create_connection((host, int(port)), timeout=PATIENCE)


def send_while_taken(connection: socket.socket, parts: list[bytes]) -> None:
    """Send until the other side hangs up."""
    with contextlib.suppress(OSError):
        for part in parts:
            connection.sendall(part)


def received(connection: socket.socket) -> bytes:
    with contextlib.suppress(OSError):
        return connection.recv(65536)
    return b""  # it hung up with some of what was sent unread


def test_serves_takes_and_their_pictures(client: Client, take: dict[str, str]) -> None:
    status, sound = client.get(take["audio"])
    assert (status, sound[:4], client.headers["content-type"]) == (200, b"fLaC", "audio/flac")
    status, picture = client.get(take["view"])
    assert status == 200
    assert json.loads(picture)["duration"] == pytest.approx(take["duration"])
    assert client.get(take["audio"], Range="bytes=0-3") == (206, b"fLaC")


def test_serves_what_the_player_shows_on_demand(client: Client, take: dict[str, str]) -> None:
    one, two = f"ref=take:{take['id']}", "ref=preset:harbour-master"
    for address in (f"linear.json?{one}", f"yin.json?{two}", f"pyin.json?{one}", f"difference.json?{one}&{two}"):
        status, content = client.get(f"/studio/views/{address}")
        assert status == 200
        assert client.headers["cache-control"] == "no-cache"
        assert client.get(f"/studio/views/{address}") == (200, content)
    for wrong in (
        f"linear.json?{one}&{two}",
        f"difference.json?{one}",
        f"other.json?{one}",
        f"yin.json?ref=take:{NO_ID}",
    ):
        assert client.get(f"/studio/views/{wrong}")[0] == 404


def test_serves_presets_by_their_slug(client: Client) -> None:
    _, content = client.get("/studio/presets.json")
    preset = next(each for each in json.loads(content) if not each["starter"])
    assert (preset["name"], preset["notes"]) == ("Évening voice", "${alert(1)}")
    assert client.get(preset["audio"])[1][:4] == b"fLaC"
    assert json.loads(client.get(preset["view"])[1])["duration"] == pytest.approx(preset["duration"])


def test_says_which_presets_cannot_be_read(client: Client, home: Path) -> None:
    newer = home / "presets" / "newer"
    newer.mkdir()
    (newer / "preset.json").write_text('{"schema": 99}')
    (told,) = json.loads(client.get("/studio/presets-unreadable.json")[1])

    assert told["slug"] == "newer"
    assert "newer studio" in told["reason"]


def test_presets_are_served_and_the_damage_shown_with_a_damaged_library(tmp_path: Path) -> None:
    (tmp_path / "library.db").write_bytes(b"no database" * 1000)
    with open_studio(tmp_path) as address:
        client = Client(address)
        status, presets = client.get("/studio/presets.json")
        assert (status, len(json.loads(presets)) >= 24) == (200, True)
        _, engine = client.get("/studio/engine.json")
        assert json.loads(engine)["error"]["code"] == "library-damaged"
        status, reason = client.get("/studio/audition.json")
        assert status == 500
        assert "library.db is damaged" in reason.decode()


def test_takes_and_clips_carry_the_label_of_their_version(client: Client, take: dict[str, str]) -> None:
    audition = json.loads(client.get("/studio/audition.json")[1])
    (clip,) = json.loads(client.get(f"/studio/clips.json?ref=take:{take['id']}")[1])

    label = f"v{audition['version']}·1"
    assert {each["label"] for each in (take, audition["takes"][0], audition["takes"][0]["take"], clip)} == {label}
    assert audition["description"]


def test_matches_the_levels_of_what_is_compared(client: Client, take: dict[str, str]) -> None:
    _, content = client.get(f"/studio/clips.json?ref=take:{take['id']}&ref=take:{NO_ID}&ref=preset:nobody&ref=take:..")
    (clip,) = json.loads(content)
    assert clip["id"] == f"take:{take['id']}"
    assert clip["gain_db"] != 0.0


def test_a_clip_longer_than_ten_minutes_is_shown_coarsely_and_measured_in_part(client: Client, home: Path) -> None:
    rate = 1000  # Hz, so that the test decodes little
    hum = 0.1 * np.sin(2 * np.pi * 50 * np.arange(601 * rate) / rate)
    recipe = Recipe(description="a hum", text="Hm.", seed=1)
    one, two = f"take:{7:032x}", "preset:harbour-master"
    with closing(Library(home)) as library:
        library.add(Take(one[5:], recipe, on_grid(hum.astype(np.float32)), sample_rate=rate, audition="7" * 32))
    clips = json.loads(client.get(f"/studio/clips.json?ref={one}&ref={two}")[1])
    assert [(clip["long"], clip["streamed"]) for clip in clips] == [(True, True), (False, True)]
    assert json.loads(client.get(f"/studio/views/view.json?ref={one}")[1])["duration"] == pytest.approx(601)
    for kind in ("linear", "yin", "pyin", "syllables"):
        status, content = client.get(f"/studio/views/{kind}.json?ref={one}")
        assert (status, b"only shown coarsely" in content) == (404, True)
    long, short = json.loads(client.get(f"/studio/measure.json?ref={one}&ref={two}")[1])["clips"]
    assert long["measurements"]["duration"] == pytest.approx(601)
    assert long["measurements"]["loudness"] < 0
    assert long["measurements"]["pitch"] is None
    assert [flag["code"] for flag in long["flags"]] == ["long"]
    assert short["measurements"]["pitch"] > 0
    status, content = client.get(f"/studio/report.html?ref={one}")
    assert (status, b"A report needs shorter clips." in content) == (422, True)


def test_report_of_a_missing_clip_is_a_sentence(client: Client) -> None:
    status, content = client.get("/studio/report.html?ref=preset:nobody")
    assert status == 404
    assert content.decode().startswith("There is no preset")


def test_the_tray_knows_labels_and_leaves_out_what_is_gone(client: Client, take: dict[str, str]) -> None:
    clips = json.loads(client.get(f"/studio/tray.json?ref=take:{take['id']}&ref=preset:nobody&ref=take:{NO_ID}")[1])
    assert [(clip["label"], clip["seconds"]) for clip in clips] == [(take["label"], pytest.approx(take["duration"]))]
    assert clips[0]["description"].startswith(clips[0]["words"].removesuffix(" …"))


def test_serves_the_shape_of_a_sound(client: Client, take: dict[str, str]) -> None:
    for address in (f"/studio/shapes/takes/{take['id']}.json", "/studio/shapes/presets/harbour-master.json"):
        status, content = client.get(address)
        assert status == 200
        assert len(json.loads(content)["peaks"]) == 240
    assert client.get(f"/studio/shapes/takes/{NO_ID}.json")[0] == 404
    assert client.get("/studio/shapes/presets/nobody.json")[0] == 404


@pytest.mark.parametrize("spoil", [Path.unlink, lambda file: file.write_bytes(b"fLaC and then nothing")])
def test_a_take_whose_file_is_gone_or_damaged_spoils_nothing_else(
    client: Client, home: Path, take: dict[str, str], spoil: Callable[[Path], object]
) -> None:
    file = home / "takes" / f"{take['id']}.flac"
    sound = file.read_bytes()
    spoil(file)
    try:
        assert client.get(take["audio"])[0] == (200 if file.exists() else 404)
        assert client.get(take["view"])[0] == 404
        assert client.get("/studio/audition.json") == (200, b"null")
        _, clips = client.get(f"/studio/clips.json?ref=take:{take['id']}&ref=preset:harbour-master")
        assert [clip["id"] for clip in json.loads(clips)] == ["preset:harbour-master"]
    finally:
        file.write_bytes(sound)


@pytest.mark.parametrize("name", [NO_ID, "x", "0" * 31, "A" * 32, "0" * 33, "..", "%2e%2e", "..%2f..%2flibrary", "%00"])
def test_invalid_ids_find_nothing(client: Client, name: str) -> None:
    assert client.get(f"/studio/takes/{name}.flac")[0] == 404
    assert client.get(f"/studio/views/view.json?ref=take:{name}")[0] == 404
    assert client.get(f"/studio/presets/{name}.flac")[0] == 404
    assert client.get(f"/studio/views/view.json?ref=preset:{name}")[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/studio/static/../routes.py",
        "/studio/static/..%2froutes.py",
        "/studio/static/%2e%2e/routes.py",
        "/studio/static/page/page.css",
        "/studio/static//etc/passwd",
        "/studio/takes/../library.db",
        "/studio/takes/..%2flibrary.db",
        "/studio/presets/..%2f..%2flibrary.db",
        "/studio/takes/%2fetc%2fpasswd",
    ],
)
def test_paths_outside_the_page_are_not_found(client: Client, path: str) -> None:
    assert client.get(path)[0] == 404


def test_gradio_serves_no_file_of_the_home(client: Client, home: Path) -> None:
    for file in (home / "library.db", next((home / "takes").glob("*.flac")), Path(studio.__file__)):
        assert client.get(f"/gradio_api/file={file}")[0] in {403, 404}


def test_presets_cannot_be_reached_by_a_path(client: Client) -> None:
    _, config = client.get("/config")
    part = next(each for each in json.loads(config)["components"] if each["props"].get("elem_id") == "actions")

    def remove(slugs: object) -> dict[str, Any]:
        call = {"session_hash": "x", "component_id": part["id"], "fn_name": "presets.remove", "data": slugs}
        status, content = client(
            "POST", "/gradio_api/component_server", json.dumps(call), Content_Type="application/json"
        )
        assert status == 200
        return json.loads(content)

    strange = ["../takes", "..", "/etc", "", 7, None, ["x"], {"a": 1}]
    assert [refused["code"] for refused in remove(strange)["refused"]] == ["not-found"] * len(strange)
    for no_list in ("../takes", None, 7, {"a": 1}):
        assert remove(no_list)["problem"]["code"] == "invalid-input"


def test_the_page_asks_nothing_of_the_internet(client: Client) -> None:
    _, page = client.get("/")
    assert b"fonts.googleapis" not in page
    assert b"gstatic" not in page


def test_says_when_its_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        process = start_studio(tmp_path, holder.getsockname()[1])
        said, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode == 1
    assert "is taken" in said
    assert "Traceback" not in said


def test_page_needs_no_proxy_whatever_the_settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ALL_PROXY", "socks://127.0.0.1:9")
    monkeypatch.setenv("no_proxy", "localhost,[::1]")
    with open_studio(tmp_path, forked=False) as address:
        assert Client(address).get("/")[0] == 200


def test_sigterm_ends_it_cleanly(tmp_path: Path) -> None:
    process = start_studio(tmp_path, free_port())
    announced(process)
    process.terminate()
    said, _ = process.communicate(timeout=PATIENCE)
    assert (process.returncode, said) == (0, "")


def test_ctrl_c_ends_it_cleanly_while_a_thread_is_in_cpp_code(tmp_path: Path) -> None:
    with open_studio(tmp_path, program=BUSY, forked=False):
        pass


def test_a_second_page_of_the_same_home_says_where_the_first_is(home: Path, client: Client) -> None:
    second = start_studio(home, free_port())
    said, _ = second.communicate(timeout=PATIENCE)

    assert second.returncode == 1
    assert "[already-open]" in said
    assert f"http://{client.host}/" in said


def test_a_page_that_was_killed_leaves_its_home_free(tmp_path: Path) -> None:
    killed = start_studio(tmp_path, free_port())
    announced(killed)
    killed.kill()
    killed.communicate()

    with open_studio(tmp_path) as address:
        assert Client(address).get("/studio/engine.json")[0] == 200


# ---- numbers -----------------------------------------------------------------------------------------------------


def test_clips_are_measured_and_compared_with_the_first(client: Client, take: dict[str, object]) -> None:
    status, content = client.get(f"/studio/measure.json?ref=take:{take['id']}&ref=preset:bright-guide")
    answer = json.loads(content)
    assert status == 200
    assert [clip["id"] for clip in answer["clips"]] == [f"take:{take['id']}", "preset:bright-guide"]
    first, second = answer["clips"]
    assert first["differences"] == {}
    assert second["measurements"]["pitch"] == pytest.approx(289, abs=2)
    assert second["shown"]["pitch"] == "289"
    assert second["differences"]["pitch"]["beyond"]
    assert second["told"][0] == "pitch"
    assert second["differences"]["pitch"]["direction"] == "higher"
    assert second["flags"] == []
    assert {"name": "pitch", "label": "Pitch", "unit": "Hz"}.items() <= answer["methods"][3].items()


def test_missing_clips_are_left_out_of_the_measurements(client: Client) -> None:
    refs = f"ref=take:{NO_ID}&ref=preset:bright-guide&ref=preset:../home&ref=nonsense"
    answer = json.loads(client.get(f"/studio/measure.json?{refs}")[1])
    assert [clip["id"] for clip in answer["clips"]] == ["preset:bright-guide"]
    assert json.loads(client.get(f"/studio/measure.json?ref=take:{NO_ID}")[1])["clips"] == []


def test_at_most_eight_clips_are_measured_at_once(client: Client) -> None:
    assert client.get("/studio/measure.json?" + "&".join(["ref=preset:bright-guide"] * 9))[0] == 422
    assert client.get("/studio/measure.json")[0] == 422


def test_files_that_draw_the_page_are_fetched_before_gradio_asks_for_them(client: Client) -> None:
    from studio.ui.gradio_chunks import component_files

    files = component_files(["textbox", "html", "tabs", "dropdown"])
    assert len([name for name in files if name.endswith(".js")]) > 8
    _, page = client.get("/")
    for name in files:
        assert f'"/assets/{name}"' in page.decode()
        assert client.get(f"/assets/{name}")[0] == 200
    assert component_files(["unheardof"]) == []
