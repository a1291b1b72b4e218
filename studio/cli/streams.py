"""Standard input, output and error of the command: closed ones, full disks, and readers that leave, as `head` does.

Imports only light modules, because it is needed before anything else is imported.
"""

import codecs
import errno
import io
import os
import sys
from typing import Any, TextIO

from studio.cli.output import printable
from studio.errors import StorageFailed

_IN_ASCII = "studio-in-ascii"  # the name of an error handler
_SIMILAR = {
    "–": "-",
    "—": "-",
    "−": "-",
    "…": "...",
    "·": "-",
    "×": "x",
    "≥": ">=",
    "≤": "<=",
    "“": '"',
    "”": '"',
    "’": "'",
}
#: The exit code where the reader of standard output left: that of a program which SIGPIPE ended.
READER_LEFT = 141


class ReaderLeft(OSError):
    """Nobody reads standard output any more."""


def prepare_streams() -> None:
    """Prepare the standard streams, before any other file is opened.

    A closed stream becomes the null device: otherwise the next file that is opened, such as the database, would get its
    number and receive what is printed. Writing to standard output raises `ReaderLeft`, or `StorageFailed` if the disk
    is full; the first error also silences it, so that nothing fails again at exit. Errors of standard error are
    ignored, because nobody could be told of them; it cannot control the terminal, whatever a log or a traceback quotes.
    """
    for descriptor in (0, 1, 2):
        _open_if_closed(descriptor)
    sys.stdin = sys.stdin or open(0, encoding="utf-8", closefd=False)  # noqa: SIM115 - open until the end
    sys.stdout = _Output(open(1, "wb", closefd=False), **_like(sys.stdout))  # noqa: SIM115
    sys.stderr = _Notices(open(2, "wb", closefd=False), **_like(sys.stderr) | {"line_buffering": True})  # noqa: SIM115


def write_binary(content: bytes) -> None:
    """Write bytes to standard output, of which `prepare_streams` was called; raises as it says."""
    assert isinstance(sys.stdout, _Output)
    sys.stdout.write_binary(content)


def terminal_of_stderr() -> TextIO:
    """Return standard error for a progress display, which controls the terminal."""
    return _Quiet(open(2, "wb", closefd=False), **_like(sys.stderr))


def _open_if_closed(descriptor: int) -> None:
    try:
        os.fstat(descriptor)
    except OSError:
        os.set_inheritable(os.open(os.devnull, os.O_RDWR), True)  # gets the lowest free number, which is this one


def _like(stream: TextIO | None) -> dict[str, Any]:
    """Return the settings of a stream; what its encoding lacks is written in ASCII instead of failing."""
    codecs.register_error(_IN_ASCII, _in_ascii)
    settings: dict[str, Any] = {"encoding": "utf-8", "errors": _IN_ASCII, "line_buffering": False}
    if isinstance(stream, io.TextIOWrapper):
        settings["encoding"] = stream.encoding
        settings["line_buffering"] = stream.line_buffering or stream.write_through
    return settings


def _in_ascii(error: UnicodeError) -> tuple[str | bytes, int]:
    """Replace a sign that an encoding lacks by one of ASCII, or by an escape sequence."""
    assert isinstance(error, UnicodeEncodeError)
    similar = _SIMILAR.get(error.object[error.start])
    return (similar, error.start + 1) if similar is not None else codecs.backslashreplace_errors(error)


def _silence(stream: io.TextIOWrapper) -> None:
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, stream.fileno())
    os.close(null)


class _Output(io.TextIOWrapper):
    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError as error:
            raise self._failed(error) from None

    def flush(self) -> None:
        try:
            super().flush()
        except OSError as error:
            raise self._failed(error) from None

    def write_binary(self, content: bytes) -> None:
        """Write bytes instead of text."""
        self.flush()
        try:
            self.buffer.write(content)
            self.buffer.flush()
        except OSError as error:
            raise self._failed(error) from None

    def _failed(self, error: OSError) -> OSError:
        _silence(self)
        if error.errno == errno.EPIPE:
            return ReaderLeft("the reader of standard output left")
        return StorageFailed(
            f"Standard output cannot be written: {error.strerror or error}.",
            "Free some space, or send the output elsewhere.",
            code="output-failed",
        )


class _Quiet(io.TextIOWrapper):
    def write(self, text: str) -> int:
        try:
            return super().write(text)
        except OSError:
            _silence(self)
            return len(text)

    def flush(self) -> None:
        try:
            super().flush()
        except OSError:
            _silence(self)


class _Notices(_Quiet):
    def write(self, text: str) -> int:
        super().write("\n".join(map(printable, text.split("\n"))))
        return len(text)
