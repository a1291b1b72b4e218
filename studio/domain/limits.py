"""Limits of requests; each check names the invalid field and how to correct it."""

import math
import secrets
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence

from studio.errors import InvalidInput

MAX_DESCRIPTION = 2048  # as in hosted voice-design services; about 500 characters are enough
MAX_TEXT = 2000  # about two minutes of speech; in longer texts the voice drifts and words are dropped
MAX_SPEECH = 20_000  # of a saved voice, about half an hour; it is spoken in passages
MAX_TAKES = 8
MAX_LINES = 64  # clips of one request
MAX_SEED = 2**32 - 1
MOST_PAUSES = 500  # of one text
LONGEST_PAUSE = 10.0  # seconds
MOST_PRONUNCIATIONS = 200
LONGEST_PRONUNCIATION = 100  # characters

#: Unit of the estimates below and of `Recipe.frame_cap`, whatever the backend: codec frames of Qwen3-TTS.
FRAMES_PER_SECOND = 12.5
_FRAMES_OF_A_NAME = 5  # of a digit, a sign or a spelt letter


def check_description(description: str) -> str:
    """Return the description, normalised.

    Raises
    ------
    InvalidInput
        If it has no words, is too long, or contains control characters.
    """
    normal = _normalised(description, "description", MAX_DESCRIPTION)
    if not _has_speech(normal):
        raise _invalid("description", "The description is empty.", "Describe the voice in a sentence or two.")
    return normal


def check_text(text: str, longest: int = MAX_TEXT) -> str:
    """Return the text to be spoken, normalised.

    Parameters
    ----------
    text : str
        As a person typed it.
    longest : int
        Maximum number of characters: `MAX_TEXT` for designs, `MAX_SPEECH` for saved voices.

    Raises
    ------
    InvalidInput
        If it is empty, too long, has nothing to pronounce ("… !?"), or contains control characters.
    """
    normal = _normalised(text, "text", longest)
    if not normal:
        raise _invalid("text", "The text is empty.", "Type a sentence for the voice to speak.")
    if not _has_speech(normal):
        raise _invalid("text", "The text has nothing to pronounce.", "Add at least one word or number.")
    return normal


def is_plain(text: object, longest: int) -> bool:
    r"""Return whether this is a string of at most `longest` characters, without control characters and lone surrogates.

    Examples
    --------
    >>> is_plain("espeak-ng", 64), is_plain("\ud800", 64), is_plain(7, 64)
    (True, False, False)
    """
    return isinstance(text, str) and len(text) <= longest and not any(map(_is_control, text))


def check_pauses(pauses: Sequence[tuple[int, float]], text: str) -> tuple[tuple[int, float], ...]:
    """Return the pauses of a text.

    Raises
    ------
    InvalidInput
        If they are not (position, seconds), in order, inside the text, of 0 to 10 s each.
    """
    error = _invalid("pauses", "The pauses of this text are not valid.", "Use those of a recipe that the studio wrote.")
    if not isinstance(pauses, tuple | list) or len(pauses) > MOST_PAUSES:
        raise error
    last = 0
    for pause in pauses:
        if not isinstance(pause, tuple | list) or len(pause) != 2:
            raise error
        position, seconds = pause
        numbers = isinstance(position, int) and isinstance(seconds, int | float) and not isinstance(seconds, bool)
        if not numbers or not last < position < len(text) or not 0 < seconds <= LONGEST_PAUSE:
            raise error
        last = position
    return tuple((position, float(seconds)) for position, seconds in pauses)


def check_pronunciations(pronunciations: Mapping[str, str]) -> dict[str, str]:
    """Return pronunciations: word → respelling.

    Raises
    ------
    InvalidInput
        If there are too many, or one is empty, too long, or contains control characters.
    """
    if not isinstance(pronunciations, Mapping) or len(pronunciations) > MOST_PRONUNCIATIONS:
        what = f"There can be at most {MOST_PRONUNCIATIONS} pronunciations, each a word and its respelling."
        raise _invalid("pronunciations", what, "Remove some of them.")
    for pair in pronunciations.items():
        for part in pair:
            if not is_plain(part, LONGEST_PRONUNCIATION) or not _has_speech(part):
                what = f"The pronunciation {str(pair[0])[:40]!r} → {str(pair[1])[:40]!r} cannot be used."
                longest = f"Use words of at most {LONGEST_PRONUNCIATION} characters, without line breaks."
                raise _invalid("pronunciations", what, longest)
    return dict(pronunciations)


def check_takes(takes: int | str | None) -> int:
    """Return the number of takes.

    Raises
    ------
    InvalidInput
        If it is not a whole number from 1 to 8.
    """
    if takes is None or takes == "":
        raise _invalid("takes", "The number of takes is empty.", f"Ask for 1 to {MAX_TAKES}.")
    number = _whole(takes, "takes")
    if not 1 <= number <= MAX_TAKES:
        raise _invalid("takes", f"{number} takes cannot be made at once.", f"Ask for 1 to {MAX_TAKES}.")
    return number


def check_seed(seed: int | str | None) -> int:
    """Return the seed, or a random one where none is given.

    Parameters
    ----------
    seed : int, str or None
        A whole number from 0 to 2³²-1; for None or an empty string a random one is drawn.

    Raises
    ------
    InvalidInput
        If it is anything else.
    """
    if seed is None or (isinstance(seed, str) and not seed.strip()):
        return secrets.randbelow(1_000_000)  # short, so that a person can remember it
    number = _whole(seed, "seed")
    if not 0 <= number <= MAX_SEED:
        raise _invalid("seed", f"The seed {number} is out of range.", f"Use a whole number from 0 to {MAX_SEED}.")
    return number


def expected_frames(text: str) -> int:
    """Estimate the number of codec frames (12.5 per second) of a take of this text; at least 1.

    Normal speech takes about one frame for a letter, four for an ideograph or syllable block, and five for a digit,
    which is read as a word.

    Examples
    --------
    >>> expected_frames("Room 7.")
    9
    """
    return max(1, sum(_frames(character) for character in text if _is_spoken(character)))


def expected_seconds(text: str) -> float:
    """Return how long ordinary speech takes for this text.

    Examples
    --------
    >>> expected_seconds("Room 7.")
    0.72
    """
    return expected_frames(text) / FRAMES_PER_SECOND


def fewest_frames(text: str) -> int:
    """Return the fewest codec frames of a complete take of this text: five times as fast as normal speech.

    Examples
    --------
    >>> fewest_frames("Good evening, and welcome.")
    4
    """
    return sum(4 if _is_wide(character) else 1 for character in text if _is_spoken(character)) // 5


def frame_cap(text: str) -> int:
    """Return the most codec frames that a take of this text may have.

    The model sometimes emits no end token; without a cap it would speak on for minutes. The cap is three times the
    expected frames, the same for signs that may be read out and for letters of another script, which may be spelt, and
    six seconds more, so that slow voices are not cut off.

    Examples
    --------
    >>> frame_cap("Hi.")
    84
    """
    spelt = sum(max(0, _FRAMES_OF_A_NAME - _frames(letter)) for letter in _foreign_letters(text))
    return 75 + 3 * (sum(_frames(character) for character in text) + spelt)


def _foreign_letters(text: str) -> list[str]:
    """Return the letters of a text that are not of its most frequent script."""
    scripts = [(unicodedata.name(letter, "").partition(" ")[0], letter) for letter in text if letter.isalpha()]
    counts = Counter(script for script, _ in scripts)
    main = max(counts, key=counts.__getitem__, default="")
    return [letter for script, letter in scripts if script != main]


def _frames(character: str) -> int:
    kind = unicodedata.category(character)[0]
    if kind in "NS":
        return _FRAMES_OF_A_NAME
    return 4 if _is_wide(character) else 1


def _normalised(value: str, field: str, longest: int) -> str:
    if not isinstance(value, str):
        raise _invalid(field, f"The {field} must be text, not {type(value).__name__}.", "Use a string.")
    if len(value) > longest:
        raise _invalid(
            field,
            f"The {field} has {len(value):,} characters; the maximum is {longest:,}.",
            "Shorten it." if field == "description" else "Split it, a paragraph or two at a time.",
        )
    normal = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    for position, character in enumerate(normal):
        if _is_control(character) and character not in "\n\t":
            raise _invalid(
                field,
                f"The {field} contains a control character (U+{ord(character):04X}, at position {position + 1}).",
                "Delete it, or paste the text again as plain text.",
            )
    return normal


def _is_control(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"}  # Cs: half of a surrogate pair, which UTF-8 cannot encode


def _has_speech(text: str) -> bool:
    return any(_is_spoken(character) for character in text)


def _is_spoken(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _whole(value: int | str | float, field: str) -> int:
    error = _invalid(field, f"The {field} {str(value)[:40]!r} is not a whole number.", "Use digits only.")
    if isinstance(value, bool):
        raise error
    try:
        if isinstance(value, float) and not (math.isfinite(value) and value.is_integer()):
            raise error
        return int(value)
    except (ValueError, TypeError, OverflowError):
        raise error from None


def _invalid(field: str, what: str, next_step: str) -> InvalidInput:
    return InvalidInput(what, next_step, code=f"invalid-{field}", details={"field": field})
