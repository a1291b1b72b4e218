"""A take put together from its passages: in order, joined, and each of them checked before it is heard."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

import numpy as np
from numpy.typing import NDArray

from studio.domain.limits import MAX_SEED, expected_frames, fewest_frames
from studio.domain.recipe import Recipe
from studio.text.passages import Passage
from studio.worker.backend import Chunk, Step, TakeEnd
from studio.worker.joining import Joiner

_SILENCE = 10 ** (-60 / 20)  # a peak below -60 dBFS
# A line that begins by reading its reference is longer than its words by about the reference; one that is only slow
# stays below one and a half times what the reference's own pace foretells.
_SLOWEST, _REREAD = 1.5, 0.6
# Speakers vary by some 10 % from one half minute to the next, and the letters of a text foretell its length no better.
_OTHER_PACE = math.log(1.25)
_TELLS_PACE = 50  # expected codec frames, 4 s: the pace of a shorter passage cannot be told
_SILENCE_FRAMES = 6  # half a second, at a reference's end
_SEED_STEP = 0x9E3779B1  # as for a take that is made once more


@dataclass(frozen=True)
class Pace:
    """How fast a reference is spoken.

    Parameters
    ----------
    frames : int
        The reference's codec frames, those of the silence at its end among them.
    expected : int
        Those of its transcript at an ordinary pace.
    """

    frames: int
    expected: int

    @property
    def usual(self) -> float | None:
        """Its codec frames for each one expected; None where it is too short to tell."""
        return (self.frames - _SILENCE_FRAMES) / self.expected if self.expected >= _TELLS_PACE else None

    def too_long(self, text: str, frames: int) -> bool:
        """Whether a line is so long that it must hold more than its text, such as the reference's words."""
        foretold = expected_frames(text) * self.frames / self.expected
        return frames > _SLOWEST * max(foretold, expected_frames(text)) + _REREAD * self.frames


@dataclass(frozen=True, eq=False)
class _Attempt:
    """A passage as it came out."""

    frames: int
    sound: NDArray[np.float32]


@dataclass(eq=False)
class Part:
    """One passage on its way.

    Parameters
    ----------
    passage : Passage
        What it says.
    seed : int
        Its own.
    """

    passage: Passage
    seed: int
    frames: int = 0
    whole: bool = False
    repeated: bool = False
    fault: str = ""
    sound: list[NDArray[np.float32]] = field(default_factory=list)
    _before: _Attempt | None = None

    @property
    def expected(self) -> int:
        """The codec frames it has at an ordinary pace."""
        return expected_frames(self.passage.text)

    def end(self, pace: Pace, *, capped: bool) -> None:
        """Check it, now that it is complete."""
        self.whole, self.fault = True, self._fault(pace, capped)
        if self.fault and self._before:
            self._take_back(self._before)

    def start_over(self) -> None:
        """Make it with another seed; what was only too fast or slow is kept, should that one be no better."""
        if not self.fault:
            self._before = _Attempt(self.frames, np.concatenate(self.sound))
        self.seed, self.frames, self.sound = (self.seed + _SEED_STEP) % (MAX_SEED + 1), 0, []
        self.whole, self.repeated = False, True

    def settle(self, usual: float) -> None:
        """Keep that of two attempts whose pace is nearer to the usual one, in codec frames for each expected."""
        if self._before and self._off(self._before.frames, usual) < self._off(self.frames, usual):
            self._take_back(self._before)

    def is_of_another_pace(self, usual: float) -> bool:
        """Whether it is clearly faster or slower."""
        return self.expected >= _TELLS_PACE and self._off(self.frames, usual) > _OTHER_PACE

    def _off(self, frames: int, usual: float) -> float:
        return abs(math.log(max(frames, 1) / self.expected / usual))

    def _take_back(self, attempt: _Attempt) -> None:
        self.frames, self.sound, self.fault = attempt.frames, [attempt.sound], ""

    def _fault(self, pace: Pace, capped: bool) -> str:
        heard = np.concatenate([np.zeros(0, np.float32), *self.sound])
        text = self.passage.text
        if not len(heard):
            return "it has no sound"
        if not np.isfinite(heard).all():
            return "its samples are not numbers"
        if capped or pace.too_long(text, self.frames):
            return "it is far too long for its text"
        if np.abs(heard).max() < _SILENCE:
            return "it is silent"
        return "it is far too short for its text" if self.frames < fewest_frames(text) else ""


class SpokenText:
    """The passages of one take, as they come.

    The first is heard while it is made. The others are heard when they are whole, after those before them. One that
    went wrong, or whose pace is clearly not that of those before it, is made once more.

    Parameters
    ----------
    take : int
        The recipe's place in the job.
    recipe : Recipe
        As the take is really made.
    parts : sequence of Part
        In order; one where the text is short, and then its sound is not changed.
    pace : Pace
        Of the reference.
    """

    def __init__(self, take: int, recipe: Recipe, parts: Sequence[Part], pace: Pace) -> None:
        self.take = take
        self.parts = tuple(parts)
        self.recipe = recipe
        self._pace = pace
        # Of the reference and of the passages that are heard, in codec frames for each one expected.
        self._paces = [pace.usual] if pace.usual else []
        self._joiner = Joiner()
        self._heard = 0  # passages that were given whole
        self._over = False

    @property
    def frames(self) -> int:
        """Codec frames there are of all passages."""
        return sum(part.frames for part in self.parts)

    @property
    def over(self) -> bool:
        """Whether its end was given."""
        return self._over

    def hear(self, part: Part, samples: NDArray[np.float32]) -> Iterator[Step]:
        """Take in the next samples of a passage."""
        part.sound.append(samples)
        if part is self.parts[0] and not self._over:
            yield from self._chunk(samples if len(self.parts) == 1 else self._joiner.add(samples))

    def finish(self, part: Part, *, capped: bool) -> Iterator[Step]:
        """Take in that a passage is complete; give what can be heard now: nothing of a take that is over."""
        if self._over:
            return
        part.end(self._pace, capped=capped)
        if part is self.parts[0]:
            if part.fault or len(self.parts) == 1:
                yield from self._end(part.fault)  # its sound is out already: it cannot be made again alone
                return
            yield from self._close(part)
        if part.fault and part.repeated:
            yield from self._end(f"of one of its passages, {part.fault}")
        yield from self._hand_out()

    def to_repeat(self) -> list[Part]:
        """Give the passages that have to be made once more, with another seed; none of a take that is over."""
        if self._over:
            return []
        waiting = self.parts[self._heard] if self._heard else None
        again = [part for part in self.parts if part.whole and (part.fault or part is waiting)]
        for part in again:
            part.start_over()
        return again

    def _hand_out(self) -> Iterator[Step]:
        """Give the passages that are whole, up to one that is not or that has to be made again."""
        while not self._over and self._heard:
            part, usual = self.parts[self._heard], median(self._paces or [1.0])
            if not part.whole or part.fault:
                return
            if self._paces and not part.repeated and part.is_of_another_pace(usual):
                return
            part.settle(usual)
            yield from self._chunk(self._joiner.add(np.concatenate(part.sound)))
            yield from self._close(part)
            if self._heard == len(self.parts):
                yield from self._end("")

    def _close(self, part: Part) -> Iterator[Step]:
        """End a passage whose sound was given."""
        yield from self._chunk(self._joiner.end(part.passage.pause))
        if part.expected >= _TELLS_PACE:
            self._paces.append(part.frames / part.expected)
        part.sound, self._heard = [], self._heard + 1

    def _chunk(self, samples: NDArray[np.float32]) -> Iterator[Step]:
        if len(samples):
            yield Chunk(self.take, samples)

    def _end(self, fault: str) -> Iterator[Step]:
        self._over = True
        yield TakeEnd(self.take, self.recipe, fault=fault)
