"""The measurements of a clip: a module declares one or a few of a kind, and `MEASUREMENTS` lists them."""

from collections.abc import Mapping
from types import MappingProxyType

from studio.audio.measurements.articulation import ARTICULATION_RATE, SPEECH_TIME
from studio.audio.measurements.breathiness import CEPSTRAL_PEAK
from studio.audio.measurements.duration import DURATION
from studio.audio.measurements.intonation import PITCH, PITCH_RANGE
from studio.audio.measurements.level import LOUDNESS, TRUE_PEAK
from studio.audio.measurements.measurement import Measurement
from studio.audio.measurements.noise import HARMONICITY, NOISE_FLOOR
from studio.audio.measurements.pace import LETTER_RATE, PAUSES, SYLLABLE_RATE
from studio.audio.measurements.pitch_deviation import PITCH_DEVIATION
from studio.audio.measurements.roughness import PERTURBATION
from studio.audio.measurements.timbre import CENTROID, FLATNESS, TILT
from studio.audio.measurements.voicing import VOICING

_IN_ORDER = (
    DURATION,
    LOUDNESS,
    TRUE_PEAK,
    PITCH,
    PITCH_RANGE,
    PITCH_DEVIATION,
    SYLLABLE_RATE,
    LETTER_RATE,
    SPEECH_TIME,
    ARTICULATION_RATE,
    PAUSES,
    CENTROID,
    TILT,
    FLATNESS,
    HARMONICITY,
    CEPSTRAL_PEAK,
    PERTURBATION,
    VOICING,
    NOISE_FLOOR,
)

#: By name, in the order of the table.
MEASUREMENTS: Mapping[str, Measurement] = MappingProxyType({each.name: each for each in _IN_ORDER})


def measurement_methods() -> Mapping[str, Measurement]:
    """Return what is measured of a clip, by name: label, unit, how it is measured, and by which source.

    Examples
    --------
    >>> from studio import measurement_methods
    >>> pitch = measurement_methods()["pitch"]
    >>> pitch.unit, pitch.source
    ('Hz', 'Mauch & Dixon 2014')
    """
    return MEASUREMENTS
