"""Checks of what a user gives a preset: name, tags, notes, licence, consent; and the folder name made from its name."""

import re
import unicodedata
from collections.abc import Iterable

from studio.errors import InvalidInput

MAX_NAME = 64
MAX_TAGS = 20
MAX_TAG = 40
MAX_NOTES = 5000
MAX_LICENCE = 200
MAX_CONSENT = 2000
MOST_SECONDS = 100_000.0  # more than any clip has
_CONTROL = re.compile(r"[\x01-\x08\x0b-\x1f\x7f-\x9f]")  # except tab and line feed
_LONGEST_SLUG = 120  # bytes; a folder's name may have 255
_RESERVED = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "123456789")}


def check_name(name: str) -> str:
    """Return a preset's name in its normal form.

    It must also be valid as a folder name on Linux, macOS and Windows: separators, control characters, leading and
    trailing dots and Windows device names are refused.

    Raises
    ------
    InvalidInput
        If it cannot be used.
    """
    tidy = unicodedata.normalize("NFC", name).strip() if isinstance(name, str) else ""
    reason = _name_fault(tidy)
    if reason:
        raise InvalidInput(
            reason, "Use letters, digits, spaces and hyphens.", code="invalid-name", details={"field": "name"}
        )
    return tidy


def check_tags(tags: Iterable[str]) -> tuple[str, ...]:
    """Return tags without surrounding space, empty ones and duplicates.

    Raises
    ------
    InvalidInput
        If there are too many, or one is too long or holds control characters.
    """
    tidy = tuple(dict.fromkeys(filter(None, (str(tag).strip() for tag in tags))))
    if len(tidy) > MAX_TAGS or any(len(tag) > MAX_TAG or not tag.isprintable() for tag in tidy):
        raise InvalidInput(
            "These tags cannot be used.",
            f"Use at most {MAX_TAGS}, each of at most {MAX_TAG} characters.",
            code="invalid-tags",
            details={"field": "tags"},
        )
    return tidy


def check_notes(notes: str) -> str:
    """Return notes without surrounding space.

    Raises
    ------
    InvalidInput
        If they are too long, or are not text.
    """
    return _checked_text(notes, MAX_NOTES, "notes", "The notes cannot be used.")


def check_licence(licence: str) -> str:
    """Return under which terms others may use a voice, such as "CC BY 4.0", in one line.

    Raises
    ------
    InvalidInput
        If it is too long, or is not text.
    """
    return " ".join(_checked_text(licence, MAX_LICENCE, "licence", "The licence cannot be used.").split())


def check_consent(consent: str) -> str:
    """Return who allowed that their voice is copied, and when, without surrounding space.

    Raises
    ------
    InvalidInput
        If it is too long, or is not text.
    """
    return _checked_text(consent, MAX_CONSENT, "consent", "The consent note cannot be used.")


def _checked_text(text: str, longest: int, field: str, what: str) -> str:
    tidy = re.sub("\r\n?", "\n", str(text)).strip()
    if len(tidy) > longest or re.search("[\0\ud800-\udfff]", tidy):
        raise InvalidInput(
            what,
            f"Use at most {longest:,} characters of plain text.",
            code=f"invalid-{field}",
            details={"field": field},
        )
    return _CONTROL.sub("", tidy)


def check_duration(seconds: float) -> float:
    """Return a duration in seconds that a preset's file states.

    Raises
    ------
    ValueError
        If no clip has that duration.
    """
    if not 0 <= seconds <= MOST_SECONDS:
        raise ValueError("a duration out of range")
    return float(seconds)


def _name_fault(name: str) -> str:
    shown = repr(name[:80])
    if not name:
        return "The preset needs a name."
    if len(name) > MAX_NAME:
        return f"A preset's name may have {MAX_NAME} characters at most."
    if re.search(r'[/\\:*?"<>|]', name) or not name.isprintable() or name.startswith(".") or name.endswith("."):
        return f"{shown} cannot be the name of a folder."
    if name.casefold().split(".")[0].strip() in _RESERVED:
        return f"{shown} is the name of a device on Windows."
    if not any(character.isalnum() for character in name):
        return f"{shown} has neither a letter nor a digit."
    return ""


def slug_of(name: str) -> str:
    """Return the folder name for a preset's name; different names may have the same one."""
    folded = unicodedata.normalize("NFKC", name).casefold()
    words = re.sub(r"[^\w]+", "-", folded).strip("-_") or "preset"
    return words.encode()[:_LONGEST_SLUG].decode(errors="ignore")
