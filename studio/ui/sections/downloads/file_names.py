"""Names of downloaded files: the clip's label, and the first words of its description."""

import re
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from studio.domain.clip_ref import ClipRef
from studio.domain.label import file_stem
from studio.store.encodings import Encoding

if TYPE_CHECKING:
    from studio.session import Studio

_LONGEST_WORDS = 30  # characters of the description
_LONGEST_NAME = 80
_ARTICLE = re.compile(r"(an?|the|une?|le|la)\s+", re.IGNORECASE)


def sound_path(studio: "Studio", ref: ClipRef) -> Path:
    """Return the FLAC file of a clip; raises `NotFound` if there is no such clip."""
    return studio.clips.file(str(ref))


def file_name(studio: "Studio", ref: ClipRef, encoding: Encoding) -> str:
    """Return what a clip is called as a file, such as "v7-3 calm woman.wav"."""
    words = [studio.clips.label(str(ref))]
    if ref.kind == "take":
        recipe = studio.library.entry(ref.name).recipe
        if recipe.voice is None:  # the label of a spoken line has its words
            words.append(_first_words(recipe.description))
    return f"{file_stem(' '.join(words))[:_LONGEST_NAME].strip()}.{encoding.name}"


def unique(names: Iterable[str]) -> list[str]:
    """Return names in which no one occurs twice, whatever its case: "a.wav", "a (2).wav"."""
    used: set[str] = set()
    result = []
    for name in names:
        stem, dot, suffix = name.rpartition(".")
        number = 1
        while name.casefold() in used:
            number += 1
            name = f"{stem} ({number}){dot}{suffix}"
        used.add(name.casefold())
        result.append(name)
    return result


def _first_words(description: str) -> str:
    """Return the beginning of a description, up to its first comma, without its article: "calm woman"."""
    beginning = _ARTICLE.sub("", re.split(r"[,.;:!?\n]", description, maxsplit=1)[0].strip(), count=1)
    if len(beginning) <= _LONGEST_WORDS:
        return beginning
    return beginning[: _LONGEST_WORDS + 1].rpartition(" ")[0] or beginning[:_LONGEST_WORDS]
