"""Whether two sounds are of one speaker, as far as a speaker encoder can tell."""

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from studio.auditions.sketch_delivery import numbers_of, same_person
from studio.domain.backends import clones_voices
from studio.domain.delivery import Delivery
from studio.domain.recipe import Recipe

Band = Literal["same", "unclear", "other"]

# Published cosine similarities of Qwen3-TTS speech: 0.993 within one pass, 0.980 between calls with the same seed,
# 0.898 between speakers. Between these two limits, such an encoder cannot decide.
SAME = 0.96
OTHER = 0.92

_WORDS: dict[Band, str] = {"same": "same voice", "unclear": "cannot tell", "other": "another voice"}


def band_of(similarity: float) -> Band:
    """Return whether a similarity is one of the "same" voice, of "other" voices, or "unclear".

    Examples
    --------
    >>> band_of(0.98), band_of(0.94), band_of(0.90)
    ('same', 'unclear', 'other')
    """
    return "same" if similarity >= SAME else "other" if similarity <= OTHER else "unclear"


def in_words(similarity: float | None, *, by_construction: bool = False) -> str:
    """Return a similarity with its band in words.

    Parameters
    ----------
    similarity : float, optional
        Cosine of two speaker embeddings; None where it was not measured.
    by_construction : bool
        Whether the voice is the same because the same numbers make it, as on the sketch: then there is nothing to
        measure.

    Examples
    --------
    >>> in_words(0.9712), in_words(None, by_construction=True)
    ('same voice (0.971)', 'same voice by construction')
    """
    if similarity is not None:
        return f"{_WORDS[band_of(similarity)]} ({similarity:.3f})"
    return "same voice by construction" if by_construction else "not measured"


def band_of_delivery(voice: Recipe, delivery: Delivery) -> Band | None:
    """Return the band of a delivery's speaker; None where it was not measured but could be.

    Parameters
    ----------
    voice : Recipe
        Of the voice's own reference.
    delivery : Delivery
        One of the voice's deliveries.
    """
    if delivery.similarity is not None:
        return band_of(delivery.similarity)
    if clones_voices(delivery.recipe.backend):
        return None
    numbers = [numbers_of(each, each.voice.seed if each.voice else each.seed) for each in (voice, delivery.recipe)]
    return "same" if same_person(*numbers) else "other"


def speaker_of(voice: Recipe, delivery: Delivery) -> str:
    """Return in words how similar the speaker of a delivery is to the voice's own reference.

    Parameters
    ----------
    voice, delivery
        As for `band_of_delivery`.
    """
    band = band_of_delivery(voice, delivery)
    if band == "other" and delivery.similarity is None:
        return "another voice by construction"
    return in_words(delivery.similarity, by_construction=band == "same")


def cosines(vectors: Sequence[Sequence[float]]) -> NDArray[np.float64]:
    """Return the cosine similarity of each pair of vectors, shape (n, n)."""
    rows = np.array(vectors, dtype=np.float64)
    rows /= np.maximum(np.linalg.norm(rows, axis=1, keepdims=True), 1e-12)
    return rows @ rows.T
