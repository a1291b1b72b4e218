"""Finds clips: takes, presets and their deliveries by what a person calls them, sound files, and samples."""

import reprlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from os import PathLike
from pathlib import Path

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.audio.long_sound import LONGEST_SECONDS, is_long
from studio.audio.sound_file import SoundFileFailed
from studio.audio.validation import check_clip
from studio.clips.recovered_take import recovered_take
from studio.clips.sound_file import is_sound_path, sound_file
from studio.domain.clip import Clip, ClipWorkspace, weakly
from studio.domain.clip_ref import ClipRef
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.errors import InvalidInput, NotFound, StorageFailed
from studio.store.library import Library
from studio.store.library_entry import LibraryEntry
from studio.store.preset_delivery import PresetDelivery, VoiceSource, in_delivery, take_of
from studio.store.preset_folder import Preset
from studio.store.presets import PresetShelf
from studio.store.take_names import could_name_take

#: What counts as a clip: a take, a voice, a sound file, samples with their rate, or what a person calls one of them.
ClipLike = Clip | Preset | PresetDelivery | LibraryEntry | PathLike[str] | str | tuple[ArrayLike, int]


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

    @property
    def text(self) -> str:
        """What is spoken."""
        return self.recipe.text


class Clips:
    """The takes and presets of one home folder, by what a person calls them.

    Parameters
    ----------
    library : Library
        Holds the takes.
    presets : PresetShelf
        Holds the presets.
    workspace : ClipWorkspace, optional
        What the clips that are found belong to.
    """

    def __init__(self, library: Library, presets: PresetShelf, workspace: ClipWorkspace | None = None) -> None:
        self._library = library
        self._presets = presets
        self._workspace = weakly(workspace)

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

    def source(self, source: ClipLike) -> VoiceSource:
        """Return the preset, the delivery or the take that is meant, which a text can be spoken in.

        Parameters
        ----------
        source : ClipLike
            As for `find`; a sound file must be one that the studio wrote.

        Raises
        ------
        NotFound, InvalidInput
            As for `find`; `InvalidInput` (code "no-take") for a sound without a recipe.
        """
        match source:
            case Take() | Preset() | PresetDelivery():
                return source
            case str() if self.path(source) is None:
                return self._source(self.named(source))
            case Clip(ref=ref) if is_clip_ref(ref):
                return self._source(ClipRef.parse(ref))
        clip = self.find(source)
        return clip if isinstance(clip, Take) else recovered_take(clip)

    def take(self, source: ClipLike) -> Take:
        """Return the take that is meant, or reference audio as one; raises as `source`."""
        return take_of(self.source(source))

    def path(self, source: ClipLike) -> Path | None:
        """Return the path of the sound file that is meant; None where something else is."""
        match source:
            case PathLike():
                return Path(source)
            case Clip(ref=ref) if ref and not is_clip_ref(ref):
                return Path(ref)
            case str() if is_sound_path(source) and not is_clip_ref(source) and not self._is_named(source):
                return Path(source)
        return None

    def _is_named(self, word: str) -> bool:
        try:
            self.named(word)
        except NotFound:
            return False
        return True

    def find(self, source: ClipLike) -> Clip:
        """Return a clip with its samples.

        Parameters
        ----------
        source : ClipLike
            A clip or a take, which is returned as it is; a preset, a preset's delivery, or an entry of the library; a
            tuple of samples and rate; the path of a sound file; or what a person calls one, as for `named`. A sound
            file goes after presets and takes.

        Raises
        ------
        NotFound, InvalidInput
            As for `named` and `sound_file`; `InvalidInput` for anything else.
        """
        match source:
            case Clip():
                return source
            case Preset() | PresetDelivery():
                return self._clip_of(source)
            case LibraryEntry():
                return self._library.take(source.id)
            case str() if self.path(source) is None:
                return self._clip_of(self._source(self.named(source)))
            case str() | PathLike():
                return replace(sound_file(Path(source)), workspace=self._workspace())
            case tuple((samples, rate)):
                return Clip(check_clip(samples, rate), rate, "samples", workspace=self._workspace())
        raise _no_clip(source)

    def _clip_of(self, voice: VoiceSource) -> Clip:
        if isinstance(voice, Take):
            return voice
        samples, sample_rate = voice.reference()
        ref, recipe = str(ref_of(voice)), voice.recipe
        return Clip(samples, sample_rate, voice.name, recipe.text, ref, recipe, workspace=self._workspace())

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

    def find_long_named(self, word: str) -> LongClip | None:
        """Return what `find_long` returns of what a person calls a clip; None also if it calls none so."""
        try:
            return self.find_long(str(self.named(word)))
        except NotFound:
            return None

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


def several(clips: Iterable[ClipLike]) -> tuple[ClipLike, ...]:
    """Return clips as a tuple; a single one is refused, because a name is a series of letters too.

    Raises
    ------
    InvalidInput
        If it is one clip, or no series.
    """
    if isinstance(clips, str | Clip) or not isinstance(clips, Iterable):
        raise InvalidInput(
            f"{reprlib.repr(clips)} is no list of clips.",
            "Put even a single clip into a list.",
            code="invalid-clip",
            details={"field": "clips"},
        )
    return tuple(clips)


def ref_of(source: VoiceSource) -> ClipRef:
    """Return the name of a take, a preset or a delivery."""
    if isinstance(source, Take):
        return ClipRef("take", source.id)
    if isinstance(source, PresetDelivery):
        return ClipRef("delivery", f"{source.slug}/{source.delivery.name}")
    return ClipRef("preset", source.slug)


def _no_clip(source: object) -> InvalidInput:
    return InvalidInput(
        f"{reprlib.repr(source)} is no clip.",
        "Use a take, a preset, the path of a sound file, (samples, rate), or the name or id of one of them.",
        code="invalid-clip",
        details={"field": "clip"},
    )


def too_long(label: str, use: str) -> InvalidInput:
    """Return the error that a clip is too long for a use, such as "A report"."""
    return InvalidInput(
        f"{label} is longer than {LONGEST_SECONDS / 60:.0f} minutes. {use} needs shorter clips.",
        "Choose a shorter one.",
        code="too-long",
    )
