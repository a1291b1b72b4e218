"""What a persona suggests about its sound (`personas.toml`): choices for a description that says nothing of it."""

import tomllib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from studio.text.lint.draft import Draft
from studio.text.phrase_search import PhraseTable, find_phrases, phrase_table

Sound = tuple[str, ...]
_MOST = 3


def sounds_of(draft: Draft) -> tuple[Sound, ...]:
    """Return what the persona of a description may sound like, the likeliest first: each as ids of terms.

    First what the table says of the personas that are named, then sounds of other pitches that suit anybody.
    """
    own = [_table().sounds[one.key] for one in find_phrases(draft.words, _words(draft.language))]
    chosen: dict[str, Sound] = {}
    for sound in (*own, *_table().anybody):
        chosen.setdefault(sound[0], sound)
    return tuple(chosen.values())[:_MOST]


@dataclass(frozen=True)
class _Personas:
    sounds: tuple[Sound, ...]
    anybody: tuple[Sound, ...]
    words: tuple[dict[str, tuple[str, ...]], ...]


@cache
def _table() -> _Personas:
    loaded: dict[str, Any] = tomllib.loads(files("studio.text.lint").joinpath("personas.toml").read_text("utf-8"))
    personas = loaded["persona"]
    return _Personas(
        tuple(tuple(one["sounds"]) for one in personas),
        tuple(tuple(one["sounds"]) for one in loaded["anybody"]),
        tuple({language: tuple(words) for language, words in one.items() if language != "sounds"} for one in personas),
    )


@cache
def _words(language: str) -> PhraseTable[int]:
    """Return the words for each persona, by its place in the table."""
    return phrase_table({place: words.get(language, ()) for place, words in enumerate(_table().words)})
