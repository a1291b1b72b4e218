"""A local model hub that serves one folder as `tiny/voice` and fails in the ways the real hub does."""

import contextlib
import hashlib
import json
import threading
import zlib
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType

LARGE = ".safetensors"  # these are named by SHA-256, the others by git
MALFORMED = {"tiny/list": b"[]", "tiny/deep": b"[" * 1_000_000, "tiny/no-json": b"<html>"}


class TinyHub:
    """Serve a folder through the hub's HTTP interface during the `with` block.

    `tiny/voice` is the folder, `tiny/gated` requires permission, `tiny/failing` answers with a server error and
    `tiny/silent` never answers. The metadata of `tiny/endless`, `tiny/endless-failure`, `tiny/endless-redirect` and
    `tiny/bomb` (compressed) never ends, `tiny/circle` redirects to itself, and that of `MALFORMED` is not a model's. No
    other model exists. The parameters change how `tiny/voice` is served.

    Parameters
    ----------
    folder : Path
        Files to serve.
    claimed_size : int
        Announced size of each file in bytes; 0 announces the real size.
    alias : str
        Another name for `tiny/voice`, for example that of a published model.
    token : str
        The only accepted token, if a request sends one.
    bend : callable
        Function of a file's name and its bytes that returns the bytes to send.
    break_after : int
        Number of bytes of a file after which each response's connection is closed.
    hold_after : int
        Number of bytes of a large file after which the response waits for `go_on`.
    resumes : bool
        Whether range requests are supported.
    sends_on : str
        What follows the bytes of each large file, without end: "zeros", or "bomb" for compressed ones.
    """

    revision = "0123456789abcdef0123456789abcdef01234567"

    def __init__(
        self,
        folder: Path,
        *,
        claimed_size: int = 0,
        alias: str = "tiny/voice",
        token: str = "",
        bend: Callable[[str, bytes], bytes] = lambda name, data: data,
        break_after: int = 0,
        hold_after: int = 0,
        resumes: bool = True,
        sends_on: str = "",
    ) -> None:
        self.files = {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }
        self.claimed_size = claimed_size
        self.names = {"tiny/voice", alias}
        self.token = token
        self.bend = bend
        self.break_after, self.hold_after = break_after, hold_after
        self.resumes = resumes
        self.sends_on = sends_on
        self.sent_in_excess = 0  # bytes that were sent without end
        self.asked: list[tuple[str, int]] = []  # each file that was asked for, and from which byte on
        self.holding = threading.Event()
        self.go_on = threading.Event()
        self.over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Answer,), {"hub": self}))
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"
        self.store = f"http://localhost:{self._server.server_port}/store"

    def __enter__(self) -> "TinyHub":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.over.set()
        self.go_on.set()
        self._server.shutdown()
        self._server.server_close()

    def listing(self) -> list[dict]:
        """Return the folder's files as the hub's model interface lists them."""
        return [self._about(name, data) for name, data in self.files.items()]

    def _about(self, name: str, data: bytes) -> dict:
        size = self.claimed_size or len(data)
        about = {"rfilename": name, "size": size, "blobId": git_hash(data)}
        if name.endswith(LARGE):
            about["lfs"] = {"size": size, "sha256": hashlib.sha256(data).hexdigest(), "pointerSize": 134}
        return about


class _Answer(BaseHTTPRequestHandler):
    hub: TinyHub

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.split("?")[0].removeprefix("/")
        parts = path.removeprefix("api/models/").split("/")
        model = "/".join(parts[:2])
        sent = self.headers.get("Authorization")
        if parts[0] == "store":
            self._send(403, b"") if sent else self._send_file("/".join(parts[1:]))  # tokens are the hub's alone
        elif sent and self.hub.token and sent != f"Bearer {self.hub.token}":
            self._send(401, b"{}", {"X-Error-Message": "Invalid credentials in Authorization header"})
        elif model in self.hub.names:
            self._serve(parts)
        elif model == "tiny/gated":
            self._send(403, b"{}", {"X-Error-Code": "GatedRepo"})
        elif model == "tiny/failing":
            self._send(500, b"{}")
        elif model == "tiny/silent":
            self.hub.over.wait()
        elif model.startswith("tiny/endless"):
            self._send_endlessly({"tiny/endless-failure": 500, "tiny/endless-redirect": 302}.get(model, 200))
        elif model == "tiny/bomb":
            self._send_endlessly(200, compressed=True)
        elif model == "tiny/circle":
            self._send(302, b"", {"Location": self.path})
        elif model in MALFORMED:
            self._send(200, MALFORMED[model])
        else:
            self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"})

    def _serve(self, parts: list[str]) -> None:
        name = "/".join(parts[4:])
        if parts[2:3] == ["resolve"] and name.endswith(LARGE):
            self._send(302, b"", {"Location": f"{self.hub.store}/{name}"})  # large files lie elsewhere
        elif parts[2:3] == ["resolve"]:
            self._send_file(name)
        elif parts[2:] and parts[3] not in ("main", "v1", self.hub.revision):
            self._send(404, b"{}", {"X-Error-Code": "RevisionNotFound"})
        else:
            info = {"id": "/".join(parts[:2]), "sha": self.hub.revision, "siblings": self.hub.listing(), "tags": []}
            self._send(200, json.dumps(info | {"private": False}).encode())

    def _send_file(self, name: str) -> None:
        asked = self.headers.get("Range", "bytes=0-") if self.hub.resumes else "bytes=0-"
        start = int(asked.removeprefix("bytes=").removesuffix("-"))
        self.hub.asked.append((name, start))
        data = self.hub.bend(name, self.hub.files[name])[start:]
        if self.hub.sends_on and name.endswith(LARGE):
            status = 206 if start else 200
            return self._send_endlessly(status, data, compressed=self.hub.sends_on == "bomb")
        self.send_response(206 if start else 200)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.hub.break_after and len(data) > self.hub.break_after:
            self.wfile.write(data[: self.hub.break_after])
            self.close_connection = True
        elif (held := self.hub.hold_after) and len(data) > held:
            self.wfile.write(data[:held])
            self.hub.holding.set()
            self.hub.go_on.wait()
            with contextlib.suppress(OSError):  # the one who asked may be gone
                self.wfile.write(data[held:])
        else:
            self.wfile.write(data)

    def _send_endlessly(self, status: int, data: bytes = b"", *, compressed: bool = False) -> None:
        """Send data, then zeros until the client closes the connection (or 2 GB, so that a faulty client ends)."""
        self.send_response(status)
        self.send_header("Location", self.path)
        if compressed:
            self.send_header("Content-Encoding", "gzip")
        self.end_headers()
        gzip = zlib.compressobj(1, wbits=31)
        zeros = b"\0" * (1 << 20)
        with contextlib.suppress(OSError):
            while self.hub.sent_in_excess < 2 << 30:
                self.wfile.write(gzip.compress(data) + gzip.flush(zlib.Z_SYNC_FLUSH) if compressed else data)
                self.hub.sent_in_excess += len(data) if data is zeros else 0
                data = zeros

    def _send(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command == "GET":
            self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None:
        """Log nothing."""


def git_hash(data: bytes) -> str:
    """Return the git blob hash of these bytes."""
    return hashlib.sha1(b"blob %d\0" % len(data) + data).hexdigest()
