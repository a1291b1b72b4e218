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

from studio.auditions.take_stream import TakeSound
from studio.domain.limits import expected_frames
from studio.domain.recipe import Recipe
from studio.domain.take import SAMPLE_RATE, Take
from studio.engine.job import (
    Advanced,
    Completed,
    Embedded,
    Ended,
    JobEvent,
    Listener,
    Queued,
    Repeated,
    Sounded,
    Started,
)
from studio.errors import Cancelled, StudioError, TakeFailed, TakeRepeated

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
    sounded : float
        Seconds there are of its sound, which `Audition.stream` gives.
    """

    position: int
    seed: int
    fraction: float = 0.0
    take: Take | None = None
    sounded: float = 0.0


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

    Attributes
    ----------
    sounds : tuple of TakeSound
        What there is of each take's sound, for those that listen piece by piece.
    embeddings : dict of int or str to tuple of float
        Where they were asked for: whose voice is heard in a take, by its place, and in a reference, by its hash.
    """

    def __init__(self, recipes: Sequence[Recipe]) -> None:
        self.id = uuid.uuid4().hex
        self.recipes = tuple(recipes)
        self._stop: Callable[[], None] | None = None
        self._failure: StudioError | None = None
        self._expected = tuple(expected_frames(recipe.text) for recipe in recipes)
        self.embeddings: dict[int | str, tuple[float, ...]] = {}
        self.sounds = tuple(TakeSound() for _ in recipes)
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

    def stream(self, take: int = 0) -> Iterator[NDArray[np.float32]]:
        """Give a take's samples while it is made, from its beginning; any number of callers may.

        Parameters
        ----------
        take : int
            Its place in the audition, from 0.

        Yields
        ------
        ndarray of float32, shape (n,)
            The next samples, at 24 kHz; joined, they are the finished take's.

        Raises
        ------
        TakeRepeated
            If the take went wrong and is made once more: forget what was heard, and stream it again.
        StudioError
            Why the audition ended before the take was finished, as for `wait`.
        """
        sound = self.sounds[take]
        attempt, heard = sound.attempt, 0
        while True:
            stretch = sound.listen(attempt, heard)
            if stretch.attempt != attempt:
                raise TakeRepeated(f"Take {take + 1} went wrong and is made once more.", "Stream it again.")
            if len(stretch.samples):
                heard += len(stretch.samples)
                yield stretch.samples
            if stretch.end == "complete":
                return
            if stretch.end:
                raise self._why_unfinished(take)

    def cancel(self) -> None:
        """Stop it: at once while it waits, at the next codec frame while it runs. Finished takes stay."""
        stop = self._stop
        if stop is not None:
            stop()

    def stop_with(self, stop: Callable[[], None]) -> None:
        """Say how it is stopped; the studio does, when the engine has taken it."""
        with self._changed:
            self._stop = None if self._state.over else stop
        if self._failure is not None:  # the first takes could not be stored before this was said
            self.cancel()

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
                self._advance(take, frame)
            case Sounded(take=take, samples=samples):
                self.sounds[take].add(samples)
                self._change_take(take, sounded=self.sounds[take].length / SAMPLE_RATE)
            case Repeated(take=take):
                self.sounds[take].start_over()
                self._change_take(take, fraction=0.0, sounded=0.0)
            case Completed():
                self._complete(event, keep)
            case Embedded(take=take, reference=reference, vector=vector):
                self.embeddings[reference if take is None else take] = vector
            case Ended(error=error):
                self._end(self._failure or error)

    def _advance(self, take: int, frame: int) -> None:
        """Show how far a take is; never back, where a passage of it is made once more."""
        fraction = min(frame / self._expected[take], 0.97)
        self._change_take(take, fraction=max(fraction, self._state.takes[take].fraction))

    def _complete(self, event: Completed, keep: Callable[[Take], None]) -> None:
        take = Take(
            id=uuid.uuid4().hex,
            recipe=event.recipe,
            samples=self.sounds[event.take].complete(),
            position=event.take,
            audition=self.id,
            created=datetime.now(UTC),
        )
        try:
            keep(take)
        finally:
            self._change_take(event.take, fraction=1.0, take=take)

    def _end(self, error: StudioError | None) -> None:
        phase: Phase = "done" if error is None else "cancelled" if isinstance(error, Cancelled) else "failed"
        with self._changed:
            self._change(phase=phase, position=0, error=error)
            self._stop = None  # it leads to the job, and the job back to here: a circle that would keep the samples

        for sound in self.sounds:
            sound.stop()

    def _why_unfinished(self, take: int) -> StudioError:
        why = self._state.error
        return why.again() if why else TakeFailed(f"There is no take {take + 1}.", "Make it again.")

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
