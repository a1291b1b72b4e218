"""Batches: requests of any number, queued in pieces, as one handle."""

import threading
import uuid
from collections.abc import AsyncIterator, Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from functools import partial
from itertools import islice

from studio.auditions.audition import Audition, as_studio_error
from studio.auditions.audition_state import AuditionState, Phase, TakeState
from studio.auditions.handle import Alarm, Handle
from studio.auditions.interrupts import cancelled_by_interrupt
from studio.domain.limits import MAX_LINES
from studio.domain.recipe import Recipe
from studio.domain.take import Take
from studio.domain.takes import Takes
from studio.engine import job_errors
from studio.errors import Cancelled, EngineBusy, StudioError, TakeFailed, TookTooLong, WorkerCrashed, studio_closed

_AHEAD = 2  # pieces queued at a time: the engine never waits for the next, and other clients get their turn
_BUSY_SECONDS = 0.5  # until a full queue is asked again
_OF_ONE_PIECE = (TakeFailed, WorkerCrashed, TookTooLong)  # after these the next piece may well succeed


@dataclass(frozen=True, eq=False)
class _Piece:
    """A piece that is queued or worked on.

    Parameters
    ----------
    start : int
        The index of its first take in the batch.
    audition : Audition
        What makes it.
    watching : ExitStack
        Closed, it ends the watching of that.
    """

    start: int
    audition: Audition
    watching: ExitStack


class Batch(Handle[Takes]):
    """Takes of many requests, from `Studio.start_design` of a sequence; each piece of them is a version.

    A few pieces are queued at a time, and the takes of those that ended are only in the library: so a batch of any size
    needs little memory. `wait()` loads all of its takes; a loop loads one at a time. After a piece that failed the next
    ones are made; then `wait()` raises why, and a loop yields the takes there are first.

    In `state` each take has its fraction, but `TakeState.take` is None.

    Parameters
    ----------
    recipes : sequence of Recipe
        One a take.
    notes : sequence of str
        As of an `Audition`.
    submit : callable
        Queues the recipes of a piece.
    load : callable
        Returns the take of an id.

    Attributes
    ----------
    id : str
        Its own; `auditions` are the ids of the pieces that were queued so far, in order.
    """

    def __init__(
        self,
        recipes: Sequence[Recipe],
        notes: Sequence[str],
        submit: Callable[[Sequence[Recipe]], Audition],
        load: Callable[[str], Take],
    ) -> None:
        self.id = uuid.uuid4().hex
        self.recipes = tuple(recipes)
        self.notes = tuple(notes)
        self.auditions: list[str] = []
        self._submit, self._load = submit, load
        self._lock = threading.RLock()
        self._wake = threading.Event()
        self._watchers: list[Callable[[], None]] = []
        self._pieces: list[_Piece] = []
        self._takes = [TakeState(position, recipe.seed) for position, recipe in enumerate(self.recipes)]
        self._stored: dict[int, str] = {}  # position → id of the take, in the order in which they finished
        self._phase: Phase = "queued"
        self._error: StudioError | None = None  # why nothing more is queued, and in the end, why takes are missing
        self._failure: StudioError | None = None  # of a piece
        self._state: AuditionState | None = None  # None after a change
        self._thread = threading.Thread(target=self._run, name="studio-batch", daemon=True)
        self._thread.start()

    @property
    def state(self) -> AuditionState:
        """The current state of all takes."""
        with self._lock:
            if self._state is None:
                error = None if self._phase in ("queued", "working") else self._error
                waits = self._pieces[0].audition.state.position if self._pieces and self._phase == "queued" else 0
                self._state = AuditionState(self.id, self._phase, waits, tuple(self._takes), error)
            return self._state

    def label(self, position: int) -> str:
        """Return what a person calls a take, by its index."""
        return f"take {position + 1} of {len(self.recipes)}"

    def cancel(self) -> None:
        """Stop it. Finished takes stay."""
        self._stop(job_errors.cancelled())

    def close(self) -> None:
        """Wait for the end of its thread; after the engine was closed."""
        self._stop(studio_closed())
        self._thread.join()

    @contextmanager
    def watched(self, changed: Callable[[], None]) -> Iterator[None]:
        """Call a function after each change, on the thread that changes it; it must return at once."""
        self._watchers.append(changed)
        try:
            yield
        finally:
            self._watchers.remove(changed)

    def __iter__(self) -> Iterator[Take]:
        """Yield the takes as they finish; at the end raise why there are not all of them, as `wait`."""
        known = 0
        for _ in self.follow():
            for take_id in self._stored_after(known):
                known += 1
                yield self._load(take_id)
        self._check()

    async def __aiter__(self) -> AsyncIterator[Take]:
        """Yield the takes as they finish; raises as a plain loop does."""
        known, over = 0, False
        with cancelled_by_interrupt(self), Alarm(self) as alarm:
            while not over:
                over = self.over
                for take_id in self._stored_after(known):
                    known += 1
                    yield self._load(take_id)
                if not over:
                    await alarm.rung()
        self._check()

    def _result(self) -> Takes:
        self._check()
        return Takes(self._load(self._stored[position]) for position in range(len(self.recipes)))

    def _stored_after(self, count: int) -> list[str]:
        with self._lock:
            return list(islice(self._stored.values(), count, None))

    def _run(self) -> None:
        """Queue the pieces one after the other, and wait for their ends."""
        try:
            for start in range(0, len(self.recipes), MAX_LINES):
                self._let_end(_AHEAD - 1)
                self._queue(start, self.recipes[start : start + MAX_LINES])
            self._let_end(0)
        except Exception as error:  # the handle must end, whatever happened
            self._stop(as_studio_error(error))
            self._let_end(0)
        self._end()

    def _queue(self, start: int, recipes: Sequence[Recipe]) -> None:
        """Queue a piece, once the queue has room; do nothing after a stop."""
        while not self._is_stopped():
            try:
                audition = self._submit(recipes)
            except EngineBusy as busy:
                if "waiting" not in busy.details:  # it is not the queue
                    raise
                self._wake.wait(_BUSY_SECONDS)
                self._wake.clear()
                continue
            piece = _Piece(start, audition, ExitStack())
            with self._lock:
                self.auditions.append(audition.id)
                self._pieces.append(piece)
            piece.watching.enter_context(audition.watched(partial(self._update, piece)))
            self._update(piece)
            if self._is_stopped():  # meanwhile
                audition.cancel()
            return

    def _let_end(self, most: int) -> None:
        """Wait until so many pieces at most are under way."""
        while True:
            self._wake.clear()
            for piece in tuple(self._pieces):
                if piece.audition.over:
                    self._remove(piece)
            if len(self._pieces) <= most:
                return
            self._wake.wait()

    def _remove(self, piece: _Piece) -> None:
        """Note the end of a piece, and let go of it with its sound."""
        piece.watching.close()
        self._update(piece)
        error = piece.audition.state.error
        with self._lock:
            self._pieces.remove(piece)
            self._failure = self._failure or error
        if error is not None and not isinstance(error, _OF_ONE_PIECE):
            self._stop(error)

    def _is_stopped(self) -> bool:
        return self._error is not None

    def _stop(self, why: StudioError) -> None:
        """Queue nothing more, and cancel what is queued."""
        if self._phase in ("queued", "working"):
            self._error = self._error or why
        for piece in tuple(self._pieces):
            piece.audition.cancel()
        self._wake.set()

    def _update(self, piece: _Piece) -> None:
        """Copy the state of a piece."""
        state = piece.audition.state
        with self._lock:
            for take in state.takes:
                position = piece.start + take.position
                self._takes[position] = replace(take, position=position, take=None)
                if take.take is not None and not take.take.incomplete:
                    self._stored.setdefault(position, take.take.id)
            if state.phase != "queued":
                self._phase = "working"
            self._state = None
        self._ring()

    def _end(self) -> None:
        """Return how it ended: a stop after the last take changes nothing."""
        with self._lock:
            missing = [position for position in range(len(self.recipes)) if position not in self._stored]
            if not missing:
                self._error = None
            elif self._error is None and self._failure is not None:
                self._error = _incomplete(self._failure, missing, len(self.recipes))
            cancelled = isinstance(self._error, Cancelled)
            self._phase = "done" if self._error is None else "cancelled" if cancelled else "failed"
            self._state = None
        self._ring()

    def _ring(self) -> None:
        for changed in tuple(self._watchers):
            changed()
        self._wake.set()


def _incomplete(first: StudioError, missing: Sequence[int], count: int) -> StudioError:
    """Return the error that some takes are missing, of the kind of the first reason."""
    return type(first)(
        f"{len(missing)} of {count} takes could not be made: {first.what}",
        f"The others are in the library, and a loop over the handle yields them. {first.next_step}".strip(),
        code=first.code,
        details={**first.details, "missing": list(missing)},
    )
