"""A sweep that is being made."""

from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import AbstractContextManager

from studio.auditions.audition_state import AuditionState
from studio.auditions.batch import Batch
from studio.auditions.handle import Handle
from studio.domain.take import Take
from studio.sweeps.plan import SweepPlan
from studio.sweeps.sweep import Sweep


class RunningSweep(Handle[Sweep]):
    """A sweep that is being made, from `Studio.start_sweep`: `wait()` returns the `Sweep`.

    Parameters
    ----------
    plan : SweepPlan
        What is made.
    batch : Batch
        What makes it.
    """

    def __init__(self, plan: SweepPlan, batch: Batch) -> None:
        self.plan = plan
        self.batch = batch

    @property
    def state(self) -> AuditionState:
        """The current state of the batch."""
        return self.batch.state

    def cancel(self) -> None:
        """Stop it. Finished takes stay in the library."""
        self.batch.cancel()

    def watched(self, changed: Callable[[], None]) -> AbstractContextManager[None]:
        """Call a function after each change, as `Batch.watched`."""
        return self.batch.watched(changed)

    def __iter__(self) -> Iterator[Take]:
        """Yield the takes as they finish, as a `Batch` does."""
        return iter(self.batch)

    def __aiter__(self) -> AsyncIterator[Take]:
        """Yield the takes as they finish, as a `Batch` does."""
        return aiter(self.batch)

    def _result(self) -> Sweep:
        return Sweep(self.plan, self.batch.wait())
