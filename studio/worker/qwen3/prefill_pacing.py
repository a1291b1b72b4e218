"""Decide when a further prompt is read, so that no sounding row runs out of sound meanwhile."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from studio.worker.qwen3.prompt import Prompt

# Seconds for each position of a prompt. A frame of eight takes takes about sixteen times as long.
_SLOW = 0.25

#: Returns seconds; monotonic.
Clock = Callable[[], float]


@dataclass(frozen=True)
class Lead:
    """How far a row is ahead of its playback, in seconds.

    Parameters
    ----------
    now : float
        Sound that is not played yet; below 0 if playback has run out.
    at_chunk : float
        The same when its next chunk is complete, if generating a frame takes as long as playing it.
    """

    now: float
    at_chunk: float


class Pacing:
    """Decides whether a prompt may be read, from the time that the last one took.

    Samples do not depend on this: a row is the same whenever it joins.

    Parameters
    ----------
    clock : Clock
        Used for playback time.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._position = 0.0  # seconds for each position of a prompt

    @contextmanager
    def reading(self, prompt: Prompt) -> Iterator[None]:
        """Measure the time that reading a prompt takes."""
        begun = self._clock()
        yield
        self._position = (self._clock() - begun) / prompt.length

    @property
    def slow(self) -> bool:
        """Whether a frame takes so long that its steps have to be reported."""
        return self._position > _SLOW

    def allows(self, prompt: Prompt, leads: Sequence[Lead | None]) -> bool:
        """Return whether a prompt may be read now.

        The first rows have to sound before another prompt is read. Then all rows need enough of a lead, unless one of
        them is late already: on a machine slower than speech, waiting only makes everything later.

        Parameters
        ----------
        prompt : Prompt
            The next prompt.
        leads : sequence of Lead or None
            Of each row in the batch; None if it does not sound yet.
        """
        sounding = [lead for lead in leads if lead]
        if not sounding:
            return not leads
        late = any(lead.now < 0 for lead in sounding)
        return late or min(lead.at_chunk for lead in sounding) >= self._position * prompt.length
