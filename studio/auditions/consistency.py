"""Does a voice stay the same? Five texts spoken in it, and how alike a speaker encoder finds them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

import numpy as np

from studio.auditions.audition import Audition, AuditionState

Verdict = Literal["consistent", "inconclusive", "drifts"]

# Measured elsewhere with a speaker encoder on Qwen3-TTS: 0.993 within one pass, 0.980 between calls with the same seed,
# 0.898 for another speaker. The limits lie between the last two; from one to the other, such an encoder cannot decide.
SAME = 0.96
OTHER = 0.92


@dataclass(frozen=True)
class SpokenLine:
    """One of the texts.

    Parameters
    ----------
    text : str
        What was said.
    take : str
        The take's id in the library.
    similarity : float
        To the reference: the cosine of the two speaker embeddings, 1 for the same.
    """

    text: str
    take: str
    similarity: float


@dataclass(frozen=True)
class Consistency:
    """What came of a consistency test.

    Parameters
    ----------
    lines : tuple of SpokenLine
        In the order in which they were spoken.
    among : tuple of float
        Similarities of the lines to each other, every pair.
    others : tuple of (str, float)
        Other voices of the shelf by name, and how similar their references are to this voice's; nearest first.
    verdict : str
        "consistent", "inconclusive" or "drifts".
    why : str
        In a sentence.
    """

    lines: tuple[SpokenLine, ...]
    among: tuple[float, ...]
    others: tuple[tuple[str, float], ...]
    verdict: Verdict
    why: str

    @property
    def to_reference(self) -> tuple[float, ...]:
        """Similarities of the lines to the reference."""
        return tuple(line.similarity for line in self.lines)

    @property
    def spread(self) -> float:
        """The largest similarity to the reference less the smallest."""
        return max(self.to_reference) - min(self.to_reference)


@dataclass(frozen=True, eq=False)
class ConsistencyTest:
    """A consistency test on its way; made by `Studio.consistency`. Every method may be called from any thread.

    Parameters
    ----------
    audition : Audition
        The texts being spoken.
    reference : str
        The hash of the voice's reference.
    others : mapping of str to str
        Of other voices: the reference's hash → the name.
    """

    audition: Audition
    reference: str
    others: Mapping[str, str] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """The audition's."""
        return self.audition.id

    def follow(self) -> Iterator[AuditionState]:
        """Give the newest state of the audition, as `Audition.follow` does."""
        return self.audition.follow()

    def cancel(self) -> None:
        """Stop it."""
        self.audition.cancel()

    def wait(self) -> Consistency:
        """Wait until the texts are spoken, and compare them.

        Raises
        ------
        StudioError
            Why they could not be spoken, as for `Audition.wait`.
        """
        takes = self.audition.wait()
        heard = self.audition.embeddings
        known = [*(heard[take.position] for take in takes), heard[self.reference], *map(heard.__getitem__, self.others)]
        alike = _cosines(known)
        count = len(takes)
        lines = tuple(
            SpokenLine(take.recipe.text, take.id, float(alike[place, count])) for place, take in enumerate(takes)
        )
        among = tuple(float(alike[one, other]) for one, other in combinations(range(count), 2))
        named = zip(self.others.values(), map(float, alike[count, count + 1 :]), strict=True)
        others = tuple(sorted(named, key=lambda other: -other[1]))
        verdict, why = judge([line.similarity for line in lines], among, others[0] if others else None)
        return Consistency(lines, among, others, verdict, why)


def judge(
    to_reference: Sequence[float], among: Sequence[float], nearest: tuple[str, float] | None = None
) -> tuple[Verdict, str]:
    """Say what similarities mean.

    Parameters
    ----------
    to_reference : sequence of float
        Of the lines to the reference.
    among : sequence of float
        Of the lines to each other.
    nearest : (str, float), optional
        The voice that is most like the reference, and how much. Where it is as near as a line is, the encoder cannot
        tell the two apart, and no verdict is given.

    Returns
    -------
    verdict : str
        "consistent" where every line is as near to the reference and to each other as the same speaker is, "drifts"
        where half of them and more are as far from the reference as another speaker, else "inconclusive".
    why : str
        In a sentence.

    Examples
    --------
    >>> judge([0.98, 0.97, 0.99, 0.98, 0.97], [0.98])[0]
    'consistent'
    """
    lowest, middle = min([*to_reference, *among]), float(np.median(to_reference))
    if middle <= OTHER:
        return "drifts", f"Half of the lines are at {middle:.3f} or less, as far as another speaker."
    if nearest is not None and nearest[1] >= lowest:
        return "inconclusive", f"{nearest[0]} is as near to the reference ({nearest[1]:.3f}) as these lines are."
    if lowest >= SAME:
        return "consistent", f"All lines are at {lowest:.3f} or more, as near as the same speaker."
    return "inconclusive", f"The farthest are at {lowest:.3f}, between the same speaker and another one."


def _cosines(vectors: Sequence[Sequence[float]]) -> "np.ndarray[tuple[int, int], np.dtype[np.float64]]":
    rows = np.array(vectors, dtype=np.float64)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return rows @ rows.T
