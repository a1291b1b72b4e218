"""A take made of passages: joined in order, each checked before it is delivered."""

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from statistics import median

import numpy as np
from numpy.typing import NDArray

from studio.domain.limits import expected_frames
from studio.domain.recipe import Recipe
from studio.text.passages import Passage
from studio.worker.acceptance import Pace, SoundFacts, another_seed, fault_of, tells_pace
from studio.worker.backend import Chunk, Step, TakeEnd
from studio.worker.joining import Joiner

# Speakers vary by some 10 % from one half minute to the next, and the letters of a text predict its length no better.
_ODD_PACE = math.log(1.25)


@dataclass(frozen=True, eq=False)
class _Attempt:
    """A generated passage."""

    frames: int
    sound: NDArray[np.float32]


@dataclass(eq=False)
class Part:
    """One passage while it is generated.

    Parameters
    ----------
    passage : Passage
        Its text.
    seed : int
        Its own.
    frames : int
        Codec frames so far.
    complete : bool
        Whether the model has ended it.
    repeated : bool
        Whether this is the second attempt.
    fault : str
        What is wrong with it, once it is complete.
    sound : list of ndarray of float32, shape (n,)
        Its chunks, until they are delivered.
    """

    passage: Passage
    seed: int
    frames: int = 0
    complete: bool = False
    repeated: bool = False
    fault: str = ""
    sound: list[NDArray[np.float32]] = field(default_factory=list)
    _first: _Attempt | None = None

    @property
    def relative_pace(self) -> float:
        """Codec frames per expected one."""
        return self._relative(self.frames)

    def finish(self, pace: Pace, *, capped: bool) -> None:
        """Check the passage, which is complete; where a second attempt failed, return to the first."""
        sound, text = SoundFacts(), self.passage.text
        for chunk in self.sound:
            sound.add(chunk)
        self.complete = True
        self.fault = fault_of(sound, text, capped=capped, too_long=pace.too_long(text, self.frames))
        if self.fault and self._first:
            self._restore(self._first)

    def repeat(self) -> None:
        """Reset for a second attempt with another seed; keep the first where only its pace was odd."""
        if not self.fault:
            self._first = _Attempt(self.frames, np.concatenate(self.sound))
        self.seed, self.frames, self.sound = another_seed(self.seed), 0, []
        self.complete, self.repeated = False, True

    def choose_attempt(self, usual: float) -> None:
        """Keep that of two attempts whose pace is nearer to the usual one."""
        if self._first and self._distance(self._first.frames, usual) < self._distance(self.frames, usual):
            self._restore(self._first)

    def has_odd_pace(self, usual: float) -> bool:
        """Return whether the passage is clearly faster or slower than usual."""
        return tells_pace(self.passage.text) and self._distance(self.frames, usual) > _ODD_PACE

    def _relative(self, frames: int) -> float:
        return max(frames, 1) / expected_frames(self.passage.text)

    def _distance(self, frames: int, usual: float) -> float:
        return abs(math.log(self._relative(frames) / usual))

    def _restore(self, attempt: _Attempt) -> None:
        self.frames, self.sound, self.fault = attempt.frames, [attempt.sound], ""


class SpokenText:
    """The passages of one take while they are generated.

    The first passage is delivered chunk by chunk. The others are delivered when they are complete, after those before
    them. One that failed, or whose pace is clearly different from that of those before it, is generated once more.

    Parameters
    ----------
    take : int
        The recipe's index in the job.
    recipe : Recipe
        The recipe the take is really made with.
    parts : sequence of Part
        In order. A single one is delivered unchanged.
    pace : Pace
        Of the reference.
    """

    def __init__(self, take: int, recipe: Recipe, parts: Sequence[Part], pace: Pace) -> None:
        self.take = take
        self.parts = tuple(parts)
        self.recipe = recipe
        self._pace = pace
        self._paces = [pace.usual] if pace.usual else []  # relative, of the reference and of delivered passages
        self._joiner = Joiner()
        self._delivered = 0  # passages
        self._over = False

    @property
    def frames(self) -> int:
        """Codec frames of all passages so far."""
        return sum(part.frames for part in self.parts)

    @property
    def over(self) -> bool:
        """Whether its `TakeEnd` was yielded."""
        return self._over

    def add(self, part: Part, samples: NDArray[np.float32]) -> Iterator[Step]:
        """Add the next samples of a passage; yield what can be delivered."""
        part.sound.append(samples)
        if part is self.parts[0] and not self._over:
            yield from self._chunk(samples if len(self.parts) == 1 else self._joiner.add(samples))

    def finish(self, part: Part, *, capped: bool) -> Iterator[Step]:
        """Check a complete passage; yield what can be delivered, and the take's end where it is reached."""
        if self._over:
            return
        part.finish(self._pace, capped=capped)
        if part is self.parts[0]:
            if part.fault or len(self.parts) == 1:
                yield from self._end(part.fault)  # its sound is delivered: it cannot be generated again alone
                return
            yield from self._close(part)
        if part.fault and part.repeated:
            yield from self._end(f"of one of its passages, {part.fault}")
        yield from self._deliver()

    def to_repeat(self) -> list[Part]:
        """Return the passages to generate once more, reset for it; none once the take is over."""
        if self._over:
            return []
        waiting = self.parts[self._delivered] if self._delivered else None
        repeated = [part for part in self.parts if part.complete and (part.fault or part is waiting)]
        for part in repeated:
            part.repeat()
        return repeated

    def _deliver(self) -> Iterator[Step]:
        """Yield the complete passages, up to one that is not complete or has to be repeated."""
        while not self._over and self._delivered:
            part, usual = self.parts[self._delivered], median(self._paces or [1.0])
            if not part.complete or part.fault:
                return
            if self._paces and not part.repeated and part.has_odd_pace(usual):
                return
            part.choose_attempt(usual)
            yield from self._chunk(self._joiner.add(np.concatenate(part.sound)))
            yield from self._close(part)
            if self._delivered == len(self.parts):
                yield from self._end("")

    def _close(self, part: Part) -> Iterator[Step]:
        """Yield the end of a passage whose other sound was delivered."""
        yield from self._chunk(self._joiner.end(part.passage.pause))
        if tells_pace(part.passage.text):
            self._paces.append(part.relative_pace)
        part.sound, self._delivered = [], self._delivered + 1

    def _chunk(self, samples: NDArray[np.float32]) -> Iterator[Step]:
        if len(samples):
            yield Chunk(self.take, samples)

    def _end(self, fault: str) -> Iterator[Step]:
        self._over = True
        yield TakeEnd(self.take, self.recipe, fault=fault)
