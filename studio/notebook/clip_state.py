"""What a widget's synced state has of a clip, picture and a small sound, so that nothing must be asked for first."""

import math
from collections.abc import Sequence
from typing import Any

from studio.audio.loudness import loudness
from studio.audio.sound_file import encode
from studio.audio.view_registry import make_view
from studio.notebook.sources import Source

MOST_SECONDS = 120.0  # of all clips of a widget together, whose sound is in its state; that of longer ones is asked for


def clip_states(sources: Sequence[Source], gains: Sequence[float]) -> list[dict[str, Any]]:
    """Return the wire form of clips, without their sound.

    Parameters
    ----------
    sources : sequence of Source
        The clips.
    gains : sequence of float
        The gain of each that matches their loudness, in dB.
    """
    return [_clip_state(source, gain) for source, gain in zip(sources, gains, strict=True)]


def small_sounds(sources: Sequence[Source]) -> list[bytes]:
    """Return the sound of clips as small files; none where the clips are too long together."""
    if sum(source.duration for source in sources) > MOST_SECONDS:
        return []
    return [encode(source.samples, source.sample_rate, "FLAC", "PCM_16") for source in sources]


def exact_sound(source: Source) -> bytes:
    """Return the sound of a clip as a FLAC file of 24 bits."""
    return encode(source.samples, source.sample_rate, "FLAC")


def _clip_state(source: Source, gain: float) -> dict[str, Any]:
    level = loudness(source.samples, source.sample_rate)
    heard = f"{level:.1f} LUFS".replace("-", "−") if math.isfinite(level) else "silent"
    told = f"{source.name} · {heard}" if source.name not in ("", source.label) else heard
    view = make_view("view", [(source.samples, source.sample_rate)])
    return {"id": source.label, "label": source.label, "note": told, "gain_db": gain, "view": view}
