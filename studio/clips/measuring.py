"""Measures and checks the takes and presets of a home folder, each once, and compares their numbers."""

import hashlib
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from studio.audio.checks import Flag, Reference, check
from studio.audio.lru_cache import content_hash
from studio.audio.metrics import Measurements, measure
from studio.audio.significance import FEWEST, SKETCH_SPREAD, Difference, Spread, differ, spread_of
from studio.clips.lookup import Found, References
from studio.domain.backends import clones_voices
from studio.domain.recipe import Recipe
from studio.domain.take import SAMPLE_RATE, Take
from studio.errors import NotFound
from studio.store.library import Library
from studio.store.reference_audio import ReferenceSounds

# Part of the name under which results are kept: a change of any method needs a new number.
_MEASURING, _CHECKING = "measurements-2", "checks-2"


@dataclass(frozen=True)
class Numbers:
    """What was found out about one clip of a comparison.

    Parameters
    ----------
    reference : str
        "take:ID" or "preset:SLUG".
    label : str
        What a person calls it.
    measurements : Measurements
        Its numbers.
    flags : tuple of Flag
        What may be wrong with it.
    differences : dict of str to Difference
        From the first clip of the comparison; empty for that one.
    """

    reference: str
    label: str
    measurements: Measurements
    flags: tuple[Flag, ...]
    differences: dict[str, Difference]


@dataclass(frozen=True)
class Comparison:
    """The numbers of several clips, side by side.

    Parameters
    ----------
    clips : tuple of Numbers
        In the order in which they were asked for.
    basis : str
        Where the limits of chance are known from, in plain words.
    """

    clips: tuple[Numbers, ...]
    basis: str


class Measuring:
    """Measures what references name; results are kept in the library, by content.

    Parameters
    ----------
    library : Library
        Holds the takes, and keeps the results.
    references : References
        Looks the clips up.
    sounds : ReferenceSounds
        Holds the clips that voices were copied from.
    """

    def __init__(self, library: Library, references: References, sounds: ReferenceSounds) -> None:
        self._library = library
        self._references = references
        self._sounds = sounds

    def find(self, take: Take | str) -> Take | Found:
        """Look up what a person names, as `look_up` does; a take is itself."""
        return self.look_up(take) if isinstance(take, str) else take

    def look_up(self, reference: str) -> Found:
        """Look up what a person names: a reference, a preset's name, a take's id or its beginning.

        Raises
        ------
        NotFound
            If it names nothing that is there.
        InvalidInput
            If the ids of several takes begin so.
        """
        return self._references.find(self._references.named(reference))

    def measure(self, clip: Take | Found) -> Measurements:
        """Measure a clip, or give what was measured before."""
        text = clip.recipe.text
        found = self._once(clip, f"{_MEASURING} {_digest(text)}", lambda: _measured(clip, text))
        return Measurements.from_json(found)

    def check(self, clip: Take | Found) -> tuple[Flag, ...]:
        """Look for what may be wrong with a clip, or give what was found before."""
        recipe = clip.recipe
        voice = recipe.voice.reference if recipe.voice else ""
        found = self._once(clip, f"{_CHECKING} {_digest(recipe.text + voice)}", lambda: self._checked(clip))
        return tuple(Flag(**flag) for flag in found["flags"])

    def there(self, references: Iterable[str]) -> list[str]:
        """Leave out the references that name nothing any more."""
        return [reference for reference in references if self._is_there(reference)]

    def compare(self, references: Sequence[str | Found]) -> Comparison:
        """Measure and check clips, and tell which numbers differ from the first clip's by more than chance.

        Raises
        ------
        NotFound
            If a reference names nothing that is there.
        """
        clips = [each if isinstance(each, Found) else self.look_up(each) for each in references]
        measured = [self.measure(clip) for clip in clips]
        spread = self._spread(clips) if len(clips) > 1 else SKETCH_SPREAD
        numbers = tuple(
            Numbers(
                reference=clip.reference,
                label=clip.label,
                measurements=found,
                flags=self.check(clip),
                differences=differ(measured[0], found, spread) if place else {},
            )
            for place, (clip, found) in enumerate(zip(clips, measured, strict=True))
        )
        return Comparison(numbers, spread.basis)

    def _is_there(self, reference: str) -> bool:
        try:
            return bool(self._references.label(reference))
        except NotFound:
            return False

    def _spread(self, clips: Sequence[Found]) -> Spread:
        """Learn from the other takes of the clips' recipes what chance does, where there are enough of them."""
        groups: dict[str, dict[str, Take]] = {}
        for audition in dict.fromkeys(clip.audition for clip in clips if clip.audition):
            for take in self._library.audition(audition):
                groups.setdefault(_without_seed(take.recipe), {})[take.id] = take
        wanted = {_without_seed(clip.recipe) for clip in clips}
        return spread_of(
            [self.measure(take) for take in takes.values()]
            for recipe, takes in groups.items()
            if recipe in wanted and len(takes) >= FEWEST
        )

    def _checked(self, clip: Take | Found) -> dict[str, Any]:
        flags = check(clip.samples, clip.sample_rate, clip.recipe.text, self._copied_from(clip.recipe))
        return {"flags": [asdict(flag) for flag in flags]}

    def _copied_from(self, recipe: Recipe) -> Reference | None:
        if recipe.voice is None or not clones_voices(recipe.voice.backend):
            return None  # its reference cannot leak into it
        try:
            return Reference(self._sounds.read(recipe.voice.reference), SAMPLE_RATE, recipe.voice.transcript)
        except NotFound:
            return None

    def _once(self, clip: Take | Found, method: str, make: Callable[[], dict[str, Any]]) -> dict[str, Any]:
        sound = content_hash(clip.samples, clip.sample_rate)
        found = self._library.measurements.find(sound, method)
        if found is None:
            found = make()
            self._library.measurements.keep(sound, method, found)
        return found


def _measured(clip: Take | Found, text: str) -> dict[str, Any]:
    return measure(clip.samples, clip.sample_rate, text).to_json()


def _without_seed(recipe: Recipe) -> str:
    return _digest(repr(sorted(replace(recipe, seed=0, variant=None).to_json().items())))


def _digest(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()
