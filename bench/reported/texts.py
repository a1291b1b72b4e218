"""Texts to speak."""

from collections.abc import Iterator

import numpy as np

from studio.domain.recipe import Recipe
from studio.domain.script import Script
from studio.errors import InvalidInput
from studio.text.language_id import guess_language
from studio.text.marks import read_marks
from studio.text.passages import passages
from studio.text.pronunciations import respell
from studio.text.scripts import check_scripts, unreadable
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
SHORT = ["Chapitre 3.", "Bon voyage !", "1984", "À suivre...", "Thank you very much."]
MARKED = [
    "It is **very** late.",
    "# Chapter One\nIt was dark.",
    "It was <b>dark</b>.",
    'Wait. <break time="1s"/> Go.',
    "Wait. [pause 0.5] Go.",
]
SCRIPTS = ["مرحبا بالعالم", "สวัสดีครับ", "Hello, مرحبا", "the angle α"]
RESPELLED = [("Nguyen's GIF, gif and gifts", {"Nguyen": "Win", "gif": "jif"})]
GAP = 0.2  # seconds: the shortest silence that counts


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield (kind, input, result)."""
    for language, text in SIGNS:
        yield "Signs, as the sketch reads them", text, speakable(passages(text)[0].text, language)
    for text in STOPS:
        yield "Sentence ends: silences in the sketch's speech", text, _gaps(text)
    for text in LINES:
        yield "Lines: silences in the sketch's speech", text, _gaps(text)
    for text in SHORT:
        told = guess_language(text, voice="french")
        yield "Languages: in a French voice, and without a voice", text, f"{told}, {guess_language(text)}"
    for text in MARKED:
        script = read_marks(text)
        yield "Marks: what is spoken, and what the person is told", text, f"{script.text!r} {' '.join(script.notes)}"
    for text in SCRIPTS:
        yield "Scripts", text, _refusal(text)
    yield (
        "Scripts, of the sketch alone",
        "東京は日本 (Japanese)",
        f"{unreadable('東京は日本', 'japanese')[0]:.0%}: refused",
    )
    for text, words in RESPELLED:
        yield f"Pronunciations {words}", text, respell(text, words)


def _refusal(text: str) -> str:
    try:
        check_scripts(Script(text))
    except InvalidInput as error:
        return error.what
    return "spoken"


def _gaps(text: str) -> str:
    """Speak a text, and return the silences inside it."""
    sketch = Sketch()
    steps = list(sketch.generate([Recipe("a man", text, seed=1)], lambda take, frame: None))
    sketch.close()
    sound = np.concatenate([step.samples for step in steps if isinstance(step, Chunk)])
    spoken = np.flatnonzero(np.abs(sound) > 0.01)
    gaps = np.diff(spoken) / sketch.sample_rate
    return ", ".join(f"{gap:.2f} s" for gap in gaps[gaps > GAP]) or "none"
