"""Takes: generated clips with the recipes that made them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from studio.domain.clip import Clip, ClipWorkspace
from studio.domain.label import take_label
from studio.domain.recipe import Recipe
from studio.errors import InvalidInput

if TYPE_CHECKING:  # what a method returns; it is not imported when the program runs
    from studio.store.preset_folder import Preset

SAMPLE_RATE = 24_000
_GRID = float(2**23)


@dataclass(frozen=True, eq=False, repr=False, init=False, kw_only=True)
class Take(Clip):
    """One generated clip with its recipe; takes are equal if their ids are.

    Parameters
    ----------
    id : str
        32 hexadecimal digits, its name in the library and in URLs.
    recipe : Recipe
        What is needed to make it again.
    samples : ndarray of float32, shape (n,)
        Mono, within [-1, 1), on the 24-bit grid, so that FLAC holds them exactly; read-only.
    sample_rate : int
        Hz.
    position : int
        Index in its audition, from 0.
    audition : str
        The id of its audition.
    created : datetime
        When it was finished, in UTC.
    version : int or None
        The number of its audition in the library; None if it has none.
    incomplete : bool
        Whether it was stopped: its samples are the beginning of what its recipe makes.
    parent : str or None
        The id of the audition that its audition was made from; "" for none, None where that is unknown.
    workspace : ClipWorkspace, optional
        The workspace that it comes from, which measures, checks, saves and keeps it.

    Attributes
    ----------
    label : str
        What a person calls it: `v7·3`, or `Evening · Good evening` for a spoken line; `v7·3…` if it was stopped.
    text : str
        What is spoken.
    ref : str
        "take:ID".
    """

    id: str
    recipe: Recipe
    position: int
    audition: str
    created: datetime
    version: int | None
    parent: str | None
    label: str = field(init=False)
    text: str = field(init=False)
    ref: str = field(init=False)

    def __init__(
        self,
        id: str,
        recipe: Recipe,
        samples: NDArray[np.float32],
        sample_rate: int = SAMPLE_RATE,
        position: int = 0,
        audition: str = "",
        created: datetime = datetime.min,
        version: int | None = None,
        incomplete: bool = False,
        parent: str | None = None,
        workspace: ClipWorkspace | None = None,
    ) -> None:
        label = take_label(recipe, position, version, incomplete=incomplete)
        super().__init__(samples, sample_rate, label, recipe.text, f"take:{id}", recipe, incomplete, workspace)
        own = {"id": id, "position": position, "audition": audition}
        vars(self).update(own, created=created, version=version, parent=parent)  # it is frozen

    def keep(
        self,
        name: str,
        *,
        tags: Iterable[str] = (),
        notes: str = "",
        overwrite: bool = False,
        licence: str = "",
        consent: str = "",
    ) -> "Preset":
        """Save the take as a preset, in the workspace that it comes from; see `Workspace.keep`.

        Parameters
        ----------
        name : str
            Name of the voice.
        tags, notes, overwrite, licence, consent
            As for `Workspace.keep`.

        Raises
        ------
        InvalidInput
            If it belongs to no workspace (code "no-workspace"), or as for `Workspace.keep`.
        AlreadyExists, StorageFailed
            As for `Workspace.keep`.
        """
        studio = self._studio("keep", ", name")
        return studio.keep(self, name, tags=tags, notes=notes, overwrite=overwrite, licence=licence, consent=consent)

    def __eq__(self, other: object) -> bool:
        return self.id == other.id if isinstance(other, Take) else NotImplemented

    def __hash__(self) -> int:
        return hash(self.id)

    def __repr__(self) -> str:
        return f"<Take {self.label}, {self.duration:.1f} s, seed {self.recipe.seed}>"


def check_complete(source: object) -> None:
    """Check that a source of a voice is not a take that was stopped: its words would not match its sound.

    Raises
    ------
    InvalidInput
        If it is.
    """
    if isinstance(source, Take) and source.incomplete:
        raise incomplete(source.label, source.duration)


def incomplete(label: str, seconds: float) -> InvalidInput:
    """Return the error that a take was stopped after so many seconds."""
    return InvalidInput(
        f"{label} was stopped after {seconds:.1f} s: it is not the whole take.",
        "Generate it again, or choose a complete take.",
        code="incomplete-take",
        details={"field": "take"},
    )


def on_grid(samples: NDArray[np.float32]) -> NDArray[np.float32]:
    """Round samples to the 24-bit grid and clip them to [-1, 1).

    A FLAC file of 24 bits then stores exactly the same numbers; the rounding error is below -138 dBFS.

    Parameters
    ----------
    samples : ndarray of float32
        Any shape.

    Returns
    -------
    ndarray of float32
        The same shape.
    """
    rounded = np.rint(np.asarray(samples, dtype=np.float64) * _GRID)
    return (np.clip(rounded, -_GRID, _GRID - 1) / _GRID + 0.0).astype(np.float32)  # + 0.0: FLAC has no -0.0
