"""Reference sounds of other programs: read in any format of libsndfile, and written as they expect them."""

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.audio.sound_file import SoundFileFailed, SoundHeader, decode, encode, read_header
from studio.audio.tags import with_tags
from studio.domain.take import SAMPLE_RATE, on_grid
from studio.exchange.refusals import refused
from studio.store.preset_folder import Preset
from studio.store.provenance import Provenance, md5_of

SHORTEST, LONGEST = 3.0, 30.0  # seconds that a voice can be copied from
LARGEST_SOUND = 64 << 20  # bytes of a sound file
_MOST_SAMPLES = 1 << 24  # decoded, in all channels together: half a minute at 192 kHz in stereo


def read_reference(
    path: Path, label: str, name: str, *, sample_rate: int = SAMPLE_RATE, any_length: bool = False
) -> NDArray[np.float32]:
    """Return a sound as reference audio: mono, on the 24-bit grid.

    Parameters
    ----------
    path : pathlib.Path
        WAV, FLAC, MP3, Ogg Vorbis or Opus, or what else libsndfile reads; any sample rate and number of channels.
    label, name : str
        What a person calls the file that is imported, and the sound in it.
    sample_rate : int
        Hz of the result.
    any_length : bool
        Whether it may be shorter than 3 s or longer than 30 s.

    Returns
    -------
    ndarray of float32, shape (n,)
        Full scale is ±1.

    Raises
    ------
    InvalidInput
        If it is no sound, is cut off, silent, or too short or too long to copy a voice from.
    """
    try:
        header = read_header(path)
        if not any_length or header.duration > 10 * LONGEST:
            _check_length(header, label, name)
        samples, rate = decode(path, _MOST_SAMPLES)
    except SoundFileFailed as error:
        cause = f"{name} cannot be used, because {error}"
        raise refused(label, cause, "Use a whole WAV, FLAC, MP3 or Ogg file.", "sound-damaged") from None
    mono = _resampled(samples if samples.ndim == 1 else samples.mean(axis=1), rate, sample_rate)
    if not np.isfinite(mono).all() or np.abs(mono).max(initial=0) < 1e-4:
        raise refused(label, f"{name} is silent", "Choose a sound in which somebody speaks.", "sound-silent")
    return on_grid(mono)


def wav_of(preset: Preset, delivery: str = "") -> bytes:
    """Return reference audio as a WAV file, 24 kHz, mono, 16-bit: what the programs that copy voices expect.

    Its title is the preset's name, or "NAME/DELIVERY".
    """
    samples, rate = preset.reference(delivery)
    encoded = encode(on_grid(_resampled(samples, rate, SAMPLE_RATE)), SAMPLE_RATE, "WAV", "PCM_16")
    title = {"TITLE": f"{preset.name}/{delivery}" if delivery else preset.name}
    return with_tags(encoded, title | Provenance(preset.recipe_of(delivery), md5_of(samples)).tags())


def flac_of(preset: Preset, delivery: str = "") -> bytes:
    """Return reference audio as the FLAC file that it is."""
    path = preset.folder / preset.delivery(delivery).file if delivery else preset.reference_path
    return with_tags(path.read_bytes(), Provenance.of_file(preset.recipe_of(delivery), path).tags())


def _resampled(mono: NDArray[np.float32], rate: int, wanted: int) -> NDArray[np.float32]:
    if rate == wanted:
        return np.asarray(mono, dtype=np.float32)
    import soxr  # here, because only exchange needs it

    return np.asarray(soxr.resample(np.asarray(mono, dtype=np.float32), rate, wanted), dtype=np.float32)


def _check_length(header: SoundHeader, label: str, name: str) -> None:
    if SHORTEST <= header.duration <= LONGEST:
        return
    short = header.duration < SHORTEST
    cause = f"{name} lasts {header.duration:.1f} s, and a voice is copied from {SHORTEST:.0f} to {LONGEST:.0f} s"
    next_step = "Choose a longer sound." if short else "Cut out 10 to 20 s in which the person speaks evenly."
    raise refused(label, cause, next_step, "sound-too-short" if short else "sound-too-long")
