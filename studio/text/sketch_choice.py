"""Chooses the parameters of a sketch voice that a description allows: by its traits and a seed."""

import math
from collections.abc import Mapping

from studio.domain.sketch_voice import SWING, TUNE, SketchVoice
from studio.text.description import Traits

#: Gender → (median F0 in Hz, formants relative to a man's) of adults who read calmly: within the middle step of
#: `studio/adherence/ranges.toml`. The formants of women and children, and the child's F0, are near those that Peterson
#: and Barney measured in 1952.
_ADULTS = {"male": (112.0, 1.0), "neutral": (152.0, 1.08), "female": (196.0, 1.16)}
#: The same of a child of eight, whatever the gender.
_CHILD = (272.0, 1.27)
_BROKEN = 13  # years; before, boys speak as high as girls
#: espeak-ng's words a minute are of English; this makes an ordinary pace ordinary in other languages (docs/follow.md).
_PACE = {"french": 0.93, "german": 0.85, "italian": 0.84, "japanese": 0.85, "spanish": 0.89, "chinese": 1.06}
#: As `TUNE`, of languages where it lies elsewhere: the tones of Chinese spend more time low.
_TUNES = {"chinese": 0.42}


def choose_sketch_voice(traits: Traits, seed: int, language: str = "english") -> SketchVoice:
    """Choose a voice that the description allows: the seed decides what it leaves open.

    What is said moves by a little from seed to seed; what is not said moves over the band of ordinary voices.

    Parameters
    ----------
    traits : Traits
        What the description says.
    seed : int
        Any whole number.
    language : str
        Of the text, which the pace depends on.

    Returns
    -------
    SketchVoice
        The same for the same arguments.
    """
    draw = _Draw(seed)
    gender = traits.gender or ("male" if draw("gender") < 0.5 else "female")
    age = traits.age if traits.age is not None else 24 + 36 * draw("age")
    pitch = draw.near(traits.pitch, "pitch", said=0.2, unsaid=0.35)
    pitch_range = draw.near(traits.pitch_range, "pitch_range", said=0.08, unsaid=0.3)
    pace = draw.near(traits.pace, "pace", said=0.08, unsaid=0.2)
    brightness = draw.near(traits.brightness, "brightness", said=0.1, unsaid=0.35)
    energy = draw.near(traits.energy, "energy", said=0.08, unsaid=0.15)
    breathiness = draw.near(traits.breathiness, "breathiness", said=0.05, unsaid=0.08)
    roughness = draw.near(traits.roughness, "roughness", said=0.05, unsaid=0.08)
    smile = traits.smile or 0.0
    f0, formants = _body(gender, age)
    excursion = max(0.0, 1.0 + (pitch_range if pitch_range < 0 else 1.2 * pitch_range))
    old = max(0.0, (age - 58) / 30)
    return SketchVoice(
        f0=_with_tune(f0 * 2 ** ((6.0 * pitch + 0.7 * max(energy, 0)) / 12), excursion, language),
        excursion=excursion,
        rate=165 * _PACE.get(language, 1.0) * 2 ** (0.9 * pace + 0.06 * energy - 0.15 * old),
        # A smile shortens the vocal tract at the lips, which raises the upper formants most.
        formants=formants * (1 + 0.045 * pitch) * (1 + 0.1 * (draw("size") - 0.5)) * (1 + 0.03 * smile),
        balance=(1 + 0.1 * (draw("balance") - 0.5)) * (1 + 0.05 * smile),
        breath=max(0.0, breathiness + 0.12 * old + 0.1 * max(-energy, 0)),
        roughness=max(0.0, roughness + 0.15 * old),
        tremor=_tremor(traits.tremor, old),
        tilt=3.0 * brightness + 1.2 * energy + 0.8 * smile,
        level=-21.5 + 4.0 * energy - (3.0 if traits.whisper else 0.0),
        whisper=bool(traits.whisper),
        pauses=traits.pauses or 0.0,
    )


def _with_tune(f0: float, excursion: float, language: str) -> float:
    """Return the F0 of a voice whose median is `f0` when it speaks a language."""
    swing = SWING * excursion
    return (f0 + 9) * (1 + TUNE * swing) / (1 + _TUNES.get(language, TUNE) * swing) - 9


def _tremor(said: float | None, old: float) -> float:
    """Return the tremor of a voice: what is said of it; else more the older it is."""
    usual = 0.12 + 0.5 * old
    return usual if said is None else 1.4 * said


def _body(gender: str, age: float) -> tuple[float, float]:
    """Return median F0 and formant scale: a child's at 8, an adult's from 19 on, and the drift of old voices."""
    f0, formants = _ADULTS[gender]
    if age < _BROKEN:
        f0 = max(f0, _ADULTS["female"][0])
    grown = min(1.0, max(0.0, (age - 8) / 11))
    old = max(0.0, (age - 60) / 30)
    drift = {"male": 1.10, "female": 0.90, "neutral": 1.0}[gender] ** old
    young = 1 + 0.06 * min(1.0, max(0.0, (32 - age) / 12)) * grown
    return (
        math.exp((1 - grown) * math.log(_CHILD[0]) + grown * math.log(f0)) * drift * young,
        (1 - grown) * _CHILD[1] + grown * formants,
    )


class _Draw:
    """Low-discrepancy draws: consecutive seeds give distant values, so that the takes of an audition differ.

    Each dimension is an additive recurrence, the fractional part of (seed + 1) times a square root of a prime;
    in plain Python arithmetic, so that it is the same everywhere.
    """

    _ROOTS: Mapping[str, float] = {
        "pitch": (1 + math.sqrt(5)) / 2,
        "size": math.sqrt(2),
        "gender": math.sqrt(3),
        "pace": math.sqrt(7),
        "brightness": math.sqrt(11),
        "balance": math.sqrt(13),
        "pitch_range": math.sqrt(17),
        "age": math.sqrt(19),
        "energy": math.sqrt(23),
        "breathiness": math.sqrt(29),
        "roughness": math.sqrt(31),
    }

    def __init__(self, seed: int) -> None:
        self._seed = seed

    def __call__(self, dimension: str) -> float:
        """Return a number from 0 to 1."""
        return ((self._seed + 1) * self._ROOTS[dimension]) % 1.0

    def near(self, value: float | None, dimension: str, *, said: float, unsaid: float) -> float:
        """Return a number near the value, or in a band around 0 if there is none."""
        reach = unsaid if value is None else said
        return (value or 0.0) + reach * (2 * self(dimension) - 1)
