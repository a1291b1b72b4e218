"""The page's texts: the same in every language, and all that the page asks for."""

import re
from pathlib import Path

import numpy as np
import pytest

import studio.ui
from studio.adherence.reasons import REASONS
from studio.audio.checks import check
from studio.audio.measurements import MEASUREMENTS
from studio.audio.significance import SKETCH_SPREAD
from studio.clips.long_measurements import TOO_LONG
from studio.text.vocabulary import vocabulary
from studio.ui.words import LANGUAGES, table

UI = Path(studio.ui.__file__).parent
USED = re.compile(r"""\b(?:t|words|counted)\(\s*["']([a-z_]+\.[a-z_0-9]+)["']""")
PLACE = re.compile(r"\{\w+\}")


def keys_in_use() -> dict[str, Path]:
    """Return the keys that modules name in full, each with a file that does."""
    sources = [path for path in UI.rglob("*") if path.suffix in {".js", ".py"}]
    return {key: path for path in sources for key in USED.findall(path.read_text(encoding="utf-8"))}


@pytest.mark.parametrize("language", LANGUAGES[1:])
def test_every_language_has_the_same_texts_with_the_same_places(language: str) -> None:
    english, other = table(LANGUAGES[0]), table(language)
    assert set(other) == set(english)
    for key, text in english.items():
        assert sorted(PLACE.findall(other[key])) == sorted(PLACE.findall(text)), key
        assert other[key].strip(), key


def test_every_text_that_the_page_asks_for_exists() -> None:
    known = set(table(LANGUAGES[0]))
    for key, path in keys_in_use().items():
        assert key in known or f"{key}.other" in known, f"{path.name} asks for {key}"


def test_english_words_for_measurements_are_those_of_the_measurements() -> None:
    english = table("en")
    for name, measurement in MEASUREMENTS.items():
        words = [english[f"measures.{name}{form}"] for form in ("", "_more", "_less")]
        assert words == [measurement.label, measurement.more, measurement.less]
    assert english["measures.basis_sketch"] == SKETCH_SPREAD.basis


def test_every_dimension_and_reason_of_did_it_follow_has_words() -> None:
    english = table("en")
    assert all(english[f"follow.d_{each.name}"] for each in vocabulary().dimensions)
    assert {name: english[f"follow.reason_{name}"] for name in REASONS} == REASONS


def test_english_words_for_flags_are_those_of_the_checks() -> None:
    english = table("en")
    noise = np.random.default_rng(1).normal(0, 0.2, 120_000).astype(np.float32)
    clips = [np.zeros(24_000, np.float32), np.clip(noise * 4, -0.9, 0.9), np.pad(noise, 48_000), noise / 10 + 0.3]
    found = [flag for clip in clips for flag in check(clip, 24_000, "Oh.")] + [TOO_LONG]
    assert {flag.code for flag in found} >= {"silent", "clipping", "silent-start", "silent-end", "dc-offset", "runaway"}
    for flag in found:
        shown = dict(zip("ab", (f"{value:,}" for value in flag.values), strict=False))
        assert english[f"flags.{flag.code}"].format(**shown) == flag.what
