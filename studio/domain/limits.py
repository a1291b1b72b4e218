"""What a person may ask for: each check says which field is wrong and how to mend it."""

import math
import secrets
import unicodedata

from studio.errors import InvalidInput

MAX_DESCRIPTION = 2048  # the cap of hosted voice-design services; about 500 characters is plenty
MAX_TEXT = 2000  # about two minutes of speech; longer texts drift and drop words
MAX_SPEECH = 20_000  # what a saved voice may be given to say, about half an hour; it is spoken in passages
MAX_TAKES = 8
MAX_LINES = 64  # clips of one request
MAX_SEED = 2**32 - 1

FRAMES_PER_SECOND = 12.5


def check_description(description: str) -> str:
    """Return the description, tidied, or say why it cannot be used.

    Raises
    ------
    InvalidInput
        If it is empty, too long, says nothing in words, or holds control characters.
    """
    tidy = _tidy(description, "description", MAX_DESCRIPTION)
    if not _has_speech(tidy):
        raise _invalid("description", "The description is empty.", "Say how the voice sounds, in a sentence or two.")
    return tidy


def check_text(text: str, longest: int = MAX_TEXT) -> str:
    """Return the text to speak, tidied, or say why it cannot be spoken.

    Parameters
    ----------
    text : str
        What a person typed.
    longest : int
        Characters it may have; a saved voice may be given more than one that is being designed.

    Raises
    ------
    InvalidInput
        If it is empty, too long, has nothing to pronounce ("… !?"), or holds control characters.
    """
    tidy = _tidy(text, "text", longest)
    if not tidy:
        raise _invalid("text", "The text is empty.", "Type a sentence for the voice to speak.")
    if not _has_speech(tidy):
        raise _invalid("text", "The text has nothing to pronounce.", "Add at least one word or number.")
    return tidy


def check_takes(takes: int) -> int:
    """Return the number of takes, or say why it cannot be.

    Raises
    ------
    InvalidInput
        If it is not a whole number from 1 to 8.
    """
    number = _whole(takes, "takes")
    if not 1 <= number <= MAX_TAKES:
        raise _invalid("takes", f"{number} takes cannot be made at once.", f"Ask for 1 to {MAX_TAKES}.")
    return number


def check_seed(seed: int | str | None) -> int:
    """Return the seed, or a fresh one where none is given.

    Parameters
    ----------
    seed : int, str or None
        A whole number from 0 to 2³²-1; None or an empty string draws one.

    Raises
    ------
    InvalidInput
        If it is anything else.
    """
    if seed is None or (isinstance(seed, str) and not seed.strip()):
        return secrets.randbelow(1_000_000)  # short enough to read out and remember
    number = _whole(seed, "seed")
    if not 0 <= number <= MAX_SEED:
        raise _invalid("seed", f"The seed {number} is out of range.", f"Use a whole number from 0 to {MAX_SEED}.")
    return number


def expected_frames(text: str) -> int:
    """Estimate how many codec frames, 12.5 a second, a take of this text has; at least 1.

    Ordinary speech takes about one frame a letter, four an ideograph or syllable block, and five a digit, which is a
    word when it is read out.

    Examples
    --------
    >>> expected_frames("Room 7.")
    9
    """
    return max(1, sum(_frames(character) for character in text if _is_spoken(character)))


def fewest_frames(text: str) -> int:
    """Give how few codec frames a whole take of this text can have: five times faster than ordinary speech.

    Examples
    --------
    >>> fewest_frames("Good evening, and welcome.")
    4
    """
    return sum(4 if _is_wide(character) else 1 for character in text if _is_spoken(character)) // 5


def frame_cap(text: str) -> int:
    """Give the most codec frames a take of this text may have.

    The model sometimes never emits its end token; without a cap it would speak on for minutes. The cap allows three
    times the frames expected, the same for signs that may be read out, and six seconds more, so that a slow voice is
    not cut short.

    Examples
    --------
    >>> frame_cap("Hi.")
    84
    """
    return 75 + 3 * sum(_frames(character) for character in text)


def _frames(character: str) -> int:
    kind = unicodedata.category(character)[0]
    if kind in "NS":
        return 5
    return 4 if _is_wide(character) else 1


def _tidy(value: str, field: str, longest: int) -> str:
    if not isinstance(value, str):
        raise _invalid(field, f"The {field} must be text, not {type(value).__name__}.", "Type it in words.")
    if len(value) > longest:
        raise _invalid(
            field,
            f"The {field} has {len(value):,} characters; {longest:,} is the most.",
            "Shorten it." if field == "description" else "Speak it in parts, a paragraph or two at a time.",
        )
    tidy = unicodedata.normalize("NFC", value.replace("\r\n", "\n").replace("\r", "\n")).strip()
    for position, character in enumerate(tidy):
        if unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t":
            raise _invalid(
                field,
                f"The {field} holds a control character (U+{ord(character):04X}, at position {position + 1}).",
                "Delete it, or paste the text again as plain text.",
            )
    return tidy


def _has_speech(text: str) -> bool:
    return any(_is_spoken(character) for character in text)


def _is_spoken(character: str) -> bool:
    return unicodedata.category(character)[0] in "LN"


def _is_wide(character: str) -> bool:
    return unicodedata.east_asian_width(character) in "WF"


def _whole(value: int | str | float, field: str) -> int:
    refusal = _invalid(field, f"The {field} {str(value)[:40]!r} is not a whole number.", "Use digits only.")
    if isinstance(value, bool):
        raise refusal
    try:
        if isinstance(value, float) and not (math.isfinite(value) and value.is_integer()):
            raise refusal
        return int(value)
    except (ValueError, TypeError, OverflowError):
        raise refusal from None


def _invalid(field: str, what: str, next_step: str) -> InvalidInput:
    return InvalidInput(what, next_step, code=f"invalid-{field}", details={"field": field})
