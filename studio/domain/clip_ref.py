"""The name of a clip: "take:ID", "preset:SLUG" or "delivery:SLUG/NAME", for pages, commands and listening tests."""

from dataclasses import dataclass
from typing import Literal

from studio.errors import NotFound

Kind = Literal["take", "preset", "delivery"]


@dataclass(frozen=True)
class ClipRef:
    """The name of a take, a preset or a preset's delivery.

    Parameters
    ----------
    kind : str
        "take", "preset" or "delivery".
    name : str
        The take's id, the preset's slug, or the preset's slug and the delivery's name with a slash between them.

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
            If the text is none of these.
        """
        kind, _, name = str(text).partition(":")
        if not name:
            raise _not_found(text)
        match kind:
            case "take" | "preset":
                return cls(kind, name)
            case "delivery" if all(name.partition("/")):
                return cls(kind, name)
        raise _not_found(text)

    @property
    def slug(self) -> str:
        """The slug of the preset, also of a delivery's; "" for a take."""
        return "" if self.kind == "take" else self.name.partition("/")[0]

    @property
    def delivery(self) -> str:
        """The name of the delivery, else ""."""
        return self.name.partition("/")[2] if self.kind == "delivery" else ""

    def __str__(self) -> str:
        return f"{self.kind}:{self.name}"


def _not_found(text: str) -> NotFound:
    return NotFound(
        f"{str(text)[:40]!r} is not the name of a take or a preset.",
        'Write "take:ID", "preset:SLUG" or "delivery:SLUG/NAME".',
    )
