"""The view that marks each syllable of a clip."""

from dataclasses import dataclass
from typing import Any

from numpy.typing import ArrayLike

from studio.audio.frames import without_offset
from studio.audio.pitch import pitch_yin
from studio.audio.speech_rate import syllable_nuclei
from studio.audio.vad import detect_speech
from studio.audio.validation import check_clip


@dataclass(frozen=True)
class SyllableMarks:
    """Where each syllable of a clip is loudest, in seconds."""

    seconds: list[float]

    def to_json(self) -> dict[str, Any]:
        """Return the wire form."""
        return {"seconds": self.seconds}


def syllable_marks(samples: ArrayLike, sample_rate: int) -> SyllableMarks:
    """Find where each syllable is loudest; parameters and errors are those of `pitch_yin`."""
    pitch = pitch_yin(samples, sample_rate)
    clip = without_offset(check_clip(samples, sample_rate), sample_rate)
    return SyllableMarks(syllable_nuclei(detect_speech(clip), pitch))
