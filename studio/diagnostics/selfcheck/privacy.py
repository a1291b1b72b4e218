"""Remove what identifies a person from data that is sent to others: paths, user names, host names."""

import getpass
import os
import platform
import re
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from typing import Any

_LEFT_OUT = "…"
_PATH = re.compile(r"(?<![\w.])~?/(?:[^/\n'\"<>|;:,()]*/)*([^/\s'\"<>|;:,()]*)")  # folders may have spaces
_FILE = re.compile(r"[\w.-]+\.(?:json|safetensors|txt|flac|log|py|so|dylib)\W*")  # a name that says what is wrong
_SHORTEST_NAME = 3  # characters; a shorter one is part of too many words


def without_personal_data(value: Any, private: Sequence[str] = ()) -> Any:
    """Return plain JSON data without paths, and without the names of the user and the machine.

    Parameters
    ----------
    value
        Plain JSON data; names of fields stay.
    private : sequence of str
        Further texts to leave out, such as paths.
    """
    folders = [folder for folder in {*private, *_folders()} if len(folder) > 1]
    names = [name for name in _names() if len(name) >= _SHORTEST_NAME]
    return _in_all_texts(
        value, partial(_anonymous, sorted(folders, key=len, reverse=True), sorted(names, key=len, reverse=True))
    )


def _in_all_texts(value: Any, change: "partial[str]") -> Any:
    match value:
        case str():
            return change(value)
        case dict():
            return {name: _in_all_texts(each, change) for name, each in value.items()}
        case list() | tuple():
            return [_in_all_texts(each, change) for each in value]
    return value


def _anonymous(folders: Sequence[str], names: Sequence[str], text: str) -> str:
    for folder in folders:
        text = text.replace(folder, _LEFT_OUT)
    text = _PATH.sub(lambda found: f"{_LEFT_OUT}{found[1] if _FILE.fullmatch(found[1]) else ''}", text)
    for name in names:
        text = re.sub(rf"(?<!\w){re.escape(name)}(?!\w)", _LEFT_OUT, text, flags=re.IGNORECASE)
    return re.sub(f"{_LEFT_OUT}+", _LEFT_OUT, text)


def _folders() -> set[str]:
    """Return folders whose names may have spaces."""
    known = {os.path.expanduser("~"), os.getcwd(), os.environ.get("STUDIO_HOME", ""), os.environ.get("HF_HOME", "")}
    return known | {os.path.realpath(folder) for folder in known if folder}


def _names() -> set[str]:
    names = {platform.node(), platform.node().partition(".")[0], os.path.basename(os.path.expanduser("~"))}
    with suppress(OSError, KeyError, ImportError):
        names.add(getpass.getuser())
    return names
