"""Generate the starter gallery in `presets/`: `python scripts/starters.py`.

The sketch backend speaks them, so that somebody without a model has something to hear and to start from.
"""

import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from studio import Studio
from studio.store.presets import PresetShelf

GALLERY = Path(__file__).parent.parent / "presets"


@dataclass(frozen=True)
class Starter:
    """One preset of the gallery."""

    name: str
    description: str
    text: str
    seed: int
    tags: tuple[str, ...]
    language: str = "english"


STARTERS = (
    Starter(
        "Evening storyteller",
        "A calm woman in her sixties, low register, slow, slightly husky.",
        "Come closer to the fire. This is an old story.",
        4,
        ("story", "warm"),
    ),
    Starter(
        "Bright guide",
        "A cheerful young woman, high and clear, lively and quick, with a bright timbre.",
        "Welcome! The tour starts right here.",
        11,
        ("guide", "young"),
    ),
    Starter(
        "Harbour master",
        "An old man with a deep, gravelly voice, slow and loud.",
        "No boat leaves before the fog does.",
        7,
        ("character", "rough"),
    ),
    Starter(
        "News desk",
        "A middle-aged man, medium pitch, even and clear, at a brisk pace.",
        "Good morning. Here are the headlines.",
        21,
        ("news", "neutral"),
    ),
    Starter(
        "Behind the door",
        "A young woman whispering slowly.",
        "Quiet. They are still in the house.",
        3,
        ("whisper",),
    ),
    Starter(
        "Voix de nuit",
        "Une femme d'une quarantaine d'années, voix grave, douce et soufflée, débit lent.",
        "Il est minuit. Restez encore un peu avec nous.",
        9,
        ("radio", "français"),
        "french",
    ),
)


def main() -> None:
    """Speak and save all starters."""
    for folder in GALLERY.glob("*/"):
        shutil.rmtree(folder)
    shelf = PresetShelf(GALLERY)
    with tempfile.TemporaryDirectory() as home, Studio(home, backend="sketch") as studio:
        for starter in STARTERS:
            take = studio.design(
                starter.description, text=starter.text, takes=1, seed=starter.seed, language=starter.language
            )[0]
            shelf.save(take, starter.name, tags=starter.tags)


if __name__ == "__main__":
    main()
