"""One audition on its way through the engine: what happens to it, told in order, with exactly one end."""

import queue
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.domain.recipe import Recipe
from studio.errors import StudioError


@dataclass(frozen=True)
class Queued:
    """It waits; `position` 1 is next."""

    position: int


@dataclass(frozen=True)
class Started:
    """The worker has it."""


@dataclass(frozen=True)
class Advanced:
    """So many codec frames of a take exist."""

    take: int
    frame: int


@dataclass(frozen=True, eq=False)
class Sounded:
    """The next samples of a take."""

    take: int
    samples: NDArray[np.float32] = field(repr=False)


@dataclass(frozen=True)
class Repeated:
    """The take went wrong and is made once more; its sound so far does not count."""

    take: int
    reason: str


@dataclass(frozen=True)
class Completed:
    """A take is complete."""

    take: int
    recipe: Recipe


@dataclass(frozen=True)
class Embedded:
    """Whose voice is heard, as numbers: of a take, or with `take` None of the reference of that hash."""

    take: int | None
    reference: str
    vector: tuple[float, ...] = field(repr=False)


@dataclass(frozen=True)
class Ended:
    """The job is over: well with `error` None; `Cancelled` when it was stopped."""

    error: StudioError | None = None


JobEvent = Queued | Started | Advanced | Sounded | Repeated | Completed | Embedded | Ended
Listener = Callable[[JobEvent], None]


class Job:
    """Takes to be made, and what has become of them.

    Parameters
    ----------
    recipes : sequence of Recipe
        One a take.
    client : str
        Who asked; the queue is fair between clients.
    listener : callable, optional
        Takes each event, in order, and must not wait; without it, `events` gives them.
    embed : sequence of str
        References whose speaker embeddings are wanted, with those of the takes.
    """

    def __init__(
        self,
        recipes: Sequence[Recipe],
        client: str = "",
        listener: Listener | None = None,
        embed: Sequence[str] = (),
    ) -> None:
        self.id = uuid.uuid4().hex
        self.recipes = tuple(recipes)
        self.embed = tuple(embed)
        self.client = client
        self._events: queue.SimpleQueue[JobEvent] = queue.SimpleQueue()
        self._listener = listener or self._events.put
        self._lock = threading.Lock()
        self._ended = False

    @property
    def ended(self) -> bool:
        """Whether its one terminal event was told."""
        return self._ended

    def tell(self, event: JobEvent) -> bool:
        """Add an event; after the end nothing more is told.

        Returns
        -------
        bool
            False if the job had ended already.
        """
        with self._lock:
            if self._ended:
                return False
            self._ended = isinstance(event, Ended)
            self._listener(event)
            return True

    def events(self) -> Iterator[JobEvent]:
        """Give the events as they come, the last one an `Ended`; for one reader, where there is no listener."""
        while True:
            event = self._events.get()
            yield event
            if isinstance(event, Ended):
                return
