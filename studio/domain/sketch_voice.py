"""The parameters of a voice of the sketch backend."""

from dataclasses import dataclass

from studio.errors import InvalidInput

#: Ranges, wider than any description needs; far beyond them, espeak-ng crashes its process.
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
    "pauses": (0.0, 2.0),
}
#: Of espeak-ng's range of pitch, for an excursion of 1; and how far the median of its tunes lies up that range.
SWING, TUNE = 0.55, 0.8


@dataclass(frozen=True)
class SketchVoice:
    """The parameters of a voice of the sketch backend; a preset saves them.

    Parameters
    ----------
    f0 : float
        Median fundamental frequency in Hz, 50 to 600.
    excursion : float
        Range of intonation relative to espeak-ng's default voice, 0 (monotone) to 4.
    rate : float
        Words a minute, 40 to 500.
    formants : float
        Formant frequencies relative to an adult man's, 0.7 to 1.6.
    balance : float
        Formants 2 and 3 relative to formant 1, 0.8 to 1.25: the speaker's identity more than the manner.
    breath : float
        Aspiration noise, 0 (none) to 2; 1 is strong.
    roughness : float
        0 to 2, as breath.
    tremor : float
        Slow variation of F0, 0 to 2, as breath.
    tilt : float
        Change of the spectral tilt in dB per octave, -8 to 8.
    level : float
        Loudness in LUFS, -40 to -12.
    whisper : bool
        Whether there is no voicing.
    pauses : float
        How much longer pauses are than usual, 0 to 2: 1 makes them three times as long.

    Raises
    ------
    InvalidInput
        If a parameter is not a number, or out of range.
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
    pauses: float = 0.0

    def __post_init__(self) -> None:
        for name, (low, high) in LIMITS.items():
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int | float) or not low <= value <= high:
                raise _invalid_parameter(name, value, f"Use a number from {low:g} to {high:g}.")
        if not isinstance(self.whisper, bool):
            raise _invalid_parameter("whisper", self.whisper, "Use true or false.")


def _invalid_parameter(name: str, value: object, next_step: str) -> InvalidInput:
    what = f"A sketch voice's {name} cannot be {str(value)[:40]}."
    return InvalidInput(what, next_step, code="invalid-variant", details={"field": name})
