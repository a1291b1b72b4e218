"""Handles of what is made of an audition's takes."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

from studio.auditions.audition import Audition
from studio.auditions.audition_state import AuditionState
from studio.auditions.handle import Handle

Result_co = TypeVar("Result_co", covariant=True)


class Derived(Handle[Result_co]):
    """Work on the takes of an audition; its state is the audition's.

    Attributes
    ----------
    audition : Audition
        What makes the takes.
    """

    audition: Audition

    @property
    def id(self) -> str:
        """The id of its audition."""
        return self.audition.id

    @property
    def state(self) -> AuditionState:
        """The current state of the audition."""
        return self.audition.state

    def cancel(self) -> None:
        """Cancel the audition."""
        self.audition.cancel()

    def watched(self, changed: Callable[[], None]) -> AbstractContextManager[None]:
        """Call a function after each change of the audition, as `Audition.watched`."""
        return self.audition.watched(changed)
