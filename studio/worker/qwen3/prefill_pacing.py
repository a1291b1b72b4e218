"""When a further prompt is read beside rows that sound: not where one of them would fall silent meanwhile."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from studio.worker.qwen3.prompt import Prompt

#: Tells seconds, and does not go back.
Clock = Callable[[], float]


@dataclass(frozen=True)
class Lead:
    """How far a row is ahead of who hears it while it is made, in seconds.

    Parameters
    ----------
    now : float
        Its sound that was not heard yet; below 0 where it has fallen silent.
    at_chunk : float
        What will be left when its next chunk is made, where a frame takes as long as it sounds.
    """

    now: float
    at_chunk: float


class Pacing:
    """Tells when a prompt may be read, from how long the last one took.

    What it tells depends on the clock, but no sample does: a row is the same whenever it joins.

    Parameters
    ----------
    clock : Clock
        What playback is measured by.
    """

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._position = 0.0  # seconds that each position of a prompt takes

    @contextmanager
    def reading(self, prompt: Prompt) -> Iterator[None]:
        """Measure how long a prompt takes."""
        begun = self._clock()
        yield
        self._position = (self._clock() - begun) / prompt.length

    def allows(self, prompt: Prompt, leads: Sequence[Lead | None]) -> bool:
        """Whether a prompt may be read now.

        The first rows are to sound before others are read. Then there has to be time, or there is none to be saved: a
        row that is late on a machine slower than speech only gets later by waiting.

        Parameters
        ----------
        prompt : Prompt
            The next one.
        leads : sequence of Lead or None
            Of each row that is being spoken; None where it does not sound yet.
        """
        sounding = [lead for lead in leads if lead]
        if not sounding:
            return not leads
        late = any(lead.now < 0 for lead in sounding)
        return late or min(lead.at_chunk for lead in sounding) >= self._position * prompt.length
