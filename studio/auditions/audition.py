"""An audition: the state of each take while it is generated, the finished takes, and how it ended."""

import threading
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime

import numpy as np
from numpy.typing import NDArray

from studio.auditions.audition_state import AuditionState, Phase, TakeState
from studio.auditions.handle import Handle
from studio.auditions.interrupts import cancelled_by_interrupt
from studio.auditions.take_stream import TakeStream
from studio.domain.clip import ClipWorkspace
from studio.domain.label import take_label
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.domain.takes import Takes
from studio.engine import events
from studio.errors import Cancelled, StudioError, TakeFailed, TakeRepeated

_MOST_UNFINISHED = 0.97  # the number of steps is an estimate: an unfinished take never shows as complete

Ended = Callable[[Phase, StudioError | None], None]


class Audition(Handle[Takes]):
    """Takes that are being generated; from `Studio.start_design`. Every method may be called from any thread.

    Parameters
    ----------
    recipes : sequence of Recipe
        One a take.
    notes : sequence of str
        What was done with the typed text, in sentences: marks that are not spoken, and pauses.
    parent : str
        The id of the audition that it was made from, or "".

    Attributes
    ----------
    streams : tuple of TakeStream
        The samples of each take so far.
    warning : str
        Why the description has no effect, if it has none; else "".
    version : int or None
        Its number in the library; None where that cannot be written.
    backend : str
        What makes the takes, as far as it is known.
    workspace : ClipWorkspace or None
        What its takes belong to.
    embeddings : dict of int or str to tuple of float
        The speaker embeddings that were requested: of a take by its index, of a reference by its hash.
    """

    def __init__(self, recipes: Sequence[Recipe], notes: Sequence[str] = (), parent: str = "") -> None:
        self.id = uuid.uuid4().hex
        self.recipes = tuple(recipes)
        self.notes = tuple(notes)
        self.parent = parent
        self.version: int | None = None
        self.backend = ""
        self.workspace: ClipWorkspace | None = None
        self._cancel: Callable[[], None] | None = None
        self._ended: Ended | None = None
        self._failure: StudioError | None = None
        self.embeddings: dict[int | str, tuple[float, ...]] = {}
        self.warning = ""
        self.streams = tuple(TakeStream() for _ in recipes)
        takes = tuple(TakeState(position, recipe.seed) for position, recipe in enumerate(recipes))
        self._state = AuditionState(self.id, "queued", 0, takes)
        self._lock = threading.RLock()
        self._watchers: list[Callable[[], None]] = []

    @property
    def state(self) -> AuditionState:
        """The current state."""
        return self._state

    def register(self, version: int | None, ended: Ended) -> None:
        """Set the version, and what is called with the last phase and its error, before listeners learn of them."""
        self.version, self._ended = version, ended

    def label(self, position: int) -> str:
        """Return the label of a take, finished or not, by its index."""
        return take_label(self.recipes[position], position, self.version)

    @contextmanager
    def watched(self, changed: Callable[[], None]) -> Iterator[None]:
        """Call a function after each change of the state, on the thread that changes it; it must return at once."""
        self._watchers.append(changed)
        try:
            yield
        finally:
            self._watchers.remove(changed)

    def __repr__(self) -> str:
        state = self._state
        return f"<Audition {state.phase}, {len(state.finished)} of {len(state.takes)} takes finished>"

    def _result(self) -> Takes:
        self._check()
        return self._state.finished

    def stream(self, take: int = 0) -> Iterator[NDArray[np.float32]]:
        """Yield a take's samples while it is generated, from its beginning; any number of callers may.

        Parameters
        ----------
        take : int
            Its index in the audition.

        Yields
        ------
        ndarray of float32, shape (n,)
            The next samples; joined, they are the finished take's.

        Raises
        ------
        TakeRepeated
            If the take failed and is generated once more: discard the samples so far, and stream it again.
        StudioError
            Why the audition ended before the take was finished, as for `wait`.
        """
        with cancelled_by_interrupt(self):
            yield from self._sound_of(take)

    def _sound_of(self, take: int) -> Iterator[NDArray[np.float32]]:
        stream = self.streams[take]
        attempt, start = stream.attempt, 0
        while True:
            segment = stream.read(attempt, start)
            if segment.attempt != attempt:
                raise TakeRepeated(f"{self.label(take)} failed and is generated once more.", "Stream it again.")
            if len(segment.samples):
                start += len(segment.samples)
                yield segment.samples
            if segment.end == "complete":
                return
            if segment.end:
                raise self._why_unfinished(take)

    def cancel(self) -> None:
        """Stop it: at once while it waits, at the next step while it runs. Finished takes stay."""
        cancel = self._cancel
        if cancel is not None:
            cancel()

    def cancel_with(self, cancel: Callable[[], None]) -> None:
        """Set what `cancel` calls, once the job was submitted."""
        with self._lock:
            self._cancel = None if self._state.over else cancel
        if self._failure is not None:  # the first takes could not be stored before this was called
            self.cancel()

    def receive(self, event: events.JobEvent, store: Callable[[Take], None]) -> None:
        """Update the state after an event; called by the recorder, in order.

        A take that cannot be stored ends the audition with the reason; its samples stay in the state.
        """
        try:
            self._update(event, store)
        except Exception as error:
            self._failure = self._failure or as_studio_error(error)
            self.cancel()

    def _update(self, event: events.JobEvent, store: Callable[[Take], None]) -> None:
        match event:
            case events.JobQueued(position=position):
                self._change(position=position)
            case events.JobStarted():
                self._change(phase="working", position=0)
            case events.TakeProgress():
                self._advance(event)
            case events.TakeReading(take=take, part=part):
                self._change_take(take, reading=part)
            case events.TakeChunk(take=take):
                self.streams[take].add(event.samples, event.sample_rate)
                self._change_take(take, sounded=self.streams[take].seconds, reading=None)
            case events.TakeRepeated(take=take):
                self.streams[take].repeat()
                self._change_take(take, fraction=0.0, reading=None, sounded=0.0, repeated=True)
            case events.TakeDone():
                self._complete(event, store)
            case events.SpeakerEmbedding(take=take, reference=reference, vector=vector):
                self.embeddings[reference if take is None else take] = vector
            case events.JobEnded(error=error):
                self._end(self._failure or error, store)

    def _advance(self, event: events.TakeProgress) -> None:
        """Raise a take's fraction; it never falls, also where a passage of the take is generated once more."""
        fraction = min(event.step / event.steps, _MOST_UNFINISHED)
        before = self._state.takes[event.take]
        reading = None if event.step else before.reading  # step 0 is also reported while the text is read
        self._change_take(event.take, fraction=max(fraction, before.fraction), reading=reading)

    def _complete(self, event: events.TakeDone, store: Callable[[Take], None]) -> None:
        take = self._take(event.take, event.recipe, self.streams[event.take].complete())
        self._change_take(event.take, fraction=1.0, reading=None)  # listeners need not wait for the disk
        try:
            store(take)
        finally:
            self._change_take(event.take, take=take)

    def _take(self, position: int, recipe: Recipe, samples: NDArray[np.float32], *, incomplete: bool = False) -> Take:
        return Take(
            id=uuid.uuid4().hex,
            recipe=recipe,
            samples=samples,
            sample_rate=self.streams[position].sample_rate,
            position=position,
            audition=self.id,
            created=datetime.now(UTC),
            version=self.version,
            incomplete=incomplete,
            parent=self.parent,
            workspace=self.workspace,
        )

    def _keep_beginnings(self, error: StudioError, store: Callable[[Take], None]) -> None:
        """Store the sound of takes that were stopped; not of those whose sound was not accepted."""
        refused = error.details.get("takes", ()) if isinstance(error, TakeFailed) else ()
        for position, (recipe, stream) in enumerate(zip(self.recipes, self.streams, strict=True)):
            samples = stream.beginning()
            if len(samples) and position not in refused:
                made = replace(recipe, backend=recipe.voice.backend if recipe.voice else self.backend)
                take = self._take(position, made, samples, incomplete=True)
                store(take)
                self._change_take(position, take=take)

    def _end(self, error: StudioError | None, store: Callable[[Take], None]) -> None:
        phase: Phase = "done" if error is None else "cancelled" if isinstance(error, Cancelled) else "failed"
        if error is not None and self._failure is None:
            with suppress(Exception):  # the error is what matters, and a full disk may be why it is there
                self._keep_beginnings(error, store)
        if self._ended is not None:
            self._ended(phase, error)
        with self._lock:
            self._change(phase=phase, position=0, error=error)
            self._ended = None
            self._cancel = None  # it refers to the job, and the job to this: a cycle that would keep the samples
        for stream in self.streams:
            stream.stop()

    def _why_unfinished(self, take: int) -> StudioError:
        why = self._state.error
        return why.again() if why else TakeFailed(f"There is no {self.label(take)}.", "Generate it again.")

    def _change_take(self, position: int, **changes: object) -> None:
        takes = list(self._state.takes)
        takes[position] = replace(takes[position], **changes)  # type: ignore[arg-type]
        self._change(takes=tuple(takes))

    def _change(self, **changes: object) -> None:
        with self._lock:
            self._state = replace(self._state, **changes)  # type: ignore[arg-type]
        for changed in tuple(self._watchers):
            changed()


def as_studio_error(error: Exception) -> StudioError:
    """Return the error an audition ends with, whatever was raised: nothing may stop the recorder."""
    if isinstance(error, StudioError):
        return error
    return StudioError(f"The takes could not be stored: {type(error).__name__}: {error}.", "Please report this.")
