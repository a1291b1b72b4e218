"""How far an audition is, in a notebook cell, with a button that stops it."""

import time
from collections.abc import Sequence
from html import escape
from typing import Any

from traitlets import Float, Int, Unicode

from studio.auditions.audition_state import AuditionState
from studio.auditions.handle import Handle
from studio.displays.player import MOST_TOGETHER
from studio.errors import InvalidInput
from studio.notebook.base import StudioWidget
from studio.notebook.watching import Watch

_LEAST_FRACTION = 0.05  # that is done before the rest is estimated from it
_ENDED = {"done": "Done", "cancelled": "Stopped", "failed": "Failed"}


class Progress(StudioWidget):
    """Show how far takes are, at most ten times a second, and stop them.

    Parameters
    ----------
    audition : Audition or another handle
        From `Studio.start_design`, `start_say` and the like; also one that is over.

    Attributes
    ----------
    phase : str
        queued, working, done, cancelled or failed.
    fraction : float
        How much of all takes is made, 0 to 1; an estimate until the end.
    eta : float or None
        Seconds until the end, as far as they can be estimated.
    place : int
        The place in the queue, 1 is next; 0 where it does not wait.
    value : float
        The same as `fraction`.

    Raises
    ------
    InvalidInput
        If it is no audition.

    Examples
    --------
    >>> audition = studio.start_design("a calm woman", "Good evening.", takes=8)  # doctest: +SKIP
    >>> Progress(audition)  # doctest: +SKIP
    """

    _view = "progress"
    _primary = "fraction"

    phase = Unicode("queued").tag(sync=True)
    fraction = Float(0.0).tag(sync=True)
    eta = Float(None, allow_none=True).tag(sync=True)
    place = Int(0).tag(sync=True)
    value = Float(0.0).tag(sync=True)
    _told = Unicode().tag(sync=True)

    def __init__(self, audition: Any) -> None:
        if not isinstance(audition, Handle):
            what = f"{type(audition).__name__} is no audition."
            raise InvalidInput(what, "Pass what start_design, start_say and the like return.")
        self._audition: Handle[Any] | None = audition
        self._since: float | None = None
        super().__init__()
        self._watch: Watch | None = None
        if not self._update():
            self._watch = Watch(audition, self._update)

    def stop(self) -> None:
        """Stop it; finished takes stay."""
        if self._audition is not None:
            self._audition.cancel()

    def receive(self, message: dict[str, Any], buffers: Sequence[Any]) -> None:
        """Stop where a view asks for it."""
        if message.get("kind") == "stop":
            self.stop()

    def release(self) -> None:
        """Follow the audition no more; it goes on."""
        self._audition = None
        if self._watch is not None:
            self._watch.stop()

    def still(self, most_seconds: float = MOST_TOGETHER) -> str:
        """Return how far it was."""
        return f"<p><b>{escape(_ENDED.get(self.phase, f'{self.fraction:.0%}'))}</b> {escape(self._told)}</p>"

    def __repr__(self) -> str:
        return f"<Progress {self.phase}, {self.fraction:.0%}>"

    def _update(self) -> bool:
        """Bring the traits up to date; return whether that was the last time."""
        audition = self._audition
        if audition is None:
            return True
        state = audition.state
        fraction = sum(take.fraction for take in state.takes) / max(1, len(state.takes))
        with self.hold_sync():
            self.phase, self.place = state.phase, state.position
            self.fraction = 1.0 if state.phase == "done" else fraction
            self.eta = self._seconds_left(state, fraction)
            self._told = _told(state)
        if state.over:
            self.update_still()
        return state.over

    def _seconds_left(self, state: AuditionState, fraction: float) -> float | None:
        """Estimate from the time that it has worked; waiting in the queue tells nothing."""
        if state.phase != "working":
            return None
        now = time.monotonic()
        self._since = now if self._since is None else self._since
        if fraction < _LEAST_FRACTION:
            return None
        return round((now - self._since) * (1.0 - fraction) / fraction, 1)


def _told(state: AuditionState) -> str:
    """Return what is there, in words."""
    finished, planned = len(state.finished), len(state.takes)
    made = f"{finished} of {planned} takes" if planned > 1 else "the take" if finished else "no take yet"
    return str(state.error) if state.phase == "failed" else made
