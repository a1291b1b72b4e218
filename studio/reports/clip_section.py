"""One clip of a report: its loudness-matched sound, and its pictures on common scales."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from studio.audio.loudness import matching_gains
from studio.audio.pitch import Pitch, pitch_pyin
from studio.audio.sound_file import encode
from studio.audio.tags import with_tags
from studio.clips.measuring import ClipComparison, MeasuredClip
from studio.domain.clip import Clip
from studio.reports.figures import pitch_png, spectrogram_png, top_level, waveform_png
from studio.store.provenance import Provenance, md5_of

LETTERS = "ABCDEFGH"
COLOURS = ("#1f6fd0", "#b4560a", "#137a4b", "#7a3fc0", "#0c7a94", "#b02a4c", "#7d6a00", "#9a3b1c")


@dataclass(frozen=True, eq=False)
class ReportClip:
    """One clip's section of a report.

    Parameters
    ----------
    letter, colour : str
        Its letter (A to H) and CSS colour in the report.
    found : Clip
        The clip.
    numbers : MeasuredClip
        Its measurements.
    gain_db : float
        Gain that matches its loudness to the others'.
    sound : bytes
        A 16-bit FLAC file, loudness-matched.
    pictures : dict of str to bytes
        PNG files by name: "waveform", "spectrogram", "pitch".
    """

    letter: str
    colour: str
    found: Clip
    numbers: MeasuredClip
    gain_db: float
    sound: bytes = field(repr=False)
    pictures: dict[str, bytes] = field(repr=False)


def report_clips(found: Sequence[Clip], comparison: ClipComparison) -> list[ReportClip]:
    """Draw and encode the clips of a comparison, on common scales of time and level and at one loudness.

    Parameters
    ----------
    found : sequence of Clip
        The clips, eight at most.
    comparison : ClipComparison
        Their measurements, in the same order.
    """
    gains = matching_gains([(clip.samples, clip.sample_rate) for clip in found])
    matched = [clip.samples * np.float32(10 ** (gain / 20)) for clip, gain in zip(found, gains, strict=True)]
    pitches = [pitch_pyin(clip.samples, clip.sample_rate) for clip in found]
    seconds = max([0.1, *(len(clip.samples) / clip.sample_rate for clip in found)])
    peak = max([0.01, *(float(np.abs(sound).max(initial=0.0)) for sound in matched)])
    top_db = max([-60.0, *(top_level(sound, clip.sample_rate) for sound, clip in zip(matched, found, strict=True))])
    lowest, highest = _common_range(pitches)
    clips = []
    for place, (clip, sound, pitch, colour) in enumerate(zip(found, matched, pitches, COLOURS, strict=False)):
        rate = clip.sample_rate
        pictures = {
            "waveform": waveform_png(sound, rate, seconds=seconds, peak=peak, colour=colour),
            "spectrogram": spectrogram_png(sound, rate, seconds=seconds, top_db=top_db),
            "pitch": pitch_png(pitch, seconds=seconds, lowest=lowest, highest=highest, colour=colour),
        }
        numbers, gain = comparison.clips[place], gains[place]
        flac = _with_origin(encode(sound, rate, "FLAC", "PCM_16"), clip)
        clips.append(ReportClip(LETTERS[place], colour, clip, numbers, gain, flac, pictures))
    return clips


def _with_origin(flac: bytes, clip: Clip) -> bytes:
    """Return a FLAC file that says where a clip comes from, so that it does when it is saved out of the report."""
    if clip.recipe is None or not clip.recipe.backend:  # the sound file of another program
        return flac
    return with_tags(flac, Provenance(clip.recipe, md5_of(clip.samples), incomplete=clip.incomplete).tags())


def data_address(kind: str, content: bytes) -> str:
    """Return content as a data: URL."""
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def _common_range(pitches: Sequence[Pitch]) -> tuple[float, float]:
    """Return a pitch range that fits all clips with a margin; at least an octave."""
    voiced = np.concatenate([pitch.voiced for pitch in pitches])
    if not len(voiced):
        return 80.0, 320.0
    lowest, highest = float(np.percentile(voiced, 1)) / 1.1, float(np.percentile(voiced, 99)) * 1.1
    return lowest, max(highest, 2.0 * lowest)
