"""Measure the time and size of the views of a clip, compared with matplotlib.

.venv/bin/pip install -e '.[bench]'
.venv/bin/python bench/views.py

The last part starts the studio and requests the view of a starter preset as soon as the page is open.
"""

import io
import json
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from importlib.util import find_spec

import numpy as np

from studio.audio.alignment import spectral_difference
from studio.audio.frames import ANALYSIS_RATE as RATE
from studio.audio.loudness import matching_gains
from studio.audio.pitch import pitch_pyin, pitch_yin
from studio.audio.views import linear_spectrogram, overview
from studio.audio.warm_up import warm_up

ROUNDS = 15
Clip = np.ndarray


def speechlike(seconds: float, pace: float = 3.0) -> Clip:
    """Return gliding, amplitude-modulated harmonics with faint noise, about as compressible as speech."""
    time_axis = np.arange(round(seconds * RATE)) / RATE
    phase = 2 * np.pi * np.cumsum(120 + 30 * np.sin(2 * np.pi * 0.7 * time_axis)) / RATE
    voiced = sum(np.sin(n * phase) / n for n in range(1, 40)) * np.clip(np.sin(2 * np.pi * pace * time_axis), 0, 1)
    noise = np.random.default_rng(1).normal(size=len(time_axis))
    return (0.1 * voiced + 0.0003 * noise).astype(np.float32)


def drawn_by_matplotlib(clip: Clip) -> bytes:
    """Draw waveform and mel spectrogram the usual way, as a PNG of the player's size."""
    import librosa
    import librosa.display
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 3), dpi=100)
    wave, bands = figure.subplots(2, 1, sharex=True)
    librosa.display.waveshow(clip, sr=RATE, ax=wave)
    power = librosa.feature.melspectrogram(y=clip, sr=RATE, n_fft=2048, win_length=1024, hop_length=240)
    levels = librosa.power_to_db(power, ref=np.max)
    librosa.display.specshow(levels, sr=RATE, hop_length=240, x_axis="time", y_axis="mel", ax=bands)
    file = io.BytesIO()
    figure.savefig(file, format="png")
    return file.getvalue()


def milliseconds(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    took = []
    for _ in range(rounds):
        start = time.perf_counter()
        work()
        took.append(1000 * (time.perf_counter() - start))
    return statistics.median(took)


def report(what: str, value: float, unit: str) -> None:
    print(f"{what:<46}{value:9.1f} {unit}")


def size(view: object) -> float:
    return len(json.dumps(view.to_json())) / 1000  # type: ignore[attr-defined]


def measure(seconds: int) -> float:
    """Print the figures for one clip length, and return the time of the overview in milliseconds."""
    clip, other = speechlike(seconds), speechlike(seconds * 0.9, pace=3.3)
    made = milliseconds(lambda: overview(clip, RATE))
    report(f"{seconds} s: view (peaks, energy, mel)", made, "ms")
    report(f"{seconds} s: view over the wire", size(overview(clip, RATE)), "kB")
    report(f"{seconds} s: linear spectrogram", milliseconds(lambda: linear_spectrogram(clip, RATE)), "ms")
    report(
        f"{seconds} s: difference of two",
        milliseconds(lambda: spectral_difference((clip, RATE), (other, RATE)), 5),
        "ms",
    )
    for name, track in (("yin", pitch_yin), ("pyin", pitch_pyin)):
        start = time.perf_counter()
        track(speechlike(seconds, pace=2.9), RATE)  # not in the cache
        report(f"{seconds} s: F0 by {name}", 1000 * (time.perf_counter() - start), "ms")
    report(f"{seconds} s: gains of two", milliseconds(lambda: matching_gains([(clip, RATE)] * 2), 5), "ms")
    return made


def first_view_after_start() -> float:
    """Return the milliseconds from the message that the studio is open to the first view."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    with tempfile.TemporaryDirectory() as home:
        command = [sys.executable, "-m", "studio", "ui", "--no-browser", "--backend", "sketch", "--home", home]
        process = subprocess.Popen([*command, "--port", str(port)], stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            next(line for line in process.stdout if "http://" in line)
            start = time.perf_counter()
            address = f"http://127.0.0.1:{port}/studio/views/view.json?ref=preset:harbour-master"
            with urllib.request.urlopen(address) as answer:
                answer.read()
            return 1000 * (time.perf_counter() - start)
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    if find_spec("matplotlib") is None:
        sys.exit("matplotlib, needed for the comparison, is not installed: pip install -e '.[bench]'")
    start = time.perf_counter()
    warm_up()
    report("warm-up", time.perf_counter() - start, "s")
    ours = measure(10)
    measure(60)
    clip = speechlike(10)
    drawn_by_matplotlib(clip)
    theirs = milliseconds(lambda: drawn_by_matplotlib(clip), 7)
    report("10 s: matplotlib with librosa.display, as PNG", theirs, "ms")
    report("10 s: the same as PNG", len(drawn_by_matplotlib(clip)) / 1000, "kB")
    report("10 s: the view is faster by", theirs / ours, "times")
    report("first view after the studio says it is open", first_view_after_start(), "ms")
