"""What the page is told of a delivery."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from studio.auditions.speaker_similarity import Band, band_of_delivery, speaker_of
from studio.clips.lookup import ref_of

if TYPE_CHECKING:
    from studio.store.preset_delivery import PresetDelivery


@dataclass(frozen=True)
class DeliveryPayload:
    """A delivery of a preset: what the page shows, and the addresses of its sound and its view.

    Parameters
    ----------
    ref : str
        Its `ClipRef`.
    label : str
        "Evening/sad".
    similarity : float or None
        Of the speakers of its reference and the preset's own; None where it was not measured.
    band : str or None
        "same", "unclear" or "other"; None where it was not measured but could be.
    similar : str
        The similarity and its band in words.
    """

    ref: str
    name: str
    label: str
    description: str
    duration: float
    similarity: float | None
    band: Band | None
    similar: str
    audio: str
    view: str

    @classmethod
    def of(cls, voice: "PresetDelivery") -> Self:
        """Return the payload of a preset in a delivery."""
        delivery, similarity = voice.delivery, voice.delivery.similarity
        where = f"{quote(voice.slug, safe='')}/{quote(delivery.name, safe='')}"
        return cls(
            ref=str(ref_of(voice)),
            name=delivery.name,
            label=voice.name,
            description=delivery.recipe.description,
            duration=delivery.duration,
            similarity=similarity,
            band=band_of_delivery(voice.preset.recipe, delivery),
            similar=speaker_of(voice.preset.recipe, delivery),
            audio=f"/studio/deliveries/{where}.flac?v={_version(voice.reference_path)}",
            view=f"/studio/views/view.json?ref=delivery:{where}",
        )


def _version(file: Path) -> int:
    """Return a number that changes with the file: a delivery that was replaced keeps its name."""
    try:
        return file.stat().st_mtime_ns // 1_000_000
    except OSError:
        return 0
