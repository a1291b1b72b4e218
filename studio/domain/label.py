"""Labels of takes: `v7·3` is the third take of version 7; a line of a saved voice is `Evening · Good evening`."""

import itertools
import re
import unicodedata
from collections.abc import Collection, Sequence

from studio.domain.recipe import Recipe

_LONGEST = 30  # characters of a voice's name, and of the words
_LABEL = re.compile(r"v([1-9]\d{0,8})(?:[·.-]([1-9]\d{0,2}))?", re.IGNORECASE)
_NOT_IN_FILE_NAMES = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*.…]')  # a dot would end a device name on Windows


def take_label(recipe: Recipe, position: int, version: int | None, *, incomplete: bool = False) -> str:
    """Return the label of a take.

    A line of a saved voice is labelled with the voice's name and the first words. If its seed is not the voice's own,
    it is another reading of the same words, and its number follows.

    Parameters
    ----------
    recipe : Recipe
        The take's.
    position : int
        Its index in its audition, from 0.
    version : int or None
        The version of its audition; None if it has none, because the home folder cannot be written.
    incomplete : bool
        Whether it was stopped.

    Examples
    --------
    >>> take_label(Recipe("a calm woman", "Hello.", seed=9), 2, 7)
    'v7·3'
    >>> take_label(Recipe("a calm woman", "Hello.", seed=9), 2, None)
    'Take 3 (seed 9)'
    """
    voice = recipe.voice
    if voice is None:
        label = designed_label(recipe.seed, position, version)
    else:
        label = spoken_label(voice.name, voice.seed, recipe.text, recipe.seed, position, version)
    return stopped_label(label) if incomplete else label


def stopped_label(label: str) -> str:
    """Return the label of a take that was stopped, from that of the whole take."""
    return f"{label.rstrip('…')}…"


def designed_label(seed: int, position: int, version: int | None) -> str:
    """Return the label of a take of a described voice."""
    return _number(position, version) or f"Take {position + 1} (seed {seed})"


def spoken_label(voice: str, own_seed: int, text: str, seed: int, position: int, version: int | None) -> str:
    """Return the label of a line of a saved voice, by the voice's name and own seed."""
    label = f"{_beginning(voice)} · {_beginning(text)}"
    return label if seed == own_seed else f"{label} ({_number(position, version) or f'seed {seed}'})"


def parse_label(word: str) -> tuple[int, int | None] | None:
    """Return version and position of a label that a person typed: `v7·3`, `v7.3`, `v7-3`, or `v7` without a position.

    Examples
    --------
    >>> parse_label("V7.3"), parse_label("v7"), parse_label("evening")
    ((7, 2), (7, None), None)
    """
    found = _LABEL.fullmatch(word.strip())
    if found is None:
        return None
    return int(found[1]), int(found[2]) - 1 if found[2] else None


def is_version(word: str) -> bool:
    """Return whether a word names a version rather than one of its takes: "v7"."""
    label = parse_label(word)
    return label is not None and label[1] is None


def file_stem(label: str) -> str:
    """Return a label as a file name without extension, valid on every file system.

    Examples
    --------
    >>> file_stem("v7·3"), file_stem("Evening/sad · Are you there?")
    ('v7-3', 'Evening-sad - Are you there')
    """
    plain = _NOT_IN_FILE_NAMES.sub("", unicodedata.normalize("NFC", label).replace("/", "-")).replace("·", "-")
    return " ".join(plain.split()) or "take"


def another(stem: str, taken: Collection[str], ends: Sequence[str] = ("",)) -> str:
    """Return a file name without extension that is not taken, with a number where it has to have one.

    Parameters
    ----------
    stem : str
        As `file_stem` returns it.
    taken : collection of str
        Names in `str.casefold`, because some file systems do not tell cases apart.
    ends : sequence of str
        With each of them behind it, it must be free.

    Examples
    --------
    >>> another("Anna", {"anna"}), another("Anna", {"anna-sad"}, ["", "-sad"])
    ('Anna (2)', 'Anna (2)')
    """
    numbered = (stem if number == 1 else f"{stem} ({number})" for number in itertools.count(1))
    return next(name for name in numbered if not any(f"{name}{end}".casefold() in taken for end in ends))


def _number(position: int, version: int | None) -> str:
    return f"v{version}·{position + 1}" if version else ""


def _beginning(text: str) -> str:
    """Return a text in one line, cut at a word's end."""
    line = " ".join(text.split())
    if len(line) <= _LONGEST:
        return line
    words = line[: _LONGEST - 1].rpartition(" ")[0]
    return f"{words or line[: _LONGEST - 1]}…"
