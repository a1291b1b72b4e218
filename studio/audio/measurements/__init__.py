"""The measurements of a clip: a module declares one or a few of a kind, and `MEASUREMENTS` lists them."""

from collections.abc import Mapping
from types import MappingProxyType

from studio.audio.measurements.duration import DURATION
from studio.audio.measurements.intonation import PITCH, PITCH_RANGE
from studio.audio.measurements.level import LOUDNESS, TRUE_PEAK
from studio.audio.measurements.measurement import Measurement
from studio.audio.measurements.noise import HARMONICITY, NOISE_FLOOR
from studio.audio.measurements.pace import LETTER_RATE, PAUSES, SYLLABLE_RATE
from studio.audio.measurements.timbre import CENTROID, FLATNESS, TILT

_IN_ORDER = (
    DURATION,
    LOUDNESS,
    TRUE_PEAK,
    PITCH,
    PITCH_RANGE,
    SYLLABLE_RATE,
    LETTER_RATE,
    PAUSES,
    CENTROID,
    TILT,
    FLATNESS,
    HARMONICITY,
    NOISE_FLOOR,
)

#: By name, in the order of the table.
MEASUREMENTS: Mapping[str, Measurement] = MappingProxyType({each.name: each for each in _IN_ORDER})
