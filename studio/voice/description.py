"""What a description says about the voice, dimension by dimension."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Traits:
    """What a description says; None where it says nothing.

    Parameters
    ----------
    gender : str, optional
        "female", "male" or "neutral".
    age : float, optional
        Years.
    pitch : float, optional
        -1 very low, 0 medium, 1 very high, among voices of that gender and age.
    pitch_range : float, optional
        -1 monotone, 1 very lively.
    pace : float, optional
        -1 very slow, 1 very fast.
    brightness : float, optional
        -1 very dark, 1 very bright.
    energy : float, optional
        -1 very soft, 1 very loud.
    breathiness, roughness : float, optional
        0 none, 1 very much.
    whisper : bool, optional
        Whether it is whispered.
    """

    gender: str | None = None
    age: float | None = None
    pitch: float | None = None
    pitch_range: float | None = None
    pace: float | None = None
    brightness: float | None = None
    energy: float | None = None
    breathiness: float | None = None
    roughness: float | None = None
    whisper: bool | None = None


def read_traits(description: str) -> Traits:
    """Read a description."""
    return Traits()
