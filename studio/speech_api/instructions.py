"""Which of a voice's deliveries `instructions` ask for: only where they ask for that and nothing else."""

import re
from collections.abc import Iterable

from studio.text.deliveries import find_delivery

_ENGLISH = (
    "a an be can could delivery emotion in it like manner mood of please read say should sound speak style talk the "
    "this tone use using voice way will with would you your"
)
_FRENCH = (
    "adopte avec d dans de dis doit en est humeur la le lis manière parle parlez sois ton un une utilise utilisez voix"
)
#: Words that ask for a delivery and say nothing of it.
_CARRIERS = frozenset(f"{_ENGLISH} {_FRENCH}".split())
_WORDS = re.compile(r"[^\W_]+")
_ENDINGS = ("", "ly", "ing")


def delivery_asked_for(instructions: str, names: Iterable[str]) -> str | None:
    """Return the delivery that instructions ask for, or None where they ask for none, or for more than one names.

    Examples
    --------
    >>> names = ["calm", "sad", "whisper"]
    >>> delivery_asked_for("Speak in a calm voice.", names), delivery_asked_for("Whisper!", names)
    ('calm', 'whisper')
    >>> delivery_asked_for("Say it in a sorrowful tone", names)
    'sad'
    >>> delivery_asked_for("Do not be sad.", names), delivery_asked_for("Calm, with a Scottish accent", names)
    (None, None)
    """
    names, asked = tuple(names), _words(instructions)
    wanted = asked, [word for word in asked if word not in _CARRIERS]
    for words_of in (_own_words, _words_for):
        found = [name for name in names if any(_is_meant(_words(each), wanted) for each in words_of(name))]
        if found:
            return found[0] if len(found) == 1 else None
    return None


def _own_words(name: str) -> tuple[str, ...]:
    return (name,)


def _words_for(name: str) -> tuple[str, ...]:
    """Return the words that mean a delivery, where the studio knows its name: "sorrowful" for "sad"."""
    known = find_delivery(name)
    return known.words if known else ()


def _is_meant(name: list[str], asked: tuple[list[str], ...]) -> bool:
    forms = [[*name[:-1], f"{name[-1]}{ending}"] for ending in _ENDINGS] if name else []
    return any(words in forms for words in asked)


def _words(text: str) -> list[str]:
    return _WORDS.findall(text.casefold())
