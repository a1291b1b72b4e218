"""What the linter says about a description."""

from dataclasses import dataclass

Spans = tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Fix:
    """A change that answers a note.

    Parameters
    ----------
    label : str
        What it does or adds, for a button: "Take it out", "a woman".
    description : str
        The whole description after it.
    """

    label: str
    description: str


@dataclass(frozen=True)
class Note:
    """One thing that makes a description work less well.

    Parameters
    ----------
    rule : str
        The name of the rule, a table of `sentences.toml`.
    why : str
        One sentence for people.
    spans : tuple of (int, int)
        The words it is about: indexes of the first character and of the one after the last. Empty where something is
        missing.
    fixes : tuple of Fix
        What can be done by a click, the likeliest first. Several where only the person knows which is meant.
    """

    rule: str
    why: str
    spans: Spans = ()
    fixes: tuple[Fix, ...] = ()
