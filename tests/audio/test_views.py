"""The data of the waveform and spectrogram views."""

import base64
import io
import json
import os
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from studio.audio.spectrogram import CEILING_DB, FLOOR_DB, LINES, MELS, spectrogram
from studio.audio.views import overview
from studio.errors import InvalidInput

RATE = 24_000


def tone(seconds=1.0, level=0.5, hertz=1000.0, rate=RATE):
    return (level * np.sin(2 * np.pi * hertz * np.arange(round(seconds * rate)) / rate)).astype(np.float32)


def speechlike(seconds):
    """Return gliding, swelling harmonics over faint noise, about as hard to compress as speech."""
    time = np.arange(round(seconds * RATE)) / RATE
    phase = 2 * np.pi * np.cumsum(120 + 30 * np.sin(2 * np.pi * 0.7 * time)) / RATE
    voiced = sum(np.sin(n * phase) / n for n in range(1, 40)) * np.clip(np.sin(2 * np.pi * 3 * time), 0, 1)
    noise = np.random.default_rng(1).normal(size=len(time))
    return (0.1 * voiced + 0.0003 * noise).astype(np.float32)


def pixels(drawn):
    return np.asarray(Image.open(io.BytesIO(drawn.image)).convert("L"))


def mel_levels(samples, rate):
    measured = spectrogram(samples, rate)
    return measured.levels, measured.column_seconds


# ---- levels ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("hertz", [100, 440, 1000, 5000])
def test_zero_decibels_is_a_full_scale_sine(hertz):
    levels, _ = mel_levels(tone(level=1.0, hertz=hertz), RATE)
    assert -3.0 <= levels[:, 20:-20].max() <= 0.0  # a band holds most of it


@pytest.mark.parametrize("hertz", [100, 440, 1000, 3000, 8000])
def test_tone_is_loudest_in_its_mel_band(hertz):
    mel = 3 * hertz / 200 if hertz < 1000 else 15 + 27 * np.log(hertz / 1000) / np.log(6.4)
    bands_per_mel = (MELS + 1) / (15 + 27 * np.log(12) / np.log(6.4))
    levels, _ = mel_levels(tone(hertz=hertz), RATE)
    assert np.argmax(levels[:, 50]) == pytest.approx(mel * bands_per_mel - 1, abs=1)


def test_levels_are_absolute():
    loud, _ = mel_levels(tone(level=0.5), RATE)
    quiet, _ = mel_levels(tone(level=0.05), RATE)
    assert loud.max() - quiet.max() == pytest.approx(20.0, abs=0.1)


def test_column_is_centred_on_its_ten_milliseconds():
    click = np.zeros(RATE, np.float32)
    click[12_120] = 1.0  # the middle of column 50
    levels, column_seconds = mel_levels(click, RATE)
    assert column_seconds == 0.01
    assert np.argmax(levels.mean(axis=0)) == 50


@pytest.mark.parametrize("rate", [8_000, 22_050, 48_000])
def test_axes_do_not_depend_on_the_sample_rate(rate):
    here, _ = mel_levels(tone(), RATE)
    there, _ = mel_levels(tone(rate=rate), rate)
    assert there.shape == here.shape
    assert np.argmax(there[:, 50]) == np.argmax(here[:, 50])
    assert there[:, 50].max() == pytest.approx(here[:, 50].max(), abs=0.2)


@pytest.mark.parametrize("seconds", [0.003, 0.5, 3.0])
def test_mel_levels_equal_librosas(seconds):
    import librosa

    clip = speechlike(seconds)
    levels, _ = mel_levels(clip, RATE)
    before = (2048 - 240) // 2
    padded = np.pad(clip, (before, levels.shape[1] * 240 + 2048 - 240 - before - len(clip)))
    power = librosa.feature.melspectrogram(
        y=padded,
        sr=RATE,
        n_fft=2048,
        win_length=1024,
        hop_length=240,
        center=False,
        n_mels=MELS,
        fmax=12_000,
        norm=None,
    )
    sine = np.sin(2 * np.pi * 1000 * np.arange(2048) / RATE) * np.pad(np.hanning(1025)[:-1], 512)
    theirs = 10 * np.log10(power / np.sum(np.abs(np.fft.rfft(sine)) ** 2))
    assert levels == pytest.approx(np.clip(theirs, FLOOR_DB, CEILING_DB), abs=0.01)


def test_silence_has_the_floor_level():
    levels, _ = mel_levels(np.zeros(RATE), RATE)
    assert np.all(levels == FLOOR_DB)


@pytest.mark.parametrize("hertz", [200, 1000, 5000, 11_000])
def test_tone_is_at_its_frequency_on_the_linear_scale(hertz):
    levels = spectrogram(tone(level=1.0, hertz=hertz), RATE, "linear").levels
    assert levels.shape == (LINES, 100)
    assert np.argmax(levels[:, 50]) == pytest.approx(LINES * hertz / 12_000 - 0.5, abs=0.51)
    assert -3.0 <= levels[:, 20:-20].max() <= 0.0


@pytest.mark.parametrize("level", [1.0, 0.1, 0.001])
def test_energy_is_the_total_level(level):
    two = tone(level=level * np.sqrt(0.5), hertz=300) + tone(level=level * np.sqrt(0.5), hertz=3000)
    energy = spectrogram(two, RATE).energy
    assert energy[20:-20] == pytest.approx(20 * np.log10(level), abs=0.1)


# ---- the view ----------------------------------------------------------------------------------------------------


def test_image_encodes_the_levels():
    clip = speechlike(3.0)
    levels, _ = mel_levels(clip, RATE)
    grey = pixels(overview(clip, RATE).spectrogram)[::-1]
    shown = FLOOR_DB + grey / 255 * (CEILING_DB - FLOOR_DB)
    assert shown.shape == levels.shape
    assert np.sqrt(np.mean((shown - levels) ** 2)) < 3.0  # dB


def test_view_states_its_loudest_level_and_peak():
    made = overview(tone(level=0.1), RATE)
    assert made.top_db == pytest.approx(mel_levels(tone(level=0.1), RATE)[0].max())
    assert made.peak == pytest.approx(0.1, abs=1e-3)


def test_waveform_peaks_are_extremes_of_equal_parts():
    clip = np.random.default_rng(3).uniform(-0.5, 0.5, 100_000).astype(np.float32)
    clip[70_000] = 0.8
    made = overview(clip, RATE)
    parts = clip.reshape(2000, 50)
    assert made.peaks.shape == (2000, 2)
    assert made.peaks[:, 0] == pytest.approx(parts.min(axis=1) / 0.8 * 127, abs=0.51)
    assert made.peaks[:, 1] == pytest.approx(parts.max(axis=1) / 0.8 * 127, abs=0.51)
    assert made.peaks[1400, 1] == 127


@pytest.mark.parametrize("length", [0, 1, 7, 239, 240, 241, 2001, 24_000])
def test_clip_of_any_length_has_a_view(length):
    made = overview(tone(1.0)[:length], RATE)
    assert made.duration == length / RATE
    assert len(made.peaks) == min(length, 2000)
    assert pixels(made.spectrogram).shape == (MELS, max(1, -(-length // 240)))


def test_long_takes_have_wider_columns():
    made = overview(np.tile(tone(10.0), 13), RATE)
    columns = pixels(made.spectrogram).shape[1]
    assert columns <= 6000
    assert columns * made.spectrogram.column_seconds == pytest.approx(
        made.duration, abs=made.spectrogram.column_seconds
    )
    assert len(made.peaks) == 2000


def test_half_an_hour_needs_less_than_a_gigabyte():
    # In a process of its own: the most memory that one has ever held is known for a process only.
    grown = subprocess.run(
        [sys.executable, "-c", HALF_AN_HOUR], check=True, timeout=120, capture_output=True, text=True
    )
    assert float(grown.stdout) < 1000  # MB; the samples are 173 of them


@pytest.mark.filterwarnings("error")
def test_denormal_samples_have_peaks():
    made = overview(np.array([0.0, 1e-40, -1e-40], np.float32), RATE)
    assert made.peaks.tolist() == [[0, 0], [127, 127], [-127, -127]]


def test_json_is_small_and_complete():
    made = overview(speechlike(10.0), RATE)
    wire = json.loads(json.dumps(made.to_json()))
    assert len(json.dumps(wire)) <= 40_000
    assert np.array_equal(np.frombuffer(base64.b64decode(wire["peaks"]), np.int8).reshape(-1, 2), made.peaks)
    energy = np.frombuffer(base64.b64decode(wire["energy"]), np.uint8) / 255 * 100 - 100
    assert energy == pytest.approx(made.energy, abs=0.2)
    drawn = wire["spectrogram"]
    assert base64.b64decode(drawn["image"]) == made.spectrogram.image
    assert wire["duration"] == 10.0
    assert (drawn["floor_db"], drawn["ceiling_db"], drawn["top_hz"]) == (-100.0, 0.0, 12_000.0)


@pytest.mark.parametrize("samples", [np.zeros((100, 2)), [0.0, float("nan")]])
def test_invalid_samples_are_rejected(samples):
    with pytest.raises(InvalidInput, match=r"mono|finite"):
        overview(samples, RATE)


# ---- librosa is imported late -------------------------------------------------------------------------------------

HALF_AN_HOUR = """
import resource, sys
import numpy as np
from studio.audio.view_registry import make_view
most = lambda: resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3)
clip = np.zeros(1800 * 24_000, np.float32)
clip[::12_000] = 0.5
make_view("view", [(clip[:24_000], 24_000)])
before = most()
make_view("view", [(clip, 24_000)])
print(most() - before)
"""

VIEW = """
import numpy as np
from studio.audio.view_registry import make_view
make_view("view", [(np.zeros(24_000, np.float32), 24_000)])
import numba
print(numba.config.CACHE_DIR)
"""


def run(program, **environment):
    inherited = {name: value for name, value in os.environ.items() if name not in ("NUMBA_CACHE_DIR", *environment)}
    done = subprocess.run(
        [sys.executable, "-c", program], check=True, capture_output=True, text=True, env=inherited | environment
    )
    return done.stdout.strip()


def test_importing_the_views_loads_no_analysis_library():
    program = "import studio.audio.view_registry, sys; print({'librosa', 'numba', 'scipy', 'soxr'} & set(sys.modules))"
    assert run(program) == "set()"


def test_making_a_view_compiles_nothing(tmp_path):
    assert run(VIEW, NUMBA_CACHE_DIR=str(tmp_path)) == str(tmp_path)
    assert not list(tmp_path.rglob("*.nb*"))


def test_compiled_code_is_stored_in_the_studios_cache(tmp_path):
    assert run(VIEW, XDG_CACHE_HOME=str(tmp_path), HOME=str(tmp_path)).startswith(str(tmp_path))


def test_unwritable_home_falls_back_to_a_temporary_folder(tmp_path):
    (tmp_path / "file").touch()
    temporary = tmp_path / "temporary"
    temporary.mkdir()
    home = str(tmp_path / "file")
    assert run(VIEW, XDG_CACHE_HOME=home, HOME=home, TMPDIR=str(temporary)).startswith(str(temporary))


def test_world_writable_temporary_folder_is_not_used(tmp_path):
    folder = tmp_path / f"voice-studio-{os.getuid()}"
    folder.mkdir()
    folder.chmod(0o777)
    home = "/dev/null"
    used = Path(run(VIEW, XDG_CACHE_HOME=home, HOME=home, TMPDIR=str(tmp_path)))
    assert used.is_relative_to(tmp_path)
    assert not used.is_relative_to(folder)


def test_warm_up_fills_the_numba_cache(numba_cache):
    assert list(numba_cache.rglob("*.nbc"))
