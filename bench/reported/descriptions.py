"""Descriptions of voices, as the sketch reads them."""

import sys
from collections.abc import Iterator
from pathlib import Path

from studio.auditions.unread import unread_description
from studio.domain.recipe import Recipe
from studio.text.description import DIMENSIONS, read_traits

sys.path.insert(0, str(Path(__file__).parents[2]))

from tests.support.description_table import judge, table

KINDS = {
    "A word that is French and English": ["Elle parle doucement, son timbre est chaud."],
    "The listener's family": ["reading to his daughter and his wife", "a mother calming her baby boy"],
    "Comparatives and negations": [
        "less breathy",
        "not as deep",
        "no hint of rasp",
        "zero rasp",
        "avoid sounding robotic",
        "anything but deep",
        "elle ne chuchote jamais",
    ],
    "Ages": [
        "a 25 yr old man",
        "in her 60's",
        "A little boy of 6",
        "hoarse from 40 years of cigarettes",
        "an old friend",
        "a senior executive",
        "a child's bedtime story",
    ],
    "Words that only look like it": [
        "a high school teacher",
        "deeper breath support",
        "a Deep South accent",
        "a tall, dark stranger",
        "strong Scottish accent",
    ],
    "Shades": ["mid-to-low pitch", "trembling", "chevrotante", "nasal", "long pauses", "with a smile"],
    "Chinese": ["温柔的女声，语速缓慢", "溫柔的女聲", "给女儿讲故事的父亲"],
    "Other languages": ["eine tiefe Stimme", "una voz profunda", "低い男性の声"],
}


def rows() -> Iterator[tuple[str, str, str]]:
    """Yield (kind, input, result)."""
    for kind, descriptions in KINDS.items():
        yield from ((kind, description, _said(description)) for description in descriptions)
    for part in ("tuning", "held out"):
        right, values, _ = judge([row for row in table() if row[0] == part])
        yield "The table of 200 descriptions", part, f"{right} of {values} values right, {right / values:.1%}"


def _said(description: str) -> str:
    """Return what the sketch reads in a description, or the warning that it reads nothing."""
    traits = read_traits(description)
    found = [(name, getattr(traits, name)) for name in DIMENSIONS if getattr(traits, name) is not None]
    said = [f"{name} {value:.2g}" if isinstance(value, float) else f"{name} {value}" for name, value in found]
    said += [f"{mention.dimension} (not measurable)" for mention in traits.unmeasured]
    return ", ".join(said) or unread_description([Recipe(description, "Hello.", seed=1)], "sketch") or "nothing"
