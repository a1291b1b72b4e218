"""What the page is told of presets."""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Self
from urllib.parse import quote

from studio.domain.backends import clones_voices
from studio.domain.clip_ref import ClipRef
from studio.store.preset_delivery import PresetDelivery
from studio.ui.sections.presets.delivery_payload import DeliveryPayload

if TYPE_CHECKING:
    from studio.store.preset_bin import BinnedPreset
    from studio.store.preset_folder import Preset


@dataclass(frozen=True)
class PresetPayload:
    """A preset: what the list and the detail show, and the addresses of its sound, its picture and its view.

    Parameters
    ----------
    ref : str
        Its `ClipRef`.
    text, marked_text : str
        What its reference says, without and with the marks for pauses and respellings.
    clones : bool
        Whether its backend speaks new lines by copying its reference.
    spoken_by : str
        The name of the saved voice that spoke its reference, or "".
    lineage : dict of str to str, optional
        Where it came from, as `Lineage.to_json` tells it.
    measurements : dict of str to float
        What is known of its reference, by the name of the measurement.
    duration : float
        Seconds of its reference.
    """

    slug: str
    ref: str
    name: str
    description: str
    text: str
    marked_text: str
    language: str
    seed: int
    backend: str
    model: str
    clones: bool
    spoken_by: str
    tags: list[str]
    notes: str
    licence: str
    consent: str
    lineage: dict[str, str] | None
    measurements: dict[str, float]
    starter: bool
    duration: float
    created: str
    audio: str
    picture: str
    view: str
    deliveries: list[DeliveryPayload]

    @classmethod
    def of(cls, preset: "Preset") -> Self:
        """Return the payload of a preset."""
        version = int(preset.created.timestamp() * 1000)  # a preset that was replaced keeps its slug
        address = f"/studio/presets/{quote(preset.slug, safe='')}"
        recipe = preset.recipe
        return cls(
            slug=preset.slug,
            ref=str(ClipRef("preset", preset.slug)),
            name=preset.name,
            description=recipe.description,
            text=recipe.text,
            marked_text=recipe.marked_text,
            language=recipe.language,
            seed=recipe.seed,
            backend=recipe.backend,
            model=recipe.model,
            clones=clones_voices(recipe.backend),
            spoken_by=recipe.voice.name if recipe.voice else "",
            tags=list(preset.tags),
            notes=preset.notes,
            licence=preset.licence,
            consent=preset.consent,
            lineage=preset.lineage.to_json() if preset.lineage else None,
            measurements=dict(preset.measurements),
            starter=preset.starter,
            duration=preset.duration,
            created=preset.created.isoformat(),
            audio=f"{address}.flac?v={version}",
            picture=f"{address}.webp?v={version}",
            view=f"/studio/views/view.json?ref=preset:{quote(preset.slug, safe='')}",
            deliveries=[DeliveryPayload.of(PresetDelivery(preset, each)) for each in preset.deliveries],
        )


@dataclass(frozen=True)
class BinnedPayload:
    """A deleted preset.

    Parameters
    ----------
    id : str
        By which it is restored.
    """

    id: str
    name: str
    description: str
    tags: list[str]
    notes: str
    backend: str
    model: str
    created: str
    duration: float
    deleted: str
    kept_until: str

    @classmethod
    def of(cls, binned: "BinnedPreset") -> Self:
        """Return the payload of a deleted preset."""
        preset = binned.preset
        return cls(
            id=binned.id,
            name=preset.name,
            description=preset.recipe.description,
            tags=list(preset.tags),
            notes=preset.notes,
            backend=preset.recipe.backend,
            model=preset.recipe.model,
            created=preset.created.isoformat(),
            duration=preset.duration,
            deleted=binned.deleted.isoformat(),
            kept_until=binned.kept_until.isoformat(),
        )


@dataclass(frozen=True)
class UnreadablePayload:
    """A preset that cannot be read, and why."""

    slug: str
    reason: str
