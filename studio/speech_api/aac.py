"""AAC, which libsndfile cannot encode: by `afconvert`, which every Mac has, or by ffmpeg where it is installed."""

import shutil
import subprocess
import tempfile
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.audio.sound_file import encode
from studio.errors import InvalidInput, StudioError

_SECONDS = 120  # half an hour of speech takes ffmpeg about 20 s


def check_aac() -> None:
    """Check that this machine can encode AAC.

    Raises
    ------
    InvalidInput
        If it has no program for that; it says what to use.
    """
    if _command("in.wav", "out.aac") is None:
        raise InvalidInput(
            "This machine has no encoder for AAC.",
            "Use mp3 or opus, or install ffmpeg.",
            code="unsupported-format",
            details={"field": "response_format"},
        )


def encode_aac(samples: NDArray[np.float32], sample_rate: int) -> bytes:
    """Return samples, float32 of shape (n,), as an AAC file with ADTS frames.

    Raises
    ------
    InvalidInput
        If this machine cannot encode AAC.
    StudioError
        If the encoder fails.
    """
    check_aac()
    with tempfile.TemporaryDirectory(prefix="studio-aac-") as folder:
        source, target = Path(folder) / "in.wav", Path(folder) / "out.aac"
        source.write_bytes(encode(samples, sample_rate, "WAV", "PCM_16"))
        try:
            command = _command(str(source), str(target)) or []
            subprocess.run(command, check=True, capture_output=True, stdin=subprocess.DEVNULL, timeout=_SECONDS)
            return target.read_bytes()
        except (OSError, subprocess.SubprocessError) as error:
            said = getattr(error, "stderr", None) or str(error).encode()
            raise StudioError(
                f"The sound cannot be encoded as AAC: {said.decode(errors='replace').strip()[-200:]}.",
                "Use mp3 or opus.",
                code="encoder-failed",
            ) from error


def _command(source: str, target: str) -> list[str] | None:
    if afconvert := shutil.which("afconvert"):
        return [afconvert, "-f", "adts", "-d", "aac", source, target]
    if ffmpeg := shutil.which("ffmpeg"):
        return [ffmpeg, "-v", "error", "-nostdin", "-i", source, "-c:a", "aac", "-f", "adts", target]
    return None
