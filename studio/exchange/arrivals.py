"""Voices that arrive: what a format finds in a source, and how its JSON is read."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.domain.strict_json import parse_json
from studio.errors import InvalidInput
from studio.exchange.refusals import refused
from studio.exchange.sources import Source
from studio.store.preset_files import MEMBERS


@dataclass(frozen=True)
class Given:
    """What a person states about the files that they import.

    Parameters
    ----------
    transcript : str
        What the sound says, word for word; "" where a file beside it says so.
    consent : str
        Whose voice it is, and that they agree; "" where nothing was stated.
    """

    transcript: str = ""
    consent: str = ""


@dataclass(frozen=True)
class Arrival:
    """A voice that a format found.

    Parameters
    ----------
    label : str
        What a person calls it: its name, or the file that holds it.
    write : callable
        Writes the files of its preset into an empty folder; raises `InvalidInput`.
    notes : tuple of str
        What of the source the preset will not hold, in sentences.
    """

    label: str
    write: Callable[[Path], None]
    notes: tuple[str, ...] = ()


def read_object(source: Source, name: str) -> dict[str, Any]:
    """Return a JSON object of a source.

    Raises
    ------
    InvalidInput
        If it is larger than 1 MB, or is not a JSON object.
    """
    try:
        found = parse_json(source.content(name, MEMBERS["preset.json"]))
    except ValueError as error:
        if isinstance(error, InvalidInput):
            raise
        raise damaged_json(source.label, name, str(error)) from None
    if not isinstance(found, dict):
        raise damaged_json(source.label, name, "it is not an object")
    return found


def damaged_json(label: str, name: str, why: str) -> InvalidInput:
    """Return the error of a JSON file that cannot be used."""
    return refused(label, f"{name} is damaged ({why})", "Export it again, or copy it again.", "json-damaged")


def text_of(value: object) -> str:
    """Return a value of somebody's JSON as text, without surrounding space; "" for anything else than text."""
    return value.strip() if isinstance(value, str) else ""
