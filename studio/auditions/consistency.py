"""Consistency tests: whether a voice stays the same over five texts, by a speaker encoder."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import combinations
from typing import Literal

import numpy as np

from studio.auditions.audition import Audition
from studio.auditions.derived import Derived
from studio.auditions.speaker_similarity import OTHER, SAME, cosines
from studio.domain.rich_display import RichDisplay

Conclusion = Literal["consistent", "inconclusive", "drifts"]


@dataclass(frozen=True)
class SpokenLine:
    """One of the five texts.

    Parameters
    ----------
    text : str
        What is spoken.
    take : str
        The take's id in the library.
    similarity : float
        Cosine of the speaker embeddings of the line and of the reference audio; 1 means equal.
    """

    text: str
    take: str
    similarity: float


@dataclass(frozen=True)
class Consistency(RichDisplay):
    """The result of a consistency test.

    Parameters
    ----------
    lines : tuple of SpokenLine
        In the order in which they were spoken.
    among : tuple of float
        Similarity of each pair of lines.
    others : tuple of (str, float)
        Names of other presets, and the similarity of their reference audio to this voice's; most similar first.
    conclusion : str
        "consistent", "inconclusive" or "drifts".
    why : str
        The reason, in a sentence.
    """

    lines: tuple[SpokenLine, ...]
    among: tuple[float, ...]
    others: tuple[tuple[str, float], ...]
    conclusion: Conclusion
    why: str

    @property
    def to_reference(self) -> tuple[float, ...]:
        """Similarity of each line to the reference audio."""
        return tuple(line.similarity for line in self.lines)

    @property
    def spread(self) -> float:
        """Difference between the largest and the smallest similarity to the reference audio."""
        return max(self.to_reference) - min(self.to_reference)


@dataclass(frozen=True, eq=False)
class ConsistencyTest(Derived[Consistency]):
    """A running or finished test, from `Studio.start_consistency`: `wait()` returns the `Consistency`.

    Parameters
    ----------
    audition : Audition
        The takes of the five texts.
    reference : str
        Hash of the voice's reference audio.
    others : mapping of str to str
        Other voices: hash of the reference audio → name.
    """

    audition: Audition
    reference: str
    others: Mapping[str, str] = field(default_factory=dict)

    def _result(self) -> Consistency:
        takes = self.audition.wait()
        found = self.audition.embeddings
        keys: list[int | str] = [*(take.position for take in takes), self.reference, *self.others]
        similarity = cosines([found[key] for key in keys])
        count = len(takes)
        lines = tuple(
            SpokenLine(take.recipe.text, take.id, float(similarity[place, count])) for place, take in enumerate(takes)
        )
        among = tuple(float(similarity[one, other]) for one, other in combinations(range(count), 2))
        named = zip(self.others.values(), map(float, similarity[count, count + 1 :]), strict=True)
        others = tuple(sorted(named, key=lambda other: -other[1]))
        conclusion, why = judge([line.similarity for line in lines], among, others[0] if others else None)
        return Consistency(lines, among, others, conclusion, why)


def judge(
    to_reference: Sequence[float], among: Sequence[float], nearest: tuple[str, float] | None = None
) -> tuple[Conclusion, str]:
    """Decide whether a voice is consistent.

    Parameters
    ----------
    to_reference : sequence of float
        Similarity of each line to the reference audio.
    among : sequence of float
        Similarity of each pair of lines.
    nearest : (str, float), optional
        The other voice most similar to the reference audio, and its similarity. If a line is not more similar than
        that, the encoder cannot tell the two voices apart, and the test is inconclusive.

    Returns
    -------
    conclusion : str
        "consistent" if all similarities reach `SAME`, "drifts" if the median similarity to the reference audio is
        `OTHER` or less, else "inconclusive".
    why : str
        The reason, in a sentence.

    Examples
    --------
    >>> judge([0.98, 0.97, 0.99, 0.98, 0.97], [0.98])[0]
    'consistent'
    """
    lowest, middle = min([*to_reference, *among]), float(np.median(to_reference))
    if middle <= OTHER:
        return "drifts", f"Half of the lines have a similarity of {middle:.3f} or less, as between two speakers."
    if nearest is not None and nearest[1] >= lowest:
        return "inconclusive", f"{nearest[0]} is as similar to the reference audio ({nearest[1]:.3f}) as the lines are."
    if lowest >= SAME:
        return "consistent", f"All similarities are {lowest:.3f} or more, as for one speaker."
    return "inconclusive", f"The lowest similarity is {lowest:.3f}, between that of one speaker and that of two."
