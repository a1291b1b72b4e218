"""Texts to speak."""

from collections.abc import Iterator

import numpy as np

from studio.domain.recipe import Recipe
from studio.text.passages import passages
from studio.worker.backend import Chunk
from studio.worker.sketch.backend import Sketch
from studio.worker.sketch.speakable import speakable

SIGNS = [
    ("english", "1½ cups"),
    ("spanish", "nº 5"),
    ("english", "it´s"),
    ("french", "c´est"),
    ("chinese", "你好～"),
    ("english", "10² and H₂O"),
    ("english", "foo\u200bbar, ba\u2060z"),
]
STOPS = ["It was raised by Sen. Warren in Ohio.", "He works in the U.S. Senate today.", "Am 3. Mai kam z. B. Anna."]
LINES = [
    "There were a king with a large jaw and a queen with\na plain face, on the throne of England.",
    "Chapter One\nThe Storm\nIt was a dark night.",
]
GAP = 0.2  # seconds: the shortest silence that counts


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield (kind, input, result)."""
    for language, text in SIGNS:
        yield "Signs, as the sketch reads them", text, speakable(passages(text)[0].text, language)
    for text in STOPS:
        yield "Sentence ends: silences in the sketch's speech", text, _gaps(text)
    for text in LINES:
        yield "Lines: silences in the sketch's speech", text, _gaps(text)


def _gaps(text: str) -> str:
    """Speak a text, and return the silences inside it."""
    sketch = Sketch()
    steps = list(sketch.generate([Recipe("a man", text, seed=1)], lambda take, frame: None))
    sketch.close()
    sound = np.concatenate([step.samples for step in steps if isinstance(step, Chunk)])
    spoken = np.flatnonzero(np.abs(sound) > 0.01)
    gaps = np.diff(spoken) / sketch.sample_rate
    return ", ".join(f"{gap:.2f} s" for gap in gaps[gaps > GAP]) or "none"
