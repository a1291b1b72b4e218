"""Print how large and how loud the sounds in a notebook are, beside the voices of the gallery that they are made from.

Run: python bench/opus_levels.py
"""

from pathlib import Path

import numpy as np

from studio.audio.loudness import loudness
from studio.audio.opus import opus
from studio.audio.sound_file import decode, decode_bytes

TEN_SECONDS = 240_000  # samples


def main() -> None:
    gallery = Path(__file__).parent.parent / "presets"
    print(f"{'voice':24} {'KB of 10 s':>10} {'kbit/s':>7} {'dB louder':>10} {'dB of peak':>10}")
    for path in sorted(gallery.glob("*/reference.flac")):
        speech, rate = decode(path)
        clip = np.resize(speech, TEN_SECONDS)
        file = opus(clip, rate)
        heard, heard_rate = decode_bytes(file)
        louder = loudness(heard, heard_rate) - loudness(clip, rate)
        peak = 20 * np.log10(np.abs(heard).max() / np.abs(clip).max())
        kilobits = len(file) * 8 / 10 / 1000
        print(f"{path.parent.name:24} {len(file) / 1000:10.1f} {kilobits:7.1f} {louder:+10.3f} {peak:+10.2f}")


if __name__ == "__main__":
    main()
