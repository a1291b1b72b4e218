"""The page's server: who is answered, what is served, and what a client's strings can reach."""

import http.client
import json
import socket
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from studio_process import announced, free_port, open_studio, start_studio

import studio

NO_ID = "0" * 32
FORM = "multipart/form-data; boundary=x"
UPLOAD = '--x\r\nContent-Disposition: form-data; name="files"; filename="a.txt"\r\n\r\nhello\r\n--x--\r\n'


class Client:
    """Sends requests as they are written: no redirects, no tidying of paths, any header."""

    def __init__(self, address: str) -> None:
        self.host = urlsplit(address).netloc

    def __call__(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection(self.host, timeout=30)
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
    for name in (f"127.0.0.1:{port}", f"localhost:{port}", "localhost"):
        assert client.get("/", Host=name)[0] == 200


@pytest.mark.parametrize("name", ["evil.example", "evil.example:7860", "127.0.0.1.evil.example", "192.168.1.7", ""])
def test_refuses_a_rebound_name(client: Client, name: str) -> None:
    for path in ("/", "/config", "/studio/engine.json", "/studio/presets.json"):
        assert client.get(path, Host=name)[0] == 400


@pytest.mark.parametrize("origin", ["http://evil.example", "null", "http://127.0.0.1:1", "https://localhost", ""])
def test_refuses_other_pages(client: Client, origin: str) -> None:
    join = json.dumps({"data": [], "fn_index": 0, "session_hash": "x"})
    assert client("POST", "/gradio_api/queue/join", join, Origin=origin, Content_Type="application/json")[0] == 403
    assert client("POST", "/gradio_api/queue/join", join, Origin=origin, Content_Type="text/plain")[0] == 403
    assert client("POST", "/gradio_api/upload", UPLOAD, Origin=origin, Content_Type=FORM)[0] == 403
    assert client("OPTIONS", "/gradio_api/queue/join", Origin=origin, Access_Control_Request_Method="POST")[0] == 403
    assert client.get("/studio/presets.json", Origin=origin)[0] == 403


def test_refuses_to_be_embedded_by_other_pages(client: Client, take: dict[str, str]) -> None:
    assert client.get(take["audio"], Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="no-cors")[0] == 403
    assert client.get(take["audio"], Sec_Fetch_Site="same-site", Sec_Fetch_Mode="no-cors")[0] == 403
    assert client.get(take["audio"], Sec_Fetch_Site="same-origin", Sec_Fetch_Mode="no-cors")[0] == 200
    assert client.get("/", Sec_Fetch_Site="cross-site", Sec_Fetch_Mode="navigate")[0] == 200  # a link is welcome
    assert "frame-ancestors 'self'" in client.headers["content-security-policy"]


def test_takes_no_uploads_and_no_endless_requests(client: Client) -> None:
    origin = f"http://{client.host}"
    assert client("POST", "/gradio_api/upload", UPLOAD, Origin=origin, Content_Type=FORM)[0] == 404
    assert client("POST", "/gradio_api/queue/join", "x" * (5 * 2**20), Origin=origin)[0] == 413


def test_serves_takes_and_their_pictures(client: Client, take: dict[str, str]) -> None:
    status, sound = client.get(take["audio"])
    assert (status, sound[:4], client.headers["content-type"]) == (200, b"fLaC", "audio/flac")
    status, picture = client.get(take["view"])
    assert status == 200
    assert json.loads(picture)["duration"] == pytest.approx(take["duration"])
    assert client.get(take["audio"], Range="bytes=0-3") == (206, b"fLaC")


def test_serves_presets_by_their_slug(client: Client) -> None:
    _, content = client.get("/studio/presets.json")
    preset = next(each for each in json.loads(content) if not each["starter"])
    assert (preset["name"], preset["notes"]) == ("Évening voice", "${alert(1)}")
    assert client.get(preset["audio"])[1][:4] == b"fLaC"
    assert json.loads(client.get(preset["view"])[1])["duration"] == pytest.approx(preset["duration"])


def test_matches_the_levels_of_what_is_compared(client: Client, take: dict[str, str]) -> None:
    _, content = client.get(f"/studio/clips.json?ref=take:{take['id']}&ref=take:{NO_ID}&ref=preset:nobody&ref=take:..")
    (clip,) = json.loads(content)
    assert clip["id"] == f"take:{take['id']}"
    assert clip["gain_db"] != 0.0


@pytest.mark.parametrize("name", [NO_ID, "x", "0" * 31, "A" * 32, "0" * 33, "..", "%2e%2e", "..%2f..%2flibrary", "%00"])
def test_ids_that_are_none_find_nothing(client: Client, name: str) -> None:
    assert client.get(f"/studio/takes/{name}.flac")[0] == 404
    assert client.get(f"/studio/views/take/{name}.json")[0] == 404
    assert client.get(f"/studio/presets/{name}.flac")[0] == 404
    assert client.get(f"/studio/views/preset/{name}.json")[0] == 404


@pytest.mark.parametrize(
    "path",
    [
        "/studio/static/../routes.py",
        "/studio/static/..%2froutes.py",
        "/studio/static/%2e%2e/routes.py",
        "/studio/static/style.css",
        "/studio/static//etc/passwd",
        "/studio/takes/../library.db",
        "/studio/takes/..%2flibrary.db",
        "/studio/presets/..%2f..%2flibrary.db",
        "/studio/takes/%2fetc%2fpasswd",
    ],
)
def test_paths_lead_nowhere(client: Client, path: str) -> None:
    assert client.get(path)[0] == 404


def test_gradio_serves_no_file_of_the_home(client: Client, home: Path) -> None:
    for file in (home / "library.db", next((home / "takes").glob("*.flac")), Path(studio.__file__)):
        assert client.get(f"/gradio_api/file={file}")[0] in {403, 404}


def test_presets_cannot_be_reached_by_a_path(client: Client) -> None:
    _, config = client.get("/config")
    part = next(each for each in json.loads(config)["components"] if each["props"].get("elem_id") == "presets")
    for slug in ("../takes", "..", "/etc", "", 7, None, ["x"], {"a": 1}):
        call = {"session_hash": "x", "component_id": part["id"], "fn_name": "remove", "data": slug}
        status, content = client(
            "POST", "/gradio_api/component_server", json.dumps(call), Content_Type="application/json"
        )
        assert (status, json.loads(content)["problem"]["code"]) == (200, "not-found")


def test_the_page_asks_nothing_of_the_internet(client: Client) -> None:
    _, page = client.get("/")
    assert b"fonts.googleapis" not in page
    assert b"gstatic" not in page


def test_says_when_its_port_is_taken(tmp_path: Path) -> None:
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        process = start_studio(tmp_path, holder.getsockname()[1])
        said, _ = process.communicate(timeout=30)
    assert process.returncode == 1
    assert "is taken" in said
    assert "Traceback" not in said


def test_sigterm_ends_it_cleanly(tmp_path: Path) -> None:
    process = start_studio(tmp_path, free_port())
    announced(process)
    process.terminate()
    said, _ = process.communicate(timeout=30)
    assert (process.returncode, said) == (0, "")


def test_a_second_page_of_the_same_home_says_where_the_first_is(home: Path, client: Client) -> None:
    second = start_studio(home, free_port())
    said, _ = second.communicate(timeout=60)

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
