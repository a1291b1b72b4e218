"""Takes that propose a delivery of a saved voice, ranked by how similar their speaker is to the neutral reference."""

import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from studio.auditions.audition import Audition
from studio.auditions.derived import Derived
from studio.auditions.speaker_similarity import Band, band_of, in_words
from studio.domain.take import Take
from studio.store.preset_folder import Preset

#: Measures how similar the speakers of takes are to the neutral reference; returns also why it could not, or "".
Similarities = Callable[[Sequence[Take]], tuple[Sequence[float | None], str]]


@dataclass(frozen=True, eq=False)
class ProposedDelivery:
    """A take that may become a delivery.

    Parameters
    ----------
    take : Take
        The take.
    similarity : float, optional
        Cosine of the speaker embeddings of the take and of the neutral reference; None where it was not measured.
    by_construction : bool
        Whether the speaker is the same because the same numbers made it, as on the sketch.
    """

    take: Take
    similarity: float | None = None
    by_construction: bool = False

    @property
    def band(self) -> Band | None:
        """The similarity as "same", "unclear" or "other"; None where it was not measured but could be."""
        if self.similarity is None:
            return "same" if self.by_construction else None
        return band_of(self.similarity)

    @property
    def words(self) -> str:
        """The similarity with its band: "same voice (0.971)", "same voice by construction"."""
        return in_words(self.similarity, by_construction=self.by_construction)

    def __repr__(self) -> str:
        return f"<{self.take.label}: {self.words}>"


class DeliveryProposal(Derived[tuple[ProposedDelivery, ...]]):
    """Takes that propose a delivery; from `Studio.start_delivery_proposal`.

    `wait()` measures them, and returns the one that sounds most like the voice first.

    Parameters
    ----------
    audition : Audition
        The takes.
    preset : Preset
        The voice.
    name : str
        Of the delivery.
    similarities : callable, optional
        Measures the takes once they are there; None where the speaker is the same by construction.

    Attributes
    ----------
    unmeasured : str
        Why there are no similarities although they could be measured, in a sentence; else "".
    """

    def __init__(self, audition: Audition, preset: Preset, name: str, similarities: Similarities | None = None) -> None:
        self.audition = audition
        self.preset = preset
        self.name = name
        self.unmeasured = ""
        self._similarities = similarities
        self._measuring = threading.Lock()
        self._ranked: tuple[ProposedDelivery, ...] | None = None

    def _result(self) -> tuple[ProposedDelivery, ...]:
        """Measure the takes, and return them: the one that sounds most like the voice first."""
        takes = self.audition.wait()
        with self._measuring:
            if self._ranked is None:
                self._ranked = self._rank(takes)
            return self._ranked

    @property
    def ranked(self) -> tuple[ProposedDelivery, ...]:
        """What `wait` returned; empty before it did."""
        return self._ranked or ()

    def _rank(self, takes: Sequence[Take]) -> tuple[ProposedDelivery, ...]:
        if self._similarities is None:
            return tuple(ProposedDelivery(take, by_construction=True) for take in takes)
        found, self.unmeasured = self._similarities(takes)
        proposed = [ProposedDelivery(take, similarity) for take, similarity in zip(takes, found, strict=True)]
        return tuple(sorted(proposed, key=lambda each: -(each.similarity or 0.0)))
