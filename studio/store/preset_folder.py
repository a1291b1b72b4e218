"""A preset's folder: what its files hold, and how they are read."""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.audio.sound_file import SoundFileFailed, decode, read_header
from studio.domain.backends import QWEN3, find_backend
from studio.domain.delivery import NEUTRAL, Delivery, is_neutral
from studio.domain.limits import is_plain
from studio.domain.lineage import Lineage
from studio.domain.recipe import Recipe
from studio.domain.rich_display import RichDisplay
from studio.domain.take import Take
from studio.domain.voice import Voice
from studio.errors import NotFound, StorageFailed, StudioError
from studio.store.file_cache import FileCache
from studio.store.files import read_flac, read_json
from studio.store.folder_swap import folder_names, places
from studio.store.preset_files import MEMBERS, PICTURE
from studio.store.preset_json import measurements_to_json, parse_preset
from studio.store.ratings import Rating
from studio.store.reference_audio import voice_of
from studio.store.unknown_fields import with_unknown_fields

_LONGEST_IMPORT = 600  # seconds of reference audio


@dataclass(frozen=True, repr=False)
class Preset(RichDisplay):
    """A saved voice.

    Parameters
    ----------
    slug : str
        Names it in `ClipRef`s: the name of its folder, made from its first name; see `studio.store.presets`.
    name : str
        What the user calls it.
    recipe : Recipe
        What generated the reference audio.
    folder : pathlib.Path
        That folder.
    duration : float
        Of the reference audio, in seconds.
    tags : tuple of str
        Words to find it by.
    notes : str
        Anything the user wants to remember.
    created : datetime
        When it was saved, in UTC.
    starter : bool
        True for the presets that come with the studio; they cannot be changed.
    deliveries : tuple of Delivery
        Named manners of the voice, each with a reference sound of its own.
    lineage : Lineage, optional
        Where the voice came from; None if that is not known.
    licence : str
        Under which terms others may use the voice.
    consent : str
        Of a copied voice: who allowed that, and when.
    pronunciations : mapping of str to str
        Words and how this voice reads them, whatever the home folder; the home folder's own lists have priority.
    measurements : mapping of str to float
        What was measured of the reference audio, by the name of the measurement.
    units : mapping of str to str
        The unit of each measurement, "" for a ratio.
    rating : Rating
        Of the take, when it was kept; without its tags.
    extra : mapping of str to object
        Fields of other programs in `preset.json`, which are kept.
    """

    slug: str
    name: str
    recipe: Recipe
    folder: Path
    duration: float
    tags: tuple[str, ...] = ()
    notes: str = ""
    created: datetime = datetime.min
    starter: bool = False
    deliveries: tuple[Delivery, ...] = ()
    lineage: Lineage | None = None
    licence: str = ""
    consent: str = ""
    pronunciations: Mapping[str, str] = field(default_factory=dict)
    measurements: Mapping[str, float] = field(default_factory=dict)
    units: Mapping[str, str] = field(default_factory=dict)
    rating: Rating = field(default_factory=Rating)
    extra: Mapping[str, Any] = field(default_factory=dict)

    def __repr__(self) -> str:
        return f"<Preset {self.name}, {self.duration:.1f} s>"

    @property
    def reference_path(self) -> Path:
        """The FLAC file of the reference audio."""
        return self.folder / "reference.flac"

    @property
    def picture_path(self) -> Path:
        """A small picture of the reference audio's spectrogram; presets of an earlier studio have none."""
        return self.folder / PICTURE

    @property
    def transcript(self) -> str:
        """What the reference audio says, word for word."""
        return self.recipe.text

    def delivery(self, name: str) -> Delivery:
        """Return the delivery of that name, whatever its case.

        Raises
        ------
        NotFound
            If there is none; it lists those there are.
        """
        wanted = str(name).strip().casefold()
        for delivery in self.deliveries:
            if delivery.name.casefold() == wanted:
                return delivery
        names = [NEUTRAL, *(delivery.name for delivery in self.deliveries)]
        raise NotFound(
            f"{self.name!r} has no delivery {str(name)[:40]!r}.",
            f"It has: {', '.join(names)}.",
            code="delivery-not-found",
            details={"field": "delivery", "deliveries": names},
        )

    def recipe_of(self, delivery: str = "") -> Recipe:
        """Return what made the reference audio, or that of a delivery; raises as `delivery`."""
        return self.recipe if is_neutral(delivery) else self.delivery(delivery).recipe

    def reference(self, delivery: str = "") -> tuple[NDArray[np.float32], int]:
        """Return reference audio, float32 of shape (n,), and its sample rate in Hz.

        Parameters
        ----------
        delivery : str
            The name of a delivery; "" or "neutral" for the preset's own reference.

        Raises
        ------
        NotFound
            If there is no such delivery, or the preset's own sound file is gone.
        StorageFailed
            If a sound file cannot be read, or a delivery's is gone.
        """
        if is_neutral(delivery):
            return read_flac(self.reference_path)
        return self._read_delivery(self.delivery(delivery))

    def _read_delivery(self, delivery: Delivery) -> tuple[NDArray[np.float32], int]:
        try:
            return read_flac(self.folder / delivery.file)
        except (NotFound, StorageFailed) as error:
            raise StorageFailed(
                f"The sound of the delivery {delivery.name!r} of {self.name!r} is missing or damaged.",
                "Speak without it, make the delivery again, or restore its file from a copy.",
                code="delivery-sound",
                details={"field": "delivery", "path": str(self.folder / delivery.file)},
            ) from error

    def voice(self, delivery: str = "") -> Voice:
        """Return the voice, as a recipe needs it to speak in it; that of a delivery is named "NAME/DELIVERY".

        Raises
        ------
        NotFound, StorageFailed
            As for `reference`.
        """
        if is_neutral(delivery):
            return voice_of(self.name, self.recipe, self.reference()[0])
        found = self.delivery(delivery)
        return voice_of(f"{self.name}/{found.name}", found.recipe, self._read_delivery(found)[0])

    @property
    def respellings(self) -> dict[str, str]:
        """Words and how this voice reads them: those of the text that made it, and those that were kept with it."""
        return {**self.recipe.pronunciations, **self.pronunciations}

    def sounds(self) -> Iterator[tuple[Path, Recipe, float]]:
        """Yield the file, the recipe and the seconds of each reference sound, the preset's own first."""
        yield self.reference_path, self.recipe, self.duration
        for delivery in self.deliveries:
            yield self.folder / delivery.file, delivery.recipe, delivery.duration

    def take_of(self, delivery: str = "") -> Take:
        """Return reference audio as the take that it was, under an id of its own; raises as `reference`."""
        samples, sample_rate = self.reference(delivery)
        return Take(secrets.token_hex(16), self.recipe_of(delivery), samples, sample_rate, created=self.created)

    def files(self) -> set[str]:
        """Return the names of the files that belong to the preset; there may be no picture."""
        return {"preset.json", PICTURE, *(path.name for path, _, _ in self.sounds())}

    def to_json(self) -> dict[str, Any]:
        """Return the content of `preset.json`, without what few presets have where this one has none."""
        told = {
            "licence": self.licence,
            "consent": self.consent,
            "lineage": self.lineage and self.lineage.to_json(),
            "rating": self._rating(),
            "measurements": measurements_to_json(self.measurements, self.units),
            "pronunciations": dict(self.pronunciations),
            "deliveries": [delivery.to_json() for delivery in self.deliveries],
        }
        data = {
            "schema": self._format(),
            "name": self.name,
            "tags": list(self.tags),
            "notes": self.notes,
            "created": self.created.isoformat(),
            "reference": {"file": "reference.flac", "transcript": self.transcript, "duration": self.duration},
            "recipe": self.recipe.to_json(),
        } | {name: value for name, value in told.items() if value}
        return with_unknown_fields(data, self.extra)

    def _rating(self) -> dict[str, Any] | None:
        rating = self.rating
        if not (rating.verdict or rating.starred or rating.note):
            return None
        return {"verdict": rating.verdict, "starred": rating.starred, "note": rating.note}

    def _format(self) -> int:
        """Return the oldest format that holds the preset: an earlier studio that reads it loses nothing of it.

        It leaves fields alone that it does not know; but it would speak without deliveries and pronunciations, and
        export without the deliveries' sounds.
        """
        if self.deliveries or self.pronunciations:
            return 4
        if self.recipe.pauses or self.recipe.pronunciations or (self.recipe.variant and self.recipe.variant.pauses):
            return 3
        return 2 if self.recipe.variant else 1


@dataclass(frozen=True)
class UnreadablePreset:
    """A folder that holds a preset which this studio cannot read.

    Parameters
    ----------
    slug : str
        The folder's name.
    folder : pathlib.Path
        That folder; nothing in it is changed.
    reason : str
        Why, and what to do.
    """

    slug: str
    folder: Path
    reason: str


_READ: FileCache[Preset] = FileCache()


def file_fault(preset: Preset) -> str:
    """Return what is wrong with the sounds or the picture of a preset from somebody else, with the file's name, or "".

    The header is checked before the sound is decoded, because 64 MB of silence decode to gigabytes.
    """
    if preset.picture_path.exists() and not is_webp(preset.picture_path.read_bytes()):
        return f"its {PICTURE} is no WebP picture"
    for path, recipe, duration in preset.sounds():
        if fault := _fault(path, recipe, duration):
            return f"its {path.name} cannot be used, because {fault}"
    return ""


def is_webp(content: bytes) -> bool:
    """Return whether this begins as a WebP picture (RFC 9649)."""
    return content[:4] == b"RIFF" and content[8:12] == b"WEBP"


def _fault(path: Path, recipe: Recipe, duration: float) -> str:
    rate = (find_backend(recipe.backend) or QWEN3).sample_rate
    try:
        header = read_header(path)
        if (header.format, header.channels, header.sample_rate) != ("FLAC", 1, rate):
            return f"it is not FLAC with one channel at {rate:,} Hz"
        if header.duration > _LONGEST_IMPORT or abs(header.duration - duration) >= 0.01:
            return f"it is longer than {_LONGEST_IMPORT} s, or not as long as preset.json states"
        decode(path)
    except FileNotFoundError:
        return "it is missing"
    except (OSError, SoundFileFailed) as error:
        return str(error)
    return ""


def read_presets(folder: Path | None, *, starter: bool) -> list[Preset | UnreadablePreset]:
    """Read all presets of a folder; one that cannot be read is in the list with the reason."""
    if folder is None or not folder.is_dir():
        return []
    found = (read_preset(folder / name, starter=starter) for name in folder_names(folder))
    return [preset for preset in found if preset is not None]


def read_preset(folder: Path, *, starter: bool) -> Preset | UnreadablePreset | None:
    """Read one preset, or return why it cannot be read, so that it does not hide the others; None if there is none."""
    for place in places(folder):
        with suppress(FileNotFoundError, NotADirectoryError):
            return _read_or_reason(folder, place / "preset.json", starter=starter)
    return None


def _read_or_reason(folder: Path, file: Path, *, starter: bool) -> Preset | UnreadablePreset:
    try:
        return _read(folder, file, starter=starter)
    except (FileNotFoundError, NotADirectoryError):
        raise
    except StudioError as error:
        reason = str(error)
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError, OverflowError) as error:
        reason = f"Its preset.json is damaged ({type(error).__name__}). Repair it, or move the folder away."
    name = "".join(character if is_plain(character, 1) else "\ufffd" for character in folder.name)
    return UnreadablePreset(name, folder, reason)


def _read(folder: Path, file: Path, *, starter: bool) -> Preset:
    if not is_plain(folder.name, 255):
        raise ValueError("its folder's name is not plain text")
    return _READ.get(file, lambda: _parsed(folder, file, starter=starter), key=(folder, starter))


def _parsed(folder: Path, file: Path, *, starter: bool) -> Preset:
    fields = parse_preset(read_json(file, MEMBERS["preset.json"]))
    return Preset(slug=folder.name, folder=folder, starter=starter, **fields)
