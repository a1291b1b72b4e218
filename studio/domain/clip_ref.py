"""The name of a clip: "take:ID" or "preset:SLUG", as the page, the command and listening tests write it."""

from dataclasses import dataclass
from typing import Literal

from studio.errors import NotFound

Kind = Literal["take", "preset"]


@dataclass(frozen=True)
class ClipRef:
    """The name of a take or a preset.

    Parameters
    ----------
    kind : str
        "take" or "preset".
    name : str
        The take's id, or the preset's slug.

    Examples
    --------
    >>> ClipRef.parse("preset:evening")
    ClipRef(kind='preset', name='evening')
    >>> str(ClipRef("take", "7cd9e83c"))
    'take:7cd9e83c'
    """

    kind: Kind
    name: str

    @classmethod
    def parse(cls, text: str) -> "ClipRef":
        """Read what `str` wrote.

        Raises
        ------
        NotFound
            If the text is neither "take:ID" nor "preset:SLUG".
        """
        kind, _, name = str(text).partition(":")
        if not name:
            raise _not_found(text)
        match kind:
            case "take" | "preset":
                return cls(kind, name)
        raise _not_found(text)

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


def _not_found(text: str) -> NotFound:
    return NotFound(f"{str(text)[:40]!r} is not the name of a take or a preset.", 'Write "take:ID" or "preset:SLUG".')
