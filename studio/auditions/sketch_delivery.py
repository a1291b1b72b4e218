"""A delivery of a voice of the sketch: the same person with the prosody moved."""

from collections.abc import Mapping
from dataclasses import replace

from studio.domain.recipe import Recipe
from studio.domain.sketch_voice import LIMITS, SketchVoice
from studio.text.description import read_traits
from studio.text.language_id import guess_language
from studio.text.sketch_choice import choose_sketch_voice

#: How strongly each take of a proposal is moved: as the delivery says first, then gentler and stronger.
STRENGTHS = (1.0, 0.65, 1.35, 0.8, 1.2, 0.5, 1.5, 0.9)


def delivered(voice: SketchVoice, moves: Mapping[str, float], strength: float = 1.0) -> SketchVoice:
    """Return a voice of the sketch in a delivery.

    Pitch, intonation, pace, pauses, loudness, spectral tilt, breath, roughness, tremor and whisper move; the formants
    and their balance, which are the person, do not.

    Parameters
    ----------
    voice : SketchVoice
        The neutral voice.
    moves : mapping of str to float
        How far, by dimension of the vocabulary, in the units in which the sketch chooses a voice
        (`studio.text.sketch_choice`): a pitch of 1 is six semitones, a pace of 1 nearly twice as fast.
    strength : float
        Factor of all moves; a whisper is one at any strength.

    Returns
    -------
    SketchVoice
        Its numbers stay within `LIMITS`.
    """
    by = {name: strength * value for name, value in moves.items()}
    move = by.get
    energy, smile, intonation = move("energy", 0.0), move("smile", 0.0), move("pitch_range", 0.0)
    whisper = moves["whisper"] >= 0.5 if "whisper" in moves else voice.whisper
    moved = {
        "f0": voice.f0 * 2 ** (6.0 * move("pitch", 0.0) / 12),
        "excursion": voice.excursion * (1 + (intonation if intonation < 0 else 1.2 * intonation)),
        "rate": voice.rate * 2 ** (0.9 * move("pace", 0.0)),
        "breath": voice.breath + move("breathiness", 0.0) + 0.1 * max(-energy, 0.0),
        "roughness": voice.roughness + move("roughness", 0.0),
        "tremor": voice.tremor + 1.4 * move("tremor", 0.0),
        "tilt": voice.tilt + 3.0 * move("brightness", 0.0) + 1.2 * energy + 0.8 * smile,
        "level": voice.level + 4.0 * energy - (3.0 if whisper and not voice.whisper else 0.0),
        "pauses": voice.pauses + move("pauses", 0.0),
    }
    return replace(voice, whisper=whisper, **{name: _within(name, value) for name, value in moved.items()})


def numbers_of(recipe: Recipe, seed: int) -> SketchVoice:
    """Return the numbers of a sketch's voice; one that was saved without them has what description and seed lead to."""
    language = guess_language(recipe.text, recipe.language)
    return recipe.variant or choose_sketch_voice(read_traits(recipe.description), seed, language)


def same_person(one: SketchVoice, other: SketchVoice) -> bool:
    """Return whether two voices of the sketch are of one person, in whatever manner: by their formants."""
    return (one.formants, one.balance) == (other.formants, other.balance)


def _within(name: str, value: float) -> float:
    low, high = LIMITS[name]
    return min(max(value, low), high)
