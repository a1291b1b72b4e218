"""Environments and files as they are found: each input is run as a command, in a home folder of its own."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

STUDIO = [sys.executable, "-m", "studio"]
REFERENCE = Path(__file__).parents[2] / "presets" / "evening-storyteller" / "reference.flac"
PAGE = ["ui", "--no-browser", "--backend", "sketch"]
MODEL = "mlx-community/Qwen3-TTS-12Hz-1.7B-VoiceDesign-8bit"
Row = tuple[str, str, str]


def rows() -> Iterator[Row]:
    """Yield (kind, input, result)."""
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        for settings in ({"ALL_PROXY": "socks://127.0.0.1:9"}, {"no_proxy": "localhost,[::1]"}):
            said = " ".join(f"{name}={value}" for name, value in settings.items())
            yield "Proxy settings", f"{said} studio ui", page(folder, PAGE, settings)
            yield (
                "Proxy settings",
                f"{said} studio models download …",
                run(folder, "models", "download", MODEL, **settings),
            )
        yield "Addresses", "studio ui --host ::1", page(folder, [*PAGE, "--host", "::1"], {})
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = str(taken.getsockname()[1])
            yield "Addresses", "studio ui --port (taken)", run(folder, *PAGE, "--port", port)
        yield "Caches", "HOME=/proc studio measure line.flac", run(folder, "measure", line(folder), HOME="/proc")
        yield "Encodings", "output in ISO-8859-1: studio takes list", encoded(folder)
        yield "Encodings", "a text in ISO-8859-1 on stdin", run(folder, *say(folder), stdin="café".encode("iso-8859-1"))
        yield "Neighbours", "line.flac beside a transcript line.json", beside_a_transcript(folder)
        yield "Packed again", "a preset in a folder, with __MACOSX/", run(folder, "presets", "import", repacked(folder))
        for count in ("4", "2"):
            design = ["design", "a man", "--text", "Hi.", "-n", count, "-o", str(folder / "dd"), "--backend", "sketch"]
            yield "Overwriting", f"studio design -n {count} -o dd", run(folder, *design, whole=True)


def run(folder: Path, *arguments: str, stdin: bytes = b"", whole: bool = False, **settings: str) -> str:
    """Run a command; return its exit code and its last line, or all lines."""
    done = subprocess.run([*STUDIO, *arguments], input=stdin, capture_output=True, env=_environment(folder, settings))
    lines = (done.stdout + done.stderr).decode("iso-8859-1" if "PYTHONIOENCODING" in settings else "utf-8").splitlines()
    return f"{done.returncode}: {', '.join(lines) if whole else (lines or [''])[-1]}".replace(str(folder), "…")


def page(folder: Path, arguments: list[str], settings: Mapping[str, str]) -> str:
    """Open the page; return the first line that it prints."""
    process = subprocess.Popen(
        [*STUDIO, *arguments],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        env=_environment(folder, settings),
    )
    assert process.stdout is not None
    with process:
        first = process.stdout.readline().strip()
        process.terminate()
    return f"{process.returncode}: {first}"


def line(folder: Path) -> str:
    return str(shutil.copy(REFERENCE, folder / "line.flac"))


def say(folder: Path) -> list[str]:
    return ["say", "evening-storyteller", "--file", "-", "-o", str(folder / "said.wav")]


def encoded(folder: Path) -> str:
    run(folder, "design", "a man", "--text", "Hi.", "-n", "1", "-o", str(folder / "one"), "--backend", "sketch")
    return run(folder, "takes", "list", PYTHONIOENCODING="iso-8859-1")


def beside_a_transcript(folder: Path) -> str:
    (folder / "line.json").write_text('{"text": "Hello.", "segments": [], "language": "en"}')
    return run(folder, "measure", line(folder))


def repacked(folder: Path) -> str:
    run(folder, "presets", "export", "evening-storyteller", "-o", str(folder / "preset.zip"))
    with zipfile.ZipFile(folder / "preset.zip") as exported, zipfile.ZipFile(folder / "again.zip", "w") as again:
        for name in exported.namelist():
            again.writestr(f"evening/{name}", exported.read(name))
            again.writestr(f"__MACOSX/evening/._{name}", b"")
    return str(folder / "again.zip")


def _environment(folder: Path, settings: Mapping[str, str]) -> dict[str, str]:
    return os.environ | {"STUDIO_HOME": str(folder / "home")} | settings
