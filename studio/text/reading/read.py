"""Reads a description for the editor."""

import unicodedata
from typing import Literal

from studio.text.description import read_traits
from studio.text.lint import Draft, lint
from studio.text.reading.reading import Reading
from studio.text.reading.understood import understood

_PEOPLE = {"en": "english", "fr": "french"}


def read(description: str, interface: Literal["en", "fr"] = "en") -> Reading:
    """Read what a description says about a voice, and what could be better about it.

    Parameters
    ----------
    description : str
        How the voice sounds, in English, French or Chinese. Indexes in the result count its characters (after NFC).
    interface : {"en", "fr"}
        The language of labels and notes.

    Returns
    -------
    Reading
        Each dimension with the words that say it, those that are not said, and the linter's notes.

    Examples
    --------
    >>> reading = read("A low, warm woman's voice, unhurried.")
    >>> reading["pitch"].term, reading["pitch"].spans
    ('pitch.low', ((2, 5),))
    >>> reading["age"].value is None
    True
    """
    text = unicodedata.normalize("NFC", description)
    people = _PEOPLE[interface]
    traits = read_traits(text)
    draft = Draft(text, traits, people)
    return Reading(
        description=text,
        language=traits.language,
        traits=traits,
        dimensions=understood(traits, draft.words, people),
        notes=lint(draft),
        interface=interface,
    )
