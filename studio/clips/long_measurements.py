"""What is measured of a clip that is too long to be decoded: its length and its level."""

import math
from functools import lru_cache
from pathlib import Path

from studio.audio.checks import Flag
from studio.audio.long_sound import LONGEST_SECONDS, levels_of_file
from studio.audio.measurements import MEASUREMENTS
from studio.audio.measurements.duration import DURATION
from studio.audio.measurements.level import LOUDNESS, TRUE_PEAK
from studio.audio.metrics import Measurements
from studio.audio.sound_file import read_header
from studio.clips.lookup import LongClip

_REASON = f"It is longer than {LONGEST_SECONDS / 60:.0f} minutes."

TOO_LONG = Flag(
    "long",
    f"It is longer than {LONGEST_SECONDS / 60:.0f} minutes: only its length and level are measured.",
    "note",
    (round(LONGEST_SECONDS / 60),),
)


def measure_long(clip: LongClip) -> Measurements:
    """Measure the length, loudness and true peak of a long clip; the other measurements state why they are missing.

    Raises
    ------
    OSError, SoundFileFailed
        If its file cannot be read.
    """
    level, peak = levels_of(clip.file)
    values = {DURATION.name: read_header(clip.file).duration}
    if math.isfinite(level):
        values |= {LOUDNESS.name: level, TRUE_PEAK.name: peak}
    return Measurements(values, {name: _REASON for name in MEASUREMENTS if name not in values})


def levels_of(file: Path) -> tuple[float, float]:
    """Return the loudness in LUFS and the true peak in dBTP of a sound file, measured once while it is unchanged."""
    return _levels(file, file.stat().st_mtime_ns)


@lru_cache(maxsize=64)
def _levels(file: Path, _changed: int) -> tuple[float, float]:
    return levels_of_file(file)
