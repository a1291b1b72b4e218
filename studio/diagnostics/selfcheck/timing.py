"""Time a request: its first sound, its speed, and the first samples of its first take."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.auditions.audition import Audition
from studio.errors import TookTooLong

_TICK = 0.1  # seconds between two looks
_CANCEL_SECONDS = 15.0  # more than the engine allows a worker to stop


@dataclass(frozen=True)
class Budget:
    """How long requests may take.

    Parameters
    ----------
    deadline : float
        A time of `time.monotonic()`, at which the running request is cancelled.
    sound : float, optional
        Seconds of each take's sound after which a request is stopped; None for whole takes.
    tick : callable
        Called ten times a second while a request runs.
    """

    deadline: float
    sound: float | None = None
    tick: Callable[[], None] = lambda: None


def time_request(audition: Audition, facts: dict[str, Any], budget: Budget) -> NDArray[np.float32]:
    """Wait for a request and return the samples of its first take: all, or the first `budget.sound` seconds.

    Parameters
    ----------
    audition : Audition
        Just submitted.
    facts : dict
        Receives `first_sound_s`, `sound_s` (of all takes), `seconds_s` and `times_real_time` (their ratio), also if
        the request fails. Of takes that are generated twice, the first attempt counts.
    budget : Budget
        When to stop it.

    Raises
    ------
    StudioError
        Why it failed; `TookTooLong` at the deadline.
    """
    started = time.monotonic()
    try:
        while True:
            over = _wait(audition, heard="first_sound_s" in facts)
            takes = audition.state.takes
            if not any(take.repeated for take in takes):
                _note(facts, time.monotonic() - started, [take.sounded for take in takes])
            budget.tick()
            if budget.sound is not None and all(take.take or take.sounded >= budget.sound for take in takes):
                first = audition.streams[0].read(0, 0, timeout=0)
                return first.samples[: round(budget.sound * first.sample_rate)]
            if over:
                return audition.wait()[0].samples
            if time.monotonic() > budget.deadline:
                raise TookTooLong("The time for the self-check was up.", "Allow more with --minutes.")
    finally:
        audition.cancel()
        audition.join(_CANCEL_SECONDS)


def _wait(audition: Audition, *, heard: bool) -> bool:
    """Wait a tick, or for the first sound of the first take; return whether the audition is over."""
    if heard:
        return audition.join(_TICK)
    audition.streams[0].read(0, 0, timeout=_TICK)
    return audition.state.over


def _note(facts: dict[str, Any], elapsed: float, sounded: list[float]) -> None:
    if sounded[0] and "first_sound_s" not in facts:
        facts["first_sound_s"] = round(elapsed, 3)
    if sum(sounded) > facts.get("sound_s", 0.0):
        facts |= {"sound_s": round(sum(sounded), 2), "seconds_s": round(elapsed, 2)}
        facts["times_real_time"] = round(sum(sounded) / max(elapsed, 1e-6), 3)
