"""A voice of the sketch in numbers."""

from dataclasses import dataclass

from studio.errors import InvalidInput

#: Wider than any description leads to; far beyond, espeak-ng ends the process that it speaks in.
LIMITS = {
    "f0": (50.0, 600.0),
    "excursion": (0.0, 4.0),
    "rate": (40.0, 500.0),
    "formants": (0.7, 1.6),
    "balance": (0.8, 1.25),
    "breath": (0.0, 2.0),
    "roughness": (0.0, 2.0),
    "tremor": (0.0, 2.0),
    "tilt": (-8.0, 8.0),
    "level": (-40.0, -12.0),
}


@dataclass(frozen=True)
class Variant:
    """A voice of the sketch in numbers: what locking keeps of it.

    Parameters
    ----------
    f0 : float
        Median fundamental frequency in Hz, 50 to 600.
    excursion : float
        How far intonation moves F0, relative to espeak-ng's ordinary voice; 0 is monotone, 4 the most.
    rate : float
        Words a minute, 40 to 500.
    formants : float
        Formant frequencies relative to an adult man's, 0.7 to 1.6.
    balance : float
        Formant 2 and 3 relative to formant 1, 0.8 to 1.25: who is speaking, more than how.
    breath : float
        Aspiration noise; 0 none, 1 very much, 2 the most.
    roughness : float
        As breath.
    tremor : float
        Slow wavering of F0; as breath.
    tilt : float
        Change of the spectrum's slope in dB an octave, -8 to 8.
    level : float
        Loudness in LUFS, -40 to -12.
    whisper : bool
        Without any voicing.

    Raises
    ------
    InvalidInput
        If one of them is no number, or out of its range.
    """

    f0: float
    excursion: float
    rate: float
    formants: float
    balance: float
    breath: float
    roughness: float
    tremor: float
    tilt: float
    level: float
    whisper: bool

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                raise _no_variant(name, value, f"Use a number from {low:g} to {high:g}.")
        if not isinstance(self.whisper, bool):
            raise _no_variant("whisper", self.whisper, "Use true or false.")


def _no_variant(name: str, value: object, next_step: str) -> InvalidInput:
    what = f"A sketch voice's {name} cannot be {str(value)[:40]}."
    return InvalidInput(what, next_step, code="invalid-variant", details={"field": name})
