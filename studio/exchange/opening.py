"""Opening what a person wants to import: what a file is follows from its content, whatever its name says."""

import stat
from collections.abc import Sequence
from pathlib import Path

from studio.audio.sound_file import SoundFileFailed, read_header
from studio.errors import InvalidInput, NotFound
from studio.exchange.bounded_zip import BoundedZip
from studio.exchange.refusals import refused
from studio.exchange.sources import Files, Source, folder_source

_ZIP = (b"PK\3\4", b"PK\5\6", b"PK\7\x08")
_OTHER_ARCHIVES = (
    (0, b"\x1f\x8b", "gzip"),
    (0, b"7z\xbc\xaf\x27\x1c", "7z"),
    (0, b"Rar!", "RAR"),
    (0, b"BZh", "bzip2"),
    (0, b"\xfd7zXZ", "xz"),
    (0, b"\x28\xb5\x2f\xfd", "Zstandard"),
    (257, b"ustar", "tar"),
)
_OTHER_SOUNDS = (".m4a", ".mp4", ".mov", ".aac", ".wma", ".webm", ".caf", ".amr", ".3gp")  # as phones record
_HEAD = 300  # bytes that tell what a file is
_SUFFIXES = {"FLAC": ".flac", "OGG": ".ogg", "MPEG": ".mp3", "MP3": ".mp3"}  # by libsndfile's name of the format


def opened(path: Path, beside: Sequence[Path] = ()) -> Source:
    """Return what is in a file or folder.

    Parameters
    ----------
    path : pathlib.Path
        A zip file, a folder, or a sound.
    beside : sequence of pathlib.Path
        For a sound: the text file with its words, and the files of its deliveries.

    Raises
    ------
    NotFound
        If there is no such file.
    InvalidInput
        If it is none of these.
    OSError
        If it cannot be read.
    """
    try:
        kind = path.stat().st_mode
    except FileNotFoundError:
        raise NotFound(f"There is no file {path}.", "Check the path.") from None
    if stat.S_ISDIR(kind):
        return folder_source(path)
    if not stat.S_ISREG(kind):
        raise refused(path.name, "it is a device or a pipe, not a file", "Save it as a file first.", "file-device")
    with path.open("rb") as file:
        head = file.read(_HEAD)
    if head.startswith(_ZIP):
        return BoundedZip(path)
    if archive := _other_archive(head):
        raise refused(path.name, f"it is a {archive} archive", "Unpack it, and import what is in it.", "archive-kind")
    return _sound(path, beside)


def no_voice(label: str) -> InvalidInput:
    """Return the error of something in which no voice was found."""
    return refused(
        label,
        "it holds no voice in a format that this studio reads",
        "Use a zip file that the studio, voicebox or a VOX program wrote, or a sound with its words.",
        "not-a-voice",
    )


def _sound(path: Path, beside: Sequence[Path]) -> Files:
    paths = {_name(path): path, **{each.name: each for each in beside}}
    return Files(path.name, paths, follow=True)


def _name(path: Path) -> str:
    """Return the name of a sound file with the suffix of what it is, whatever its own says; raises `InvalidInput`."""
    try:
        return f"{path.stem}{_SUFFIXES.get(read_header(path).format, '.wav')}"
    except SoundFileFailed:
        raise _no_sound(path) from None


def _no_sound(path: Path) -> InvalidInput:
    if path.stat().st_size == 0:
        return refused(path.name, "it is empty", "Copy or download it again.", "file-empty")
    if path.suffix.lower() == ".txt":
        cause = f"there is no sound {path.stem} beside it whose words it could be"
        return refused(path.name, cause, "Choose the sound together with it.", "text-alone")
    if path.suffix.lower() in _OTHER_SOUNDS:
        kind = path.suffix.lower()[1:]
        cause = f"the studio does not read {kind} files, or this one is damaged"
        return refused(path.name, cause, "Convert it to WAV, FLAC, MP3 or Ogg.", "sound-kind")
    return no_voice(path.name)


def _other_archive(head: bytes) -> str:
    return next((name for start, mark, name in _OTHER_ARCHIVES if head[start:].startswith(mark)), "")
