"""What turns recipes into sound inside the generation process: the protocol both backends keep."""

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
        The recipe's place in the job, from 0.
    samples : ndarray of float32, shape (n,)
        Mono, 24 kHz.
    """

    take: int
    samples: NDArray[np.float32]


@dataclass(frozen=True)
class TakeEnd:
    """A take is complete.

    Parameters
    ----------
    take : int
        The recipe's place in the job, from 0.
    recipe : Recipe
        As it was really made: settings resolved; backend, model, revision and versions filled in.
    capped : bool
        True where the frame cap ended it, not the model.
    fault : str
        Why it could not be made, if so; in words that follow a colon.
    """

    take: int
    recipe: Recipe
    capped: bool = False
    fault: str = ""


Step = Chunk | TakeEnd


#: Called with a take and the number of its steps so far, at every step; raises to end the job when it was cancelled.
Tick = Callable[[int, int], None]


class Backend(Protocol):
    """Turns recipes into sound, on the generation process's main thread only."""

    #: "qwen3" or "sketch".
    name: str
    #: The model's id or folder, as the page shows it.
    model: str

    def load(self, progress: Callable[[float], None]) -> None:
        """Make ready to generate.

        Parameters
        ----------
        progress : callable
            Takes the part that is done, 0 to 1.

        Raises
        ------
        ModelMissing, ModelUnusable, HubUnreachable
            With the file or the address that is at fault.
        """

    def prepare(self, recipes: Sequence[Recipe], progress: Callable[[float], None]) -> None:
        """Make ready what these recipes need beside the model, such as references: all that takes long without a step.

        Parameters
        ----------
        recipes : sequence of Recipe
            Those of the next job.
        progress : callable
            Takes the part that is done, 0 to 1; not called where nothing is to be done. What it raises passes through.
        """

    def generate(self, recipes: Sequence[Recipe], tick: Tick) -> Generator[Step, None, None]:
        """Make one take for each recipe, together or one after the other.

        Chunks of a take come in order and end with its `TakeEnd`; those of other takes may come between. `tick` is
        called at least once a codec frame (80 ms of sound); what it raises passes through, and leaves the backend
        ready for the next job.
        """

    def memory(self) -> tuple[int, int]:
        """Give the bytes in use now and at the peak."""

    def close(self) -> None:
        """Give back what was taken."""
