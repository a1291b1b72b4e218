"""The clips that are compared, as the page loads them: their files, labels and gains."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from studio.audio.long_sound import LONGEST_SECONDS
from studio.audio.loudness import common_gains, loudness, true_peak
from studio.audio.lru_cache import LruCache
from studio.audio.sound_file import SoundFileFailed, read_header
from studio.clips.long_measurements import levels_of
from studio.domain.clip_ref import ClipRef
from studio.errors import NotFound, StorageFailed, StudioError
from studio.store.files import read_flac
from studio.store.preset_delivery import PresetDelivery
from studio.ui.lookups import find_preset, is_id
from studio.ui.payloads import TakePayload
from studio.ui.sections.presets.delivery_payload import DeliveryPayload
from studio.ui.sections.presets.preset_payloads import PresetPayload

if TYPE_CHECKING:
    from studio.session import Studio

_MOST_SECONDS = 3 * LONGEST_SECONDS  # of all channels of what the browser decodes: 173 MB
_WORDS = 40  # characters of a description
_KEPT = 256  # levels


@dataclass(frozen=True)
class ClipPayload:
    """A clip as the player loads it.

    Parameters
    ----------
    words : str
        The first words of its description.
    long : bool
        Whether it is shown coarsely, without F0, syllables and difference.
    streamed : bool
        Whether the browser plays it from its file instead of decoding it; the same for all compared clips.
    gain_db : float
        Makes the compared clips equally loud.
    """

    id: str
    label: str
    words: str
    description: str
    note: str
    audio: str
    view: str
    duration: float
    long: bool = False
    streamed: bool = False
    gain_db: float = 0.0


@dataclass(frozen=True)
class FoundClip:
    """A clip, and its FLAC file."""

    payload: ClipPayload
    file: Path

    @property
    def version(self) -> str:
        """Changes when the file does."""
        return str(self.file.stat().st_mtime_ns)

    def decoded(self) -> tuple[NDArray[np.float32], int]:
        """Return its samples and their rate in Hz."""
        return read_flac(self.file)


def find_clip(studio: "Studio", ref: str) -> FoundClip | None:
    """Return the clip that a `ClipRef` names; None if it is missing or cannot be read."""
    try:
        parsed = ClipRef.parse(ref)
        if parsed.kind == "take":
            return _take(studio, ref, parsed.name)
        preset = find_preset(studio, parsed.slug)
        if parsed.delivery:
            return _delivery(ref, PresetDelivery(preset, preset.delivery(parsed.delivery)))
    except (NotFound, StorageFailed):
        return None
    shown = PresetPayload.of(preset)
    return _found(ref, preset.name, "preset", preset.recipe.description, shown.audio, shown.view, preset.reference_path)


def level_matched(clips: Sequence[FoundClip]) -> list[ClipPayload]:
    """Return the payloads of compared clips, with the gains that make them equally loud."""
    longest = max((clip.payload.duration for clip in clips), default=0.0)
    streamed = longest > LONGEST_SECONDS or longest * len(clips) > _MOST_SECONDS
    gains = common_gains([_levels(clip) for clip in clips])
    return [replace(clip.payload, gain_db=gain, streamed=streamed) for clip, gain in zip(clips, gains, strict=True)]


def first_words(description: str) -> str:
    """Return the beginning of a description, cut at a word's end."""
    line = " ".join(description.split())
    if len(line) <= _WORDS:
        return line
    return f"{line[:_WORDS].rpartition(' ')[0] or line[:_WORDS]} …"


def _take(studio: "Studio", ref: str, id: str) -> FoundClip | None:
    if not is_id(id):
        return None
    entry = studio.library.entry(id)
    shown = TakePayload.of(entry)
    file, recipe = studio.library.path(id), entry.recipe
    return _found(
        ref, studio.clips.label(ref), f"seed {recipe.seed}", recipe.description, shown.audio, shown.view, file
    )


def _delivery(ref: str, voice: PresetDelivery) -> FoundClip | None:
    shown = DeliveryPayload.of(voice)
    note = f"preset, {voice.delivery.name}"
    return _found(ref, voice.name, note, voice.recipe.description, shown.audio, shown.view, voice.reference_path)


def _found(ref: str, label: str, note: str, description: str, audio: str, view: str, file: Path) -> FoundClip | None:
    try:
        duration = read_header(file).duration
    except (OSError, SoundFileFailed):
        return None
    words = first_words(description)
    note = f"“{words}” · {note}" if words else note
    long = duration > LONGEST_SECONDS
    return FoundClip(ClipPayload(ref, label, words, description, note, audio, view, duration, long), file)


_kept: LruCache[tuple[float, float]] = LruCache(_KEPT)


def _levels(clip: FoundClip) -> tuple[float, float]:
    """Return the loudness in LUFS and the true peak in dBTP; of a file, measured once while it is unchanged."""
    if clip.payload.long:
        return levels_of(clip.file)

    def measure() -> tuple[float, float]:
        sound = clip.decoded()
        return loudness(*sound), true_peak(*sound)

    return _kept.get_or_compute((str(clip.file), clip.version), measure)


def is_readable(studio: "Studio", ref: str) -> bool:
    """Whether a reference names a clip whose sound is there."""
    try:
        return find_clip(studio, ref) is not None
    except StudioError:
        return False
