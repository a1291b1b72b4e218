"""A version as the list of versions and the editor need it: what was asked for, and what there is of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

from studio.auditions.audition import Audition
from studio.domain.recipe import Recipe
from studio.store.library_entry import LibraryEntry


@dataclass(frozen=True)
class VersionPayload:
    """An audition of a described voice, without its takes.

    Parameters
    ----------
    id : str
        The audition's.
    version : int or None
        Its number in the library.
    text : str
        With its pauses as marks.
    seed : int
        Of its first take.
    takes, kept : int
        How many takes there are, and how many of them a person keeps.
    """

    id: str
    version: int | None
    description: str
    text: str
    language: str
    seed: int
    takes: int
    kept: int

    @classmethod
    def of(cls, takes: Sequence[LibraryEntry]) -> Self:
        """Return the payload of an audition in the library."""
        first = takes[0]
        seed = first.recipe.seed - first.position
        kept = sum(take.rating.verdict == "keep" for take in takes)
        return cls._of(first.audition, first.version, first.recipe, max(seed, 0), len(takes), kept)

    @classmethod
    def of_live(cls, audition: Audition) -> Self:
        """Return the payload of an audition of this process."""
        recipes = audition.recipes
        return cls._of(audition.id, audition.version, recipes[0], recipes[0].seed, len(recipes), 0)

    @classmethod
    def _of(cls, id: str, version: int | None, recipe: Recipe, seed: int, takes: int, kept: int) -> Self:
        return cls(id, version, recipe.description, recipe.marked_text, recipe.language, seed, takes, kept)
