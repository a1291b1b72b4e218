"""Remixes: a voice designed again with a change of its description, and the same seeds."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, replace

from studio.auditions.audition import Audition
from studio.auditions.derived import Derived
from studio.auditions.reference_voice import check_designed
from studio.domain.limits import MAX_SEED
from studio.domain.lineage import Lineage
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.domain.takes import Takes
from studio.store.library import Library
from studio.store.preset_delivery import VoiceSource
from studio.store.preset_folder import Preset
from studio.text.edit import Edit, changed
from studio.versions.moved import Moved
from studio.versions.tree import VersionTree
from studio.versions.word_diff import WordDiff, word_diff


@dataclass(frozen=True, eq=False)
class Remix(Derived[Takes]):
    """Takes of a voice with a change; from `Studio.start_remix`: `wait()` returns those with the change.

    Parameters
    ----------
    source : Preset, PresetDelivery or Take
        The voice.
    change : str
        What was asked for: "warmer".
    edit : Edit
        The description with the change.
    audition : Audition
        Takes of that description.
    unchanged : str
        The id of the audition with takes of the voice's own description and the same seeds.
    before : Audition or None
        That audition, where it was made for the comparison; None where the library had its takes.
    tree : VersionTree
        Compares the two.
    """

    source: VoiceSource
    change: str
    edit: Edit
    audition: Audition
    unchanged: str
    before: Audition | None
    tree: VersionTree

    @property
    def diff(self) -> WordDiff:
        """What changed in the description, word by word."""
        return word_diff(self.source.recipe.description, self.edit.description)

    @property
    def lineage(self) -> Lineage:
        """Where a voice that is saved from one of its takes came from."""
        return lineage_of(self.source, self.change)

    @property
    def takes(self) -> Takes:
        """The finished takes with the change, in order: the first has the voice's own seed."""
        return self.state.finished

    @property
    def over(self) -> bool:
        """Whether both auditions have ended."""
        return self.audition.over and (self.before is None or self.before.over)

    def cancel(self) -> None:
        """Cancel what is left of both auditions."""
        self.audition.cancel()
        if self.before:
            self.before.cancel()

    @contextmanager
    def watched(self, changed: Callable[[], None]) -> Iterator[None]:
        """Call a function after each change of one of the auditions, as `Audition.watched`."""
        with self.audition.watched(changed), self.before.watched(changed) if self.before else nullcontext():
            yield

    def _result(self) -> Takes:
        if self.before:
            self.before.wait()
        return self.audition.wait()

    def moved(self) -> Moved:
        """Return what the change moved in the sound, against what chance alone moves from seed to seed."""
        return self.tree[self.id].moved(self.unchanged)


@dataclass(frozen=True)
class RemixPlan:
    """What a remix makes.

    Parameters
    ----------
    edit : Edit
        The description with the change.
    recipe : Recipe
        Of the voice as it is, without what made it.
    seeds : tuple of int
        Of the takes, the voice's own first.
    unchanged : str
        The id of the audition in which the voice was designed; "" where the library does not have it.
    is_known : bool
        Whether that audition has takes of all the seeds.
    """

    edit: Edit
    recipe: Recipe
    seeds: tuple[int, ...]
    unchanged: str
    is_known: bool

    def recipes(self, description: str) -> tuple[Recipe, ...]:
        """Return the recipe with a description, once for each seed."""
        return tuple(replace(self.recipe, description=description, seed=seed).checked() for seed in self.seeds)


def plan_remix(library: Library, source: VoiceSource, change: str, takes: int) -> RemixPlan:
    """Return what a remix of a voice makes; raises as `studio.text.edit.changed` and `check_designed`."""
    check_designed(source.recipe, source.label if isinstance(source, Take) else source.name)
    edit, recipe = changed(source.recipe.description, change), designed_recipe(source)
    unchanged = designed_in(library, source)
    return RemixPlan(edit, recipe, *_shared_seeds(library, unchanged, recipe, takes))


def lineage_of(source: VoiceSource, change: str) -> Lineage:
    """Return the lineage of a voice that is another one with a change."""
    description = source.recipe.description
    if isinstance(source, Take):
        return Lineage("take", source.id, source.label, description, change)
    return Lineage("preset", source.slug, source.name, description, change)


def designed_recipe(source: VoiceSource) -> Recipe:
    """Return what was asked for when a voice was designed, without what made it."""
    recipe = source.recipe
    seed = recipe.voice.seed if recipe.voice else recipe.seed
    return replace(recipe, seed=seed, voice=None, variant=None, backend="", model="", revision="", versions={})


def designed_in(library: Library, source: VoiceSource) -> str:
    """Return the id of the audition in which a voice was designed; "" where the library does not have it."""
    wanted = designed_recipe(source)
    if isinstance(source, Take):
        return source.audition if source.recipe.voice is None else ""
    found = [take for take in library.saying(wanted.text) if _is_of(take.recipe, wanted)]
    kept_from = source.lineage.ref if isinstance(source, Preset) and source.lineage else ""
    kept = next((take for take in found if take.id == kept_from), next(iter(found), None))  # not a copy of it
    return kept.audition if kept else ""


def _shared_seeds(library: Library, audition: str, recipe: Recipe, count: int) -> tuple[tuple[int, ...], str, bool]:
    """Return the seeds of a remix: the voice's own, then those of the other takes that were heard beside it.

    Also the audition, and whether it has complete takes of the same recipe with all of these seeds.
    """
    entries = library.entries(audition) if audition else ()
    alike = [entry for entry in entries if not entry.incomplete and _is_alike(entry.recipe, recipe)]
    known = {entry.recipe.seed for entry in library.readable(alike)}
    after = ((recipe.seed + offset) % (MAX_SEED + 1) for offset in range(1, count))
    seeds = tuple(dict.fromkeys([recipe.seed, *sorted(known), *after]))[:count]
    return seeds, audition, known.issuperset(seeds)


def _is_of(recipe: Recipe, wanted: Recipe) -> bool:
    return recipe.seed == wanted.seed and _is_alike(recipe, wanted)


def _is_alike(recipe: Recipe, wanted: Recipe) -> bool:
    """Return whether a take was designed with the same words and settings, whatever its seed."""
    names = ("description", "text", "language", "sampling", "pauses", "pronunciations")
    return recipe.voice is None and all(getattr(recipe, name) == getattr(wanted, name) for name in names)
