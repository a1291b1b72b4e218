"""Measure a clip: duration, loudness, pitch, pace, timbre, noise.

Units, methods and sources are in `studio.audio.measurements`. What cannot be measured (the pitch of a whisper, the
loudness of silence) is None, with the reason in `unmeasured`.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from studio.audio.lru_cache import LruCache, content_hash
from studio.audio.measurements import MEASUREMENTS
from studio.audio.measurements.analysis import Analysis, Unmeasurable
from studio.audio.measurements.duration import DURATION
from studio.audio.validation import check_clip
from studio.domain.rich_display import RichDisplay

_KEPT = 256
_TOLD = ("duration", "loudness", "pitch")  # in a repr


@dataclass(frozen=True)
class Measurements(RichDisplay):
    """The measurements of one clip: `measurements.pitch` is a number, or None where it cannot be measured.

    Each name in `studio.measurement_methods()` is an attribute.

    Parameters
    ----------
    values : mapping of str to float
        By name; only those that could be made.
    unmeasured : mapping of str to str
        Why each other measurement could not be made, by its name.
    """

    values: Mapping[str, float]
    unmeasured: Mapping[str, str] = field(default_factory=dict, compare=False)

    def __getattr__(self, name: str) -> float | None:
        if name not in MEASUREMENTS:
            raise AttributeError(f"There is no measurement {name!r}; there are {', '.join(MEASUREMENTS)}.")
        return self.values.get(name)

    def __repr__(self) -> str:
        told = [f"{MEASUREMENTS[name].label.lower()} {self._shown(name)}" for name in _TOLD if name in self.values]
        return f"<Measurements {', '.join([*told, f'{len(self.values) - len(told)} more'])}>"

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *MEASUREMENTS]

    @property
    def duration(self) -> float:
        """Seconds; every clip has a duration."""
        return self.values["duration"]

    def _shown(self, name: str) -> str:
        return f"{MEASUREMENTS[name].show(self.values[name])} {MEASUREMENTS[name].unit}"

    @property
    def units(self) -> dict[str, str]:
        """The unit of each measurement that was made; "" for a ratio."""
        return {name: MEASUREMENTS[name].unit for name in self.values}

    @property
    def methods(self) -> dict[str, str]:
        """How each measurement was made, in words, with the source of the method."""
        return {name: MEASUREMENTS[name].tooltip for name in self.values}

    def rounded(self) -> dict[str, float]:
        """Return the measurements that were made, by name, to six digits."""
        return {name: float(f"{value:.6g}") for name, value in self.values.items()}

    def to_json(self) -> dict[str, Any]:
        """Return plain JSON data; `from_json` is the inverse."""
        return {name: self.values.get(name) for name in MEASUREMENTS} | {"unmeasured": dict(self.unmeasured)}

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> "Measurements":
        """Return the measurements that `to_json` was called on."""
        values = {name: data[name] for name in MEASUREMENTS if data.get(name) is not None}
        return cls(values, data["unmeasured"])


def measure(samples: ArrayLike, sample_rate: int, text: str = "") -> Measurements:
    """Measure a clip.

    Parameters
    ----------
    samples : array_like of float, shape (n,)
        Mono, full scale at ±1; n may be 0.
    sample_rate : int
        Hz.
    text : str
        What the clip says, for the pace by text.

    Returns
    -------
    Measurements
        Cached by the content of the clip.

    Raises
    ------
    InvalidInput
        If the samples are not a clip.

    Examples
    --------
    >>> t = np.arange(24_000) / 24_000
    >>> buzz = 0.1 * sum(np.sin(2 * np.pi * 120 * n * t) / n for n in range(1, 20))
    >>> found = measure(buzz, 24_000)
    >>> round(found.pitch), found.unmeasured["noise_floor"]
    (120, 'It has no gaps in its speech.')
    """
    clip = check_clip(samples, sample_rate)
    key = (content_hash(clip, sample_rate), text)
    return _kept.get_or_compute(key, partial(_measure, clip, sample_rate, text))


_kept: LruCache[Measurements] = LruCache(_KEPT)


def _measure(clip: NDArray[np.float32], sample_rate: int, text: str) -> Measurements:
    analysis = Analysis(clip, sample_rate, text)
    values: dict[str, float] = {}
    unmeasured: dict[str, str] = {}
    for name, measurement in MEASUREMENTS.items():
        try:
            _refuse_silence(name, analysis)
            values[name] = measurement.compute(analysis)
        except Unmeasurable as why:
            unmeasured[name] = str(why)
    return Measurements(values, unmeasured)


def _refuse_silence(name: str, analysis: Analysis) -> None:
    """Raise `Unmeasurable` if the clip is silent; only its duration can be measured then."""
    if name != DURATION.name and (not math.isfinite(analysis.loudness) or analysis.speech.bounds is None):
        raise Unmeasurable("It is silent.")
