"""A take put together from its passages: in order, joined, and each of them checked before it is heard."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from studio.voice.passages import Passage
from studio.voice.recipe import Recipe
from studio.voice.request import MAX_SEED, expected_frames, fewest_frames
from studio.worker.backend import Chunk, Step, TakeEnd
from studio.worker.joining import Joiner

_SILENCE = 10 ** (-60 / 20)  # a peak below -60 dBFS
# A line that begins by reading its reference is longer than its words by about the reference; one that is only slow
# stays below one and a half times what the reference's own pace foretells.
_SLOWEST, _REREAD = 1.5, 0.6
_SEED_STEP = 0x9E3779B1  # as for a take that is made once more


@dataclass(frozen=True)
class Pace:
    """How fast a reference is spoken.

    Parameters
    ----------
    frames : int
        The reference's codec frames.
    expected : int
        Those of its transcript at an ordinary pace.
    """

    frames: int
    expected: int

    def too_long(self, text: str, frames: int) -> bool:
        """Whether a line is so long that it must hold more than its text, such as the reference's words."""
        foretold = expected_frames(text) * self.frames / self.expected
        return frames > _SLOWEST * max(foretold, expected_frames(text)) + _REREAD * self.frames


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
    fault: str = "the model gave no end of it"
    sound: list[NDArray[np.float32]] = field(default_factory=list)

    def start_over(self) -> None:
        """Forget what there is of it, to make it with another seed."""
        self.seed, self.frames, self.sound = (self.seed + _SEED_STEP) % (MAX_SEED + 1), 0, []

    def end(self, pace: Pace, *, capped: bool) -> None:
        """Check it, now that it is complete."""
        heard = np.concatenate([np.zeros(0, np.float32), *self.sound])
        text = self.passage.text
        if not len(heard):
            self.fault = "it has no sound"
        elif not np.isfinite(heard).all():
            self.fault = "its samples are not numbers"
        elif capped or pace.too_long(text, self.frames):
            self.fault = "it is far too long for its text"
        elif np.abs(heard).max() < _SILENCE:
            self.fault = "it is silent"
        elif self.frames < fewest_frames(text):
            self.fault = "it is far too short for its text"
        else:
            self.fault = ""


class SpokenText:
    """The passages of one take, as they come.

    The first is heard while it is made. The others are heard when they are whole, after those before them.

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
        """Take in that a passage is complete; give what can be heard now."""
        part.end(self._pace, capped=capped)
        if part is self.parts[0]:
            if part.fault or len(self.parts) == 1:
                yield from self._end(part.fault)  # its sound is out already: it cannot be made again alone
                return
            yield from self._chunk(self._joiner.end(part.passage.pause))
            part.sound, self._heard = [], 1
        yield from self._hand_out()

    def to_repeat(self) -> list[Part]:
        """Give the passages that went wrong, ready to be made with another seed; none of a take that is over."""
        faulty = [] if self._over else [part for part in self.parts if part.fault]
        for part in faulty:
            part.start_over()
        return faulty

    def give_up(self) -> Iterator[Step]:
        """End a take of which a passage went wrong twice."""
        if not self._over:
            faulty = next((part.fault for part in self.parts if part.fault), "")
            yield from self._end(f"of one of its passages, {faulty}" if faulty else "")

    def _hand_out(self) -> Iterator[Step]:
        while not self._over and self._heard and not self.parts[self._heard].fault:
            part = self.parts[self._heard]
            yield from self._chunk(self._joiner.add(np.concatenate(part.sound)))
            yield from self._chunk(self._joiner.end(part.passage.pause))
            part.sound, self._heard = [], self._heard + 1
            if self._heard == len(self.parts):
                yield from self._end("")

    def _chunk(self, samples: NDArray[np.float32]) -> Iterator[Step]:
        if len(samples):
            yield Chunk(self.take, samples)

    def _end(self, fault: str) -> Iterator[Step]:
        self._over = True
        yield TakeEnd(self.take, self.recipe, fault=fault)
