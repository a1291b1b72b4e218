"""Clips: takes, presets and their deliveries found by what a person calls them, and sound files beside them."""

import os
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.audio.long_sound import LONGEST_SECONDS, is_long
from studio.audio.sound_file import MOST_SAMPLES, SoundFileFailed, decode
from studio.domain.clip_ref import ClipRef
from studio.domain.limits import check_text
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.errors import InvalidInput, NotFound, StorageFailed
from studio.store.files import read_json
from studio.store.library import Library
from studio.store.preset_delivery import PresetDelivery, VoiceSource, in_delivery
from studio.store.preset_folder import Preset
from studio.store.presets import PresetShelf
from studio.store.provenance import read_provenance
from studio.store.take_names import could_name_take

_LONGEST_TRANSCRIPT = 1_000_000  # characters
_OF_A_RECIPE = {"description", "text", "seed"}  # by which a recipe is known among other JSON files


@dataclass(frozen=True, eq=False)
class Clip:
    """A take, the reference audio of a preset or a delivery, or a sound file: anything that can be compared.

    Parameters
    ----------
    ref : str
        "take:ID", "preset:SLUG", "delivery:SLUG/NAME", or the path of a sound file.
    label : str
        What a person calls it.
    recipe : Recipe
        What made it.
    samples : ndarray of float32, shape (n,)
        Mono, full scale at ±1.
    sample_rate : int
        Hz.
    audition : str
        The id of the audition that a take belongs to, else "".
    incomplete : bool
        Whether it is a take that was stopped.
    """

    ref: str
    label: str
    recipe: Recipe
    samples: NDArray[np.float32] = field(repr=False)
    sample_rate: int
    audition: str = ""
    incomplete: bool = False


@dataclass(frozen=True)
class LongClip:
    """A take or a reference audio that is too long to be decoded as a whole (`studio.audio.long_sound`).

    Parameters
    ----------
    ref, label, recipe, audition
        As of a `Clip`.
    file : pathlib.Path
        Its sound.
    """

    ref: str
    label: str
    recipe: Recipe
    file: Path
    audition: str = ""


class Clips:
    """The takes and presets of one home folder, by what a person calls them.

    Parameters
    ----------
    library : Library
        Holds the takes.
    presets : PresetShelf
        Holds the presets.
    """

    def __init__(self, library: Library, presets: PresetShelf) -> None:
        self._library = library
        self._presets = presets

    def named(self, word: str) -> ClipRef:
        """Return the name of the clip that a person means.

        Parameters
        ----------
        word : str
            A preset's name or slug, or that, a slash and the name of a delivery; a take's label such as `v7·3`, its id
            or the first six or more digits of it; "take:ID", "preset:SLUG" or "delivery:SLUG/NAME". A preset goes
            before a take.

        Raises
        ------
        NotFound
            If there is no such take, preset or delivery.
        InvalidInput
            If several takes are called so.
        """
        if is_clip_ref(word):
            ref = ClipRef.parse(word)
            return ClipRef("take", self._library.find_id(ref.name)) if ref.kind == "take" else ref
        try:
            return ClipRef("preset", self._presets[word].slug)
        except NotFound:
            if delivery := self._named_delivery(word):
                return delivery
            if not could_name_take(word):
                raise
        return ClipRef("take", self._library.find_id(word))

    def _named_delivery(self, word: str) -> ClipRef | None:
        """Return the delivery "PRESET/NAME"; None where no preset has the first name."""
        name, slash, delivery = word.partition("/")
        if not slash:
            return None
        try:
            preset = self._presets[name]
        except NotFound:
            return None
        return ref_of(in_delivery(preset, delivery))

    def source(self, word: str) -> VoiceSource:
        """Return the preset, the delivery or the take that a person means; raises as `named`."""
        return self._source(self.named(word))

    def find(self, clip: "Clip | Take | str") -> Clip:
        """Return a clip with its samples.

        Parameters
        ----------
        clip : Clip, Take or str
            A clip, which is returned as it is; a take; or what a person calls it, as for `named`.

        Raises
        ------
        NotFound, InvalidInput
            As for `named`.
        """
        if isinstance(clip, Clip):
            return clip
        source = self.source(clip) if isinstance(clip, str) else clip
        ref = str(ref_of(source))
        if not isinstance(source, Take):
            return Clip(ref, source.name, source.recipe, *source.reference())
        return Clip(
            ref, source.label, source.recipe, source.samples, source.sample_rate, source.audition, source.incomplete
        )

    def find_long(self, ref: str) -> LongClip | None:
        """Return the clip of a `ClipRef` if it is too long to be decoded, else None.

        Raises
        ------
        NotFound
            If there is none, or its file is missing.
        StorageFailed
            If its file cannot be read.
        """
        file = self.file(ref)
        try:
            if not is_long(file):
                return None
        except FileNotFoundError:
            raise NotFound(f"The sound of {ref} is missing.", "Choose another clip.") from None
        except (OSError, SoundFileFailed) as error:
            raise StorageFailed(f"The sound of {ref} cannot be read: {error}.", "Choose another clip.") from error
        parsed = ClipRef.parse(ref)
        if parsed.kind != "take":
            return LongClip(ref, self.label(ref), self._saved(parsed).recipe, file)
        entry = self._library.entry(parsed.name)
        return LongClip(ref, self.label(ref), entry.recipe, file, entry.audition)

    def file(self, ref: str) -> Path:
        """Return the FLAC file of the clip of a `ClipRef`; raises as `label`."""
        parsed = ClipRef.parse(ref)
        return self._library.path(parsed.name) if parsed.kind == "take" else self._saved(parsed).reference_path

    def label(self, ref: str) -> str:
        """Return what a person calls the clip of a `ClipRef`.

        Raises
        ------
        NotFound
            If there is none.
        """
        parsed = ClipRef.parse(ref)
        return self._library.entry(parsed.name).label if parsed.kind == "take" else self._saved(parsed).name

    def recipe(self, ref: str) -> Recipe:
        """Return what made the sound of the clip of a `ClipRef`; raises as `label`."""
        parsed = ClipRef.parse(ref)
        return self._library.entry(parsed.name).recipe if parsed.kind == "take" else self._saved(parsed).recipe

    def exists(self, ref: str) -> bool:
        """Whether a `ClipRef` names a clip."""
        try:
            return bool(self.label(ref))
        except NotFound:
            return False

    def sound(self, ref: str) -> tuple[NDArray[np.float32], int]:
        """Return the samples, float32 of shape (n,), and the sample rate of the clip of a `ClipRef`.

        Raises
        ------
        NotFound
            If there is none.
        InvalidInput
            If it is too long for a blind test.
        """
        if self.find_long(ref):
            raise too_long(self.label(ref), "A blind test")
        source = self._source(ClipRef.parse(ref))
        return (source.samples, source.sample_rate) if isinstance(source, Take) else source.reference()

    def _source(self, ref: ClipRef) -> VoiceSource:
        return self._library.take(ref.name) if ref.kind == "take" else self._saved(ref)

    def _saved(self, ref: ClipRef) -> Preset | PresetDelivery:
        preset = self._presets.by_slug(ref.slug)
        return PresetDelivery(preset, preset.delivery(ref.delivery)) if ref.delivery else preset


def is_clip_ref(word: str) -> bool:
    """Return whether a word is written as a `ClipRef` is, not as a name that a person typed."""
    return word.startswith(("take:", "preset:", "delivery:"))


def ref_of(source: VoiceSource) -> ClipRef:
    """Return the name of a take, a preset or a delivery."""
    if isinstance(source, Take):
        return ClipRef("take", source.id)
    if isinstance(source, PresetDelivery):
        return ClipRef("delivery", f"{source.slug}/{source.delivery.name}")
    return ClipRef("preset", source.slug)


def too_long(label: str, use: str) -> InvalidInput:
    """Return the error that a clip is too long for a use, such as "A report"."""
    return InvalidInput(
        f"{label} is longer than {LONGEST_SECONDS / 60:.0f} minutes. {use} needs shorter clips.",
        "Choose a shorter one.",
        code="too-long",
    )


def sound_file(path: Path, text: str = "") -> Clip:
    """Read a sound file, to measure and compare it.

    Parameters
    ----------
    path : pathlib.Path
        FLAC, WAV or another format of libsndfile, one channel. A recipe of the same name beside it (`v7-1.json`, as
        `studio design` writes it), or else the one in it, says what is spoken and how it was made.
    text : str
        What is spoken, where there is no recipe.

    Raises
    ------
    NotFound
        If there is no such file.
    InvalidInput
        If it cannot be read or has several channels, the recipe beside it is damaged, or the text cannot be spoken.
    """
    samples, sample_rate = _read(path)
    beside = path.with_suffix(".json")
    spoken = check_text(text, _LONGEST_TRANSCRIPT) if text.strip() else ""
    recipe = _recipe(beside) or _recipe_in(path) or Recipe(description="", text=spoken, seed=0)
    return Clip(str(path), path.name, recipe, samples, sample_rate)


def _read(path: Path) -> tuple[NDArray[np.float32], int]:
    if not os.path.exists(path):  # False also for what no system accepts as a path
        raise NotFound(f"There is no file {path}.", "Check the path.")
    try:
        samples, sample_rate = decode(path, MOST_SAMPLES)
    except (OSError, SoundFileFailed) as error:
        reason = error.strerror if isinstance(error, OSError) else error
        raise InvalidInput(f"{path} cannot be read: {reason}.", "Use a WAV or FLAC file.") from None
    if samples.ndim != 1:
        raise InvalidInput(
            f"{path} has {samples.shape[1]} channels; only mono files can be measured.", "Mix it down to mono first."
        )
    return samples, sample_rate


def _recipe_in(path: Path) -> Recipe | None:
    """Return the recipe in a sound file; None if the studio did not write it, or another program damaged it."""
    with suppress(OSError, InvalidInput):
        made = read_provenance(path)
        return made.recipe if made else None
    return None


def _recipe(file: Path) -> Recipe | None:
    """Return the recipe in a file, or None if there is no such file or another program wrote it, such as a transcript.

    Raises
    ------
    InvalidInput
        If the studio wrote it, but it is damaged.
    """
    try:
        data = read_json(file)
    except (OSError, ValueError):
        return None
    if not isinstance(data, dict) or not data.keys() >= _OF_A_RECIPE:
        return None
    try:
        return Recipe.from_json(data)
    except ValueError as error:  # InvalidInput is one
        raise InvalidInput(
            f"The recipe {file}, beside the sound file, is damaged: {error}", "Move or correct it."
        ) from None
