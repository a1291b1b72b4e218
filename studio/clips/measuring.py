"""Measurements, checks and comparisons of clips, each computed once."""

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from studio.audio.checks import Flag, Flags, Reference, check
from studio.audio.lru_cache import content_hash
from studio.audio.measurements import MEASUREMENTS
from studio.audio.metrics import Measurements, measure
from studio.audio.pitch import LONGEST_PYIN
from studio.audio.significance import (
    FEWEST,
    SKETCH_SPREAD,
    Difference,
    Spread,
    compare_measurements,
    in_words,
    pooled_spread,
)
from studio.clips.long_measurements import TOO_LONG, measure_long
from studio.clips.lookup import ClipLike, Clips, LongClip, is_clip_ref
from studio.domain.backends import clones_voices
from studio.domain.clip import Clip
from studio.domain.clip_ref import ClipRef
from studio.domain.frames import data_frame, measured_columns, with_unit
from studio.domain.hardware import without_hardware
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.errors import NotFound, StorageFailed
from studio.store.library import Library
from studio.store.reference_audio import SAMPLE_RATE, ReferenceSounds

if TYPE_CHECKING:
    import pandas

# Part of the cache key: a change of any method needs a new number.
_MEASURING, _CHECKING = "measurements-5", "checks-3"
_STOPPED = Flag("incomplete", "It was stopped before its end: the rest of the text is missing.")


@dataclass(frozen=True)
class MeasuredClip:
    """What was measured of one clip of a comparison.

    Parameters
    ----------
    ref : str
        "take:ID", "preset:SLUG", "delivery:SLUG/NAME", or the path of a sound file.
    label : str
        What a person calls it.
    text : str
        What is spoken; "" where that is not known.
    recipe : Recipe or None
        What made it; None for a sound that the studio did not make.
    measurements : Measurements
        What was measured.
    flags : tuple of Flag
        Faults that were found.
    differences : dict of str to Difference
        From the first clip of the comparison; empty for that one.
    """

    ref: str
    label: str
    text: str
    recipe: Recipe | None
    measurements: Measurements
    flags: tuple[Flag, ...]
    differences: dict[str, Difference]

    @property
    def in_words(self) -> str:
        """How it differs from the first clip by more than chance: "higher by 3.2 semitones"; "" if it does not."""
        return in_words(self.differences)


@dataclass(frozen=True)
class ClipComparison:
    """The measurements of several clips, side by side; from `Workspace.compare`.

    Parameters
    ----------
    clips : tuple of MeasuredClip
        In the order in which they were given.
    basis : str
        What the limits of chance were estimated from, in words.
    """

    clips: tuple[MeasuredClip, ...]
    basis: str

    def to_frame(self) -> "pandas.DataFrame":
        """Return the measurements as a table: a row a clip, by its label, and a column a measurement: "pitch (Hz)".

        Raises
        ------
        StudioError
            If pandas is not installed.
        """
        columns = [with_unit(name, each.unit) for name, each in MEASUREMENTS.items()]
        rows = [{"label": clip.label, **_columns(clip.measurements)} for clip in self.clips]
        return data_frame(rows, ["label", *columns]).set_index("label")


class Measuring:
    """Measures, checks and compares clips; results are cached in the library, by content.

    Wherever a clip is wanted, a take or what a person calls one will do, as for `Clips.find`.

    Parameters
    ----------
    library : Library
        Holds the takes, and caches the results.
    clips : Clips
        Finds takes and presets.
    reference_audio : ReferenceSounds
        The audio that voices were copied from.
    """

    def __init__(self, library: Library, clips: Clips, reference_audio: ReferenceSounds) -> None:
        self._library = library
        self._clips = clips
        self._reference_audio = reference_audio

    def measure(self, clip: ClipLike) -> Measurements:
        """Measure duration, loudness, pitch, pace, brightness and more.

        Returns
        -------
        Measurements
            Units and methods are in `studio.audio.measurements`.

        Raises
        ------
        NotFound
            If there is no such clip.
        InvalidInput
            If the ids of several takes begin so.
        """
        found = self._clips.find(clip)
        sound, method = _sound(found), _measuring_key(found)
        result = self._once(sound, method, lambda: _measured(found))
        if found.ref.startswith("take:"):
            self._library.measurements.assign(found.ref.removeprefix("take:"), sound, method)
        return Measurements.from_json(result)

    def measured(self, clip: ClipLike) -> Measurements | None:
        """Return what `measure` returned for a clip before, without measuring it now; None if it did not."""
        found = self._clips.find(clip)
        result = self._library.measurements.find(_sound(found), _measuring_key(found))
        return Measurements.from_json(result) if result else None

    def measure_unmeasured(self, search: str) -> Iterator[int]:
        """Measure the takes of which only their measurements tell whether a search finds them, newest first.

        Yields
        ------
        int
            After each take, how many are left.

        Raises
        ------
        InvalidInput
            As for `Library.search`.
        """
        waiting = self._library.unmeasured(search)
        for place, take_id in enumerate(waiting, start=1):
            if not self._is_measured(str(ClipRef("take", take_id))):
                self._library.measurements.assign(take_id)
            yield len(waiting) - place

    def _is_measured(self, ref: str) -> bool:
        """Measure a take; return whether that is possible."""
        try:
            if self._clips.find_long(ref):
                return False
            self.measure(ref)
        except (NotFound, StorageFailed):
            return False
        return True

    def check(self, clip: ClipLike) -> Flags:
        """Look for faults: clipping, loops, truncation and more.

        Returns
        -------
        Flags
            One a fault.

        Raises
        ------
        NotFound, InvalidInput
            As for `measure`.
        """
        found = self._clips.find(clip)
        voice = found.recipe.voice if found.recipe else None
        key = f"{_CHECKING} {_digest(found.text + (voice.reference if voice else ''))}"
        flags = Flags(
            Flag(**{**flag, "values": tuple(flag.get("values", ()))})
            for flag in self._once(_sound(found), key, lambda: self._checked(found))["flags"]
        )
        return Flags([_STOPPED, *flags]) if found.incomplete else flags

    def compare(self, clips: Sequence[ClipLike]) -> ClipComparison:
        """Measure and check clips, and compare each with the first.

        Of a take or preset that is longer than ten minutes, only length, loudness and true peak are measured.

        Raises
        ------
        NotFound, InvalidInput
            As for `measure`.
        """
        found = [self._found(clip) for clip in clips]
        measured = [measure_long(clip) if isinstance(clip, LongClip) else self.measure(clip) for clip in found]
        spread = self._spread(found) if len(found) > 1 else SKETCH_SPREAD
        measured_clips = tuple(
            MeasuredClip(
                ref=clip.ref,
                label=clip.label,
                text=clip.text,
                recipe=clip.recipe,
                measurements=measurements,
                flags=(TOO_LONG,) if isinstance(clip, LongClip) else self.check(clip),
                differences=compare_measurements(measured[0], measurements, spread) if place else {},
            )
            for place, (clip, measurements) in enumerate(zip(found, measured, strict=True))
        )
        return ClipComparison(measured_clips, spread.basis)

    def _found(self, clip: ClipLike) -> Clip | LongClip:
        named = clip if isinstance(clip, str) and is_clip_ref(clip) else ""
        with suppress(NotFound):  # it may be the beginning of an id
            if named and (long := self._clips.find_long(named)):
                return long
        return self._clips.find(clip)

    def _spread(self, clips: Sequence[Clip | LongClip]) -> Spread:
        """Estimate the spread by chance from other takes of the clips' recipes, where there are enough of them."""
        groups: dict[str, dict[str, Take]] = {}
        for audition in dict.fromkeys(clip.audition for clip in clips if isinstance(clip, Take) and clip.audition):
            for take in self._library.audition(audition):
                if not take.incomplete:
                    groups.setdefault(_without_seed(take.recipe), {})[take.id] = take
        wanted = {_without_seed(clip.recipe) for clip in clips if clip.recipe}
        return pooled_spread(
            [self.measure(take) for take in takes.values()]
            for recipe, takes in groups.items()
            if recipe in wanted and len(takes) >= FEWEST
        )

    def _checked(self, clip: Clip) -> dict[str, Any]:
        flags = check(clip.samples, clip.sample_rate, clip.text, self._copied_from(clip.recipe))
        return {"flags": [asdict(flag) for flag in flags]}

    def _copied_from(self, recipe: Recipe | None) -> Reference | None:
        if recipe is None or recipe.voice is None or not clones_voices(recipe.voice.backend):
            return None  # its reference cannot leak into it
        try:
            return Reference(self._reference_audio.read(recipe.voice.reference), SAMPLE_RATE, recipe.voice.transcript)
        except NotFound:
            return None

    def _once(self, sound: str, method: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        found = self._library.measurements.find(sound, method)
        if found is None:
            found = make()
            self._library.measurements.keep(sound, method, found)
        return found


def _columns(measured: Measurements) -> dict[str, float]:
    return measured_columns(measured.values, measured.units)


def _sound(clip: Clip) -> str:
    return content_hash(clip.samples, clip.sample_rate)


def _measuring_key(clip: Clip) -> str:
    """Return what the measurements of a clip are cached as: they depend on its text and on the pitch tracker."""
    tracker = "" if len(clip.samples) <= LONGEST_PYIN * clip.sample_rate else " yin"
    return f"{_MEASURING}{tracker} {_digest(' '.join([*MEASUREMENTS, clip.text]))}"


def _measured(clip: Clip) -> dict[str, Any]:
    return measure(clip.samples, clip.sample_rate, clip.text).to_json()


def _without_seed(recipe: Recipe) -> str:
    """Return a digest that takes of one recipe share, however many were generated together."""
    versions = without_hardware(recipe.versions)
    return _digest(repr(sorted(replace(recipe, seed=0, variant=None, versions=versions).to_json().items())))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _flag(*, values: Sequence[float] = (), **fields: Any) -> Flag:
    """Return a flag as the cache has it; that of an earlier studio has no values."""
    return Flag(**fields, values=tuple(values))
