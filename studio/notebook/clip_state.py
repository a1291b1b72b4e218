"""What a browser gets of the clips of a widget: pictures with its state, and sounds."""

import math
from collections.abc import Iterable, Mapping
from typing import Any

from studio.audio.long_sound import LONGEST_SECONDS
from studio.audio.loudness import common_gains, loudness, true_peak
from studio.audio.sound_file import encode
from studio.audio.view_registry import make_view
from studio.domain.clip import Clip

MOST_SECONDS = 120.0  # of all clips together whose sound is sent unasked: 7 MB


def clip_states(clips: Mapping[str, Clip]) -> list[dict[str, Any]]:
    """Return the wire form of clips, by their labels, without their sound.

    A single clip keeps its own level; so the loudness of a long one is not measured.
    """
    levels = [_loudness(clip, alone=len(clips) == 1) for clip in clips.values()]
    gains = [0.0]
    if len(clips) > 1:
        peaks = [true_peak(clip.samples, clip.sample_rate) for clip in clips.values()]
        gains = common_gains(list(zip(levels, peaks, strict=True)))
    return [
        _clip_state(label, clip, level, gain)
        for (label, clip), level, gain in zip(clips.items(), levels, gains, strict=True)
    ]


def _loudness(clip: Clip, *, alone: bool) -> float:
    """Return the loudness of a clip in LUFS; NaN where it is not measured."""
    if alone and clip.duration > MOST_SECONDS:
        return math.nan
    return loudness(clip.samples, clip.sample_rate)


def is_short(clips: Iterable[Clip]) -> bool:
    """Return whether the sound of clips is sent unasked."""
    return sum(clip.duration for clip in clips) <= MOST_SECONDS


def sound_file(clip: Clip) -> bytes:
    """Return a clip as a FLAC file of 24 bits; of 16 bits if it is played from its file."""
    return encode(clip.samples, clip.sample_rate, "FLAC", "PCM_16" if clip.duration > LONGEST_SECONDS else "PCM_24")


def _clip_state(label: str, clip: Clip, level: float, gain: float) -> dict[str, Any]:
    return {
        "id": label,
        "label": label,
        "note": _note(label, clip, level),
        "gain_db": gain,
        "long": clip.duration > LONGEST_SECONDS,
        "view": make_view("view", [(clip.samples, clip.sample_rate)]),
    }


def _note(label: str, clip: Clip, level: float) -> str:
    heard = f"{level:.1f} LUFS".replace("-", "−") if math.isfinite(level) else "silent" if level < 0 else ""
    named = clip.label if clip.ref and clip.label not in label else ""
    return " · ".join(filter(None, (named, heard)))
