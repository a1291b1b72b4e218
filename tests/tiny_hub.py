"""A model hub on this machine: serves one folder as `tiny/voice`, and refuses in all the ways the real one does."""

import hashlib
import json
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import TracebackType


class TinyHub:
    """Serve a folder in the hub's way while the `with` block lasts.

    `tiny/voice` is the folder; `tiny/gated` wants permission, `tiny/failing` has an error of its own, `tiny/silent`
    never answers; there is nothing else.
    """

    revision = "0123456789abcdef0123456789abcdef01234567"

    def __init__(self, folder: Path, *, claimed_size: int = 0) -> None:
        self.files = {
            path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
        }
        self.claimed_size = claimed_size
        self.over = threading.Event()
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), type("Bound", (_Answer,), {"hub": self}))
        self._server.daemon_threads = True
        self.address = f"http://127.0.0.1:{self._server.server_port}"

    def __enter__(self) -> "TinyHub":
        threading.Thread(target=self._server.serve_forever, daemon=True).start()
        return self

    def __exit__(self, kind: type | None, error: BaseException | None, trace: TracebackType | None) -> None:
        self.over.set()
        self._server.shutdown()
        self._server.server_close()

    def listing(self) -> list[dict]:
        """The folder's files as the tree interface gives them."""
        return [
            {"type": "file", "path": name, "size": self.claimed_size or len(data), "oid": _oid(data)}
            for name, data in self.files.items()
        ]


class _Answer(BaseHTTPRequestHandler):
    hub: TinyHub

    def do_HEAD(self) -> None:
        self.do_GET()

    def do_GET(self) -> None:
        path = self.path.split("?")[0].removeprefix("/")
        model = "/".join(path.removeprefix("api/models/").split("/")[:2])
        match model:
            case "tiny/voice":
                self._serve(path)
            case "tiny/gated":
                self._send(403, b"{}", {"X-Error-Code": "GatedRepo"})
            case "tiny/failing":
                self._send(500, b"{}")
            case "tiny/silent":
                self.hub.over.wait()
            case _:
                self._send(404, b"{}", {"X-Error-Code": "RepoNotFound"})

    def _serve(self, path: str) -> None:
        if path.startswith("tiny/voice/resolve/"):
            name = path.split("/", 4)[4]
            data = self.hub.files[name]
            self._send(200, data, {"ETag": f'"{_oid(data)}"', "X-Repo-Commit": self.hub.revision})
        elif "/tree/" in path:
            self._send(200, json.dumps(self.hub.listing()).encode())
        else:
            files = [{"rfilename": file["path"], "size": file["size"]} for file in self.hub.listing()]
            info = {"id": "tiny/voice", "sha": self.hub.revision, "siblings": files, "private": False, "tags": []}
            self._send(200, json.dumps(info).encode())

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
        """Say nothing."""


def _oid(data: bytes) -> str:
    return hashlib.sha1(data).hexdigest()
