"""A name for a preset, from the description of its voice."""

from collections.abc import Collection

from studio.text.description import read_traits

_MOST_WORDS = 4
_LONGEST = 40  # characters
_OPEN_ENDS = ("in her", "in his")  # an age would follow


def suggested_name(description: str, taken: Collection[str] = ()) -> str:
    """Return a name that says the first traits of a description.

    Parameters
    ----------
    description : str
        How the voice sounds, in any language.
    taken : collection of str
        Names that are in use; a number is added to one of these.

    Examples
    --------
    >>> suggested_name("An old man with a low, rough voice. Slow and calm.")
    'Old man low rough'
    >>> suggested_name("An old man with a low, rough voice.", ["old man low rough"])
    'Old man low rough 2'
    """
    found = [mention.words for mention in read_traits(description).mentions] or description.split()
    words = list(dict.fromkeys(word.casefold().strip(",.;:!?") for word in found))[:_MOST_WORDS]
    if words and words[-1] in _OPEN_ENDS:
        words.pop()
    joined = ("" if _is_chinese(description) else " ").join(words)
    plain = "".join(character for character in joined if character.isalnum() or character in " -'")
    name = plain[:_LONGEST].strip().capitalize() or "Voice"
    return _unused(name, {each.casefold() for each in taken})


def _is_chinese(description: str) -> bool:
    return any("\u4e00" <= character <= "\u9fff" for character in description)


def _unused(name: str, taken: Collection[str]) -> str:
    number = 2
    unused = name
    while unused.casefold() in taken:
        unused, number = f"{name} {number}", number + 1
    return unused
