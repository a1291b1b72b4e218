"""An audition as its listeners see it: how far each take is, the takes that are finished, and how it ended."""

import queue
import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from studio.engine.job import Advanced, Completed, Ended, JobEvent, Listener, Queued, Repeated, Sounded, Started
from studio.errors import Cancelled, StudioError
from studio.voice.recipe import Recipe
from studio.voice.request import expected_frames
from studio.voice.take import Take

Phase = Literal["queued", "working", "done", "cancelled", "failed"]


@dataclass(frozen=True)
class TakeState:
    """How far one take is.

    Parameters
    ----------
    position : int
        Its place in the audition, from 0.
    seed : int
        Its recipe's.
    fraction : float
        The part that is made, 0 to 1; an estimate from the text's length until the take is finished.
    take : Take, optional
        The take, once it is finished.
    """

    position: int
    seed: int
    fraction: float = 0.0
    take: Take | None = None


@dataclass(frozen=True)
class AuditionState:
    """A snapshot of an audition.

    Parameters
    ----------
    id : str
        The audition's.
    phase : str
        queued, working, done, cancelled or failed.
    position : int
        Its place in the queue, 1 is next; 0 when it does not wait.
    takes : tuple of TakeState
        One a recipe, in order.
    error : StudioError, optional
        Why it failed, or was stopped.
    """

    id: str
    phase: Phase
    position: int
    takes: tuple[TakeState, ...]
    error: StudioError | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more will change."""
        return self.phase in ("done", "cancelled", "failed")

    @property
    def finished(self) -> list[Take]:
        """The takes that are finished, in order."""
        return [state.take for state in self.takes if state.take is not None]


class Recorder:
    """One thread that puts the takes of all auditions together and stores them.

    Parameters
    ----------
    keep : callable
        Takes each finished `Take` and stores it; what it raises ends the audition.
    """

    def __init__(self, keep: Callable[[Take], None]) -> None:
        self._keep = keep
        self._inbox: queue.SimpleQueue[tuple[Audition, JobEvent] | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._record, name="studio-recorder", daemon=True)
        self._thread.start()

    def listener(self, audition: "Audition") -> Listener:
        """Give what takes the events of an audition's job."""
        return lambda event: self._inbox.put((audition, event))

    def close(self) -> None:
        """Store what has come, and end."""
        self._inbox.put(None)
        self._thread.join()

    def _record(self) -> None:
        while (item := self._inbox.get()) is not None:
            audition, event = item
            audition.hear(event, self._keep)


class Audition:
    """Takes being made; made by `Studio.audition`. Every method may be called from any thread.

    Parameters
    ----------
    recipes : sequence of Recipe
        One a take.
    """

    def __init__(self, recipes: Sequence[Recipe]) -> None:
        self.id = uuid.uuid4().hex
        self.recipes = tuple(recipes)
        self._stop: Callable[[], None] | None = None
        self._failure: StudioError | None = None
        self._sound: list[list[NDArray[np.float32]]] = [[] for _ in recipes]
        takes = tuple(TakeState(position, recipe.seed) for position, recipe in enumerate(recipes))
        self._state = AuditionState(self.id, "queued", 0, takes)
        self._version = 0
        self._changed = threading.Condition()

    @property
    def state(self) -> AuditionState:
        """How far it is now."""
        return self._state

    def follow(self) -> Iterator[AuditionState]:
        """Give the newest state, again at each change, until it is over; any number of callers may follow."""
        seen = -1
        while True:
            with self._changed:
                while self._version == seen:
                    self._changed.wait()
                seen, state = self._version, self._state
            yield state
            if state.over:
                return

    def wait(self) -> list[Take]:
        """Wait until it is over, and give the takes in order.

        Raises
        ------
        StudioError
            Why it failed; `Cancelled` if it was stopped. `state.finished` has the takes that were finished before.
        """
        for state in self.follow():
            if state.error is not None:
                raise state.error.again()
        return self._state.finished

    def join(self, timeout: float | None = None) -> bool:
        """Wait until it is over and stored; False if that takes longer than `timeout` seconds."""
        with self._changed:
            return self._changed.wait_for(lambda: self._state.over, timeout)

    def cancel(self) -> None:
        """Stop it: at once while it waits, at the next codec frame while it runs. Finished takes stay."""
        stop = self._stop
        if stop is not None:
            stop()

    def stop_with(self, stop: Callable[[], None]) -> None:
        """Say how it is stopped; the studio does, when the engine has taken it."""
        with self._changed:
            self._stop = None if self._state.over else stop

    def hear(self, event: JobEvent, keep: Callable[[Take], None]) -> None:
        """Take in what the engine tells; the recorder does, in order.

        A take that cannot be stored ends the audition with the reason; it can still be heard.
        """
        try:
            self._follow_event(event, keep)
        except Exception as error:
            self._failure = self._failure or _as_studio_error(error)
            self.cancel()

    def _follow_event(self, event: JobEvent, keep: Callable[[Take], None]) -> None:
        match event:
            case Queued(position=position):
                self._change(position=position)
            case Started():
                self._change(phase="working", position=0)
            case Advanced(take=take, frame=frame):
                expected = expected_frames(self.recipes[take].text)
                self._change_take(take, fraction=min(frame / expected, 0.97))
            case Sounded(take=take, samples=samples):
                self._sound[take].append(samples)
            case Repeated(take=take):
                self._sound[take] = []
                self._change_take(take, fraction=0.0)
            case Completed():
                self._complete(event, keep)
            case Ended(error=error):
                self._end(self._failure or error)

    def _complete(self, event: Completed, keep: Callable[[Take], None]) -> None:
        take = Take(
            id=uuid.uuid4().hex,
            recipe=event.recipe,
            samples=np.concatenate(self._sound[event.take]),
            position=event.take,
            audition=self.id,
            created=datetime.now(UTC),
        )
        self._sound[event.take] = []
        try:
            keep(take)
        finally:
            self._change_take(event.take, fraction=1.0, take=take)

    def _end(self, error: StudioError | None) -> None:
        self._sound.clear()
        phase: Phase = "done" if error is None else "cancelled" if isinstance(error, Cancelled) else "failed"
        with self._changed:
            self._change(phase=phase, position=0, error=error)
            self._stop = None  # it leads to the job, and the job back to here: a circle that would keep the samples

    def _change_take(self, position: int, **changes: object) -> None:
        takes = list(self._state.takes)
        takes[position] = replace(takes[position], **changes)  # type: ignore[arg-type]
        self._change(takes=tuple(takes))

    def _change(self, **changes: object) -> None:
        with self._changed:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
            self._version += 1
            self._changed.notify_all()


def _as_studio_error(error: Exception) -> StudioError:
    """Let nothing stop the recorder: whatever it is, the audition ends with it."""
    if isinstance(error, StudioError):
        return error
    return StudioError(f"The takes could not be stored: {type(error).__name__}: {error}.", "Please report this.")
