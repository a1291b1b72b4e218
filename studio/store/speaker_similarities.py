"""Similarities of speakers, kept in the library: a delivery that is kept later still knows its own."""

import math

from studio.store.measurement_cache import MeasurementCache

_METHOD = "speaker-similarity-1"  # part of the key: a change of the method needs a new number


class SpeakerSimilarities:
    """Similarities of pairs of sounds, by their hashes (`studio.store.reference_audio.content_hash`).

    Parameters
    ----------
    cache : MeasurementCache
        Where they are kept.
    """

    def __init__(self, cache: MeasurementCache) -> None:
        self._cache = cache

    def find(self, reference: str, sound: str) -> float | None:
        """Return the similarity of a sound to a reference, or None where it was not measured."""
        found = (self._cache.find(sound, f"{_METHOD} {reference}") or {}).get("similarity")
        return float(found) if isinstance(found, int | float) and math.isfinite(found) else None

    def keep(self, reference: str, sound: str, similarity: float) -> None:
        """Store the similarity of a sound to a reference."""
        self._cache.keep(sound, f"{_METHOD} {reference}", {"similarity": similarity})
