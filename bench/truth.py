"""Compare measurements with known values: `python bench/truth.py [SECTION …]`; exits with 1 if an error is too large.

loudness   the tones 1 to 5 of EBU Tech 3341, synthesised, at 48 and at 24 kHz (tone 6 has five channels, a take one);
           and the starter presets against ebur128 of ffmpeg, if it is on the PATH or installed with
           `pip install imageio-ffmpeg`. The studio itself needs neither.
peak       true peak of the tones 15 to 19 of EBU Tech 3341, synthesised: +0.2 to -0.4 dB
gains      loudness of the starter presets after loudness matching, by the studio and by ffmpeg
pitch      the median F0 of synthetic vowels from 70 to 400 Hz, steady and gliding, clean and noisy
numbers    tilt, flatness and noise floor of noises; harmonics to noise, syllables, deviation of the pitch, perturbation
           and pauses of synthetic voices
"""

import argparse
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import soundfile
from numpy.typing import NDArray

sys.path.insert(0, str(Path(__file__).parents[1] / "tests" / "support"))  # synthetic voices with known values
from synthetic_voice import RATE, VOWELS, noise, syllables, vowel

from studio.audio.loudness import loudness, matching_gains, true_peak
from studio.audio.metrics import measure
from studio.audio.pitch import pitch_pyin, pitch_yin

Sound = NDArray[np.float32]
ROOT = Path(__file__).parents[1]

#: Levels (dBFS) and durations (s) of a stereo 1 kHz tone. A mono tone needs 3.01 dB more for the same loudness.
EBU_LOUDNESS = {
    1: [(-23.0, 20.0)],
    2: [(-33.0, 20.0)],
    3: [(-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0)],
    4: [(-72.0, 10.0), (-36.0, 10.0), (-23.0, 60.0), (-36.0, 10.0), (-72.0, 10.0)],
    5: [(-26.0, 20.0), (-20.0, 20.1), (-26.0, 20.0)],
}
EBU_TARGET = {1: -23.0, 2: -33.0, 3: -23.0, 4: -23.0, 5: -23.0}
#: Sample rate over frequency, phase in degrees, amplitude, true peak in dBTP.
EBU_PEAKS = {
    15: (4, 0.0, 0.5, -6.0),
    16: (4, 45.0, 0.5, -6.0),
    17: (6, 60.0, 0.5, -6.0),
    18: (8, 67.5, 0.5, -6.0),
    19: (4, 45.0, 1.41, 3.0),
}


class Finding(NamedTuple):
    what: str
    error: float
    limit: float
    unit: str
    cases: int


def section_loudness() -> Iterator[Finding]:
    for rate in (48_000, RATE):
        errors = [abs(loudness(tones(parts, rate), rate) - EBU_TARGET[case]) for case, parts in EBU_LOUDNESS.items()]
        yield Finding(f"loudness, EBU Tech 3341 tones, {rate // 1000} kHz", worst(errors), 0.1, "LU", len(errors))
    if ffmpeg() is not None:
        clips = [*presets(), *(tones(parts, RATE) for parts in EBU_LOUDNESS.values())]
        errors = [abs(loudness(clip, RATE) - by_ffmpeg(clip)) for clip in clips]
        yield Finding("loudness, presets and tones, ffmpeg's ebur128", worst(errors), 0.1, "LU", len(errors))


def section_peak() -> Iterator[Finding]:
    above, below = [], []
    for part, phase, amplitude, expected in EBU_PEAKS.values():
        time = np.arange(48_000)
        tone = amplitude * np.sin(2 * np.pi * time / part + np.radians(phase))
        away = true_peak(faded(tone, 48_000), 48_000) - expected
        above.append(away)
        below.append(-away)
    yield Finding("true peak, EBU Tech 3341 tones, above", worst(above), 0.2, "dB", len(above))
    yield Finding("true peak, EBU Tech 3341 tones, below", worst(below), 0.4, "dB", len(below))


def section_gains() -> Iterator[Finding]:
    clips = [(clip, RATE) for clip in presets()]
    matched = [
        clip * np.float32(10 ** (gain / 20)) for (clip, _), gain in zip(clips, matching_gains(clips), strict=True)
    ]
    levels = [loudness(clip, RATE) for clip in matched]
    yield Finding("gains, level after matching", max(levels) - min(levels), 0.1, "dB", len(levels))
    if ffmpeg() is not None:
        levels = [by_ffmpeg(clip) for clip in matched]
        yield Finding("gains, level after matching, by ffmpeg", max(levels) - min(levels), 0.1, "dB", len(levels))


def section_pitch() -> Iterator[Finding]:
    for track in (pitch_yin, pitch_pyin):
        errors = [
            abs(track(vowel(name, hertz, 0.6, glide, noise_db), RATE).median / hertz - 1.0)
            for name in VOWELS
            for hertz in np.geomspace(70, 400, 25)
            for glide, noise_db in ((0, -60), (4, -60), (0, -20))
        ]
        yield Finding(f"median F0 of vowels, {track.__name__}", 100 * worst(errors), 1.0, "%", len(errors))


def section_numbers() -> Iterator[Finding]:
    errors = [abs(measure(noise(4.0, slope), RATE).tilt + 3.0103 * slope) for slope in (0, 1, 2)]
    yield Finding("tilt of white, pink, brown noise", worst(errors), 0.2, "dB/octave", 3)
    yield Finding("flatness of white noise", abs(measure(noise(4.0), RATE).flatness + 2.507), 0.2, "dB", 1)
    errors = [
        abs(measure(vowel(name, hertz, 1.0, noise_db=-ratio), RATE).harmonicity - ratio)
        for name in VOWELS
        for hertz in (80, 120, 180, 270, 400)
        for ratio in (5, 10, 20)
    ]
    yield Finding("harmonics to noise, as mixed (5 to 20 dB)", worst(errors), 1.0, "dB", len(errors))
    errors = [abs(measure(syllables(12, rate), RATE).syllable_rate / rate - 1.0) for rate in (2.5, 4.0, 5.5, 7.0)]
    yield Finding("syllables per second", 100 * worst(errors), 10.0, "%", len(errors))
    errors = [
        abs(measure(vowel("e", hertz, 2.0, glide), RATE).pitch_deviation * 12**0.5 / glide - 1.0)
        for hertz in (90, 140, 220)
        for glide in (2.0, 6.0, 12.0)
    ]
    yield Finding("standard deviation of gliding pitch", 100 * worst(errors), 5.0, "%", len(errors))
    errors = [abs(measure(alternating(hertz, 2.0), RATE).perturbation - 1.0) for hertz in (90, 140, 220)]
    yield Finding("perturbation of periods that alternate by 2 dB", worst(errors), 0.5, "dB", len(errors))
    quiet = np.zeros(RATE // 2)
    spoken = np.concatenate([quiet, vowel("a", 150), quiet, vowel("a", 150), quiet])
    hiss = np.random.default_rng(1).normal(0, 1e-3, len(spoken))
    found = measure((spoken + hiss).astype(np.float32), RATE)
    yield Finding("pauses: half a second in two and a half", abs(found.pauses - 20.0), 1.0, "points", 1)
    yield Finding("noise floor: hiss at -60 dBFS", abs(found.noise_floor + 60.0), 0.5, "dB", 1)


def alternating(hertz: float, decibels: float) -> Sound:
    """Return a vowel of which every second period is louder."""
    sound = vowel("o", hertz, 2.0)
    louder = np.floor(np.arange(len(sound)) / RATE * hertz) % 2
    return (sound * 10 ** (decibels * (louder - 0.5) / 20)).astype(np.float32)


def worst(errors: list[float]) -> float:
    """Return the largest error; NaN if one is NaN, unlike `max`."""
    return float(np.max(errors))


def tones(parts: list[tuple[float, float]], rate: int) -> Sound:
    """Return mono 1 kHz tones one after the other, raised by 3.01 dB."""
    lengths = [round(seconds * rate) for _, seconds in parts]
    level = np.repeat([10 ** ((dbfs + 3.0103) / 20) for dbfs, _ in parts], lengths)
    return (level * np.sin(2 * np.pi * 1000 * np.arange(sum(lengths)) / rate)).astype(np.float32)


def faded(tone: NDArray[np.float64], rate: int) -> Sound:
    """Fade a tone in and out over 50 ms, so that its edges do not click."""
    ramp = np.minimum(1.0, np.arange(len(tone)) / (0.05 * rate))
    return (tone * ramp * ramp[::-1]).astype(np.float32)


def presets() -> list[Sound]:
    return [soundfile.read(file, dtype="float32")[0] for file in sorted(ROOT.glob("presets/*/reference.flac"))]


def ffmpeg() -> str | None:
    """Return the path of ffmpeg; print a message and return None if there is none."""
    found = shutil.which("ffmpeg")
    if found is None:
        try:
            import imageio_ffmpeg
        except ImportError:
            print("ffmpeg not found: comparison skipped")
            return None
        found = imageio_ffmpeg.get_ffmpeg_exe()
    return str(found)


def by_ffmpeg(clip: Sound) -> float:
    """Measure the integrated loudness with the ebur128 filter of ffmpeg, to 0.001 LU."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "clip.wav"
        soundfile.write(file, clip, RATE, subtype="FLOAT")
        filters = "ebur128=metadata=1,ametadata=mode=print:key=lavfi.r128.I:file=-"
        command = [str(ffmpeg()), "-nostdin", "-loglevel", "error", "-i", str(file), "-af", filters, "-f", "null", "-"]
        output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return float(re.findall(r"lavfi\.r128\.I=(\S+)", output)[-1])


SECTIONS: dict[str, Callable[[], Iterator[Finding]]] = {
    name.removeprefix("section_"): work for name, work in list(globals().items()) if name.startswith("section_")
}


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("sections", nargs="*", choices=[[], *SECTIONS], metavar="SECTION", help=", ".join(SECTIONS))
    chosen = parser.parse_args().sections or list(SECTIONS)
    wrong = False
    print(f"{'':46} {'worst':>9} {'allowed':>9}")
    for name in chosen:
        for found in SECTIONS[name]():
            off = not found.error <= found.limit
            wrong |= off
            mark = "   TOO LARGE" if off else ""
            print(f"{found.what:46} {found.error:9.3f} {found.limit:9g} {found.unit:9} {found.cases} cases{mark}")
    return int(wrong)


if __name__ == "__main__":
    sys.exit(main())
