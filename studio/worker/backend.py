"""The interface of a backend, which turns recipes into sound inside the generation process."""

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from studio.domain.recipe import Recipe


@dataclass(frozen=True, eq=False)
class Chunk:
    """The next samples of one take.

    Parameters
    ----------
    take : int
        The recipe's index in the job.
    samples : ndarray of float32, shape (n,)
        Mono, at the backend's rate.
    """

    take: int
    samples: NDArray[np.float32]


@dataclass(frozen=True)
class TakeEnd:
    """The backend has ended a take; whether it is accepted is decided by `studio.worker.takes`.

    Parameters
    ----------
    take : int
        The recipe's index in the job.
    recipe : Recipe
        The recipe it was really made with: settings resolved; backend, model, revision and versions filled in.
    capped : bool
        Whether the frame cap ended it, not the model.
    fault : str
        Why it could not be generated, or ""; a clause that can follow a colon.
    """

    take: int
    recipe: Recipe
    capped: bool = False
    fault: str = ""


Step = Chunk | TakeEnd


#: Called with a take and the number of its steps so far, at every step; raises to end the job when it was cancelled.
Tick = Callable[[int, int], None]


def report_reading(tick: Tick, take: int, part: float) -> None:
    """Report that a part of a take's text is read, 0 to 1: where that takes long before the first step.

    It is passed to the tick's `reading(take, part)`, if it has one, which raises as the tick does.
    """
    reading = getattr(tick, "reading", None)
    if reading is not None:
        reading(take, part)


class Backend(Protocol):
    """Turns recipes into sound, on the generation process's main thread only."""

    #: A name of `studio.domain.backends`.
    name: str
    #: The model's id or folder, as the page shows it.
    model: str
    #: Hz, of all its takes.
    sample_rate: int

    def load(self, progress: Callable[[float], None]) -> None:
        """Load the model.

        Parameters
        ----------
        progress : callable
            Called with the part that is done, 0 to 1.

        Raises
        ------
        ModelMissing, ModelUnusable, HubUnreachable
            Naming the file or the address.
        """

    def prepare(self, recipes: Sequence[Recipe], progress: Callable[[float], None]) -> None:
        """Load what these recipes need besides the model, such as references: all that takes long without a step.

        Parameters
        ----------
        recipes : sequence of Recipe
            The next job's.
        progress : callable
            As for `load`; not called where there is nothing to load. What it raises passes through.
        """

    def expected_steps(self, recipe: Recipe) -> int:
        """Return about how many steps a take of this recipe has, at least 1."""

    def generate(self, recipes: Sequence[Recipe], tick: Tick) -> Generator[Step, None, None]:
        """Generate one take for each recipe, together or one after the other.

        Chunks of a take come in order and end with its `TakeEnd`; those of other takes may come between. `tick` is
        called at every step; what it raises passes through, and leaves the backend ready for the next job.
        """

    def memory(self) -> tuple[int, int]:
        """Return the bytes in use now and at the peak."""

    def close(self) -> None:
        """Free the model."""
