"""What the page is told of speech: how it stands, what a voice has spoken, and the model that copies voices."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self

from studio.ui.payloads import AuditionPayload, TakePayload

if TYPE_CHECKING:
    from studio.store.library_entry import LibraryEntry


@dataclass(frozen=True)
class SpeechPayload:
    """How texts that are being spoken stand; `stamp` names this state (`studio.ui.long_poll`)."""

    stamp: str
    auditions: list[AuditionPayload]


@dataclass(frozen=True)
class SpokenPayload:
    """A clip that a saved voice has spoken.

    Parameters
    ----------
    text : str
        What it says.
    created : str
        When it was finished, in ISO 8601.
    """

    take: TakePayload
    text: str
    created: str

    @classmethod
    def of(cls, entry: "LibraryEntry") -> Self:
        """Return the payload of a spoken clip."""
        return cls(TakePayload.of(entry), entry.recipe.marked_text, entry.created.isoformat())


@dataclass(frozen=True)
class SpokenListPayload:
    """The newest clips that a saved voice has spoken, and how many older ones there are."""

    clips: list[SpokenPayload]
    older: int


@dataclass(frozen=True)
class BaseModelPayload:
    """The model that speaks in copied voices, or None where none is on this machine."""

    model: str | None
