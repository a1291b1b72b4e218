"""Writes a sketch voice as an espeak-ng voice file."""

from studio.domain.sketch_voice import SWING, TUNE, SketchVoice


def voice_file(variant: SketchVoice) -> str:
    """Write the voice as lines of an espeak-ng voice file.

    Parameters
    ----------
    variant : SketchVoice
        The voice.

    Returns
    -------
    str
        The keywords of espeak-ng's `docs/voices.md`.
    """
    base, top = _pitch_line(variant)
    lines = [
        f"pitch {base} {top}",
        f"flutter {round(2 + 14 * variant.tremor + 4 * variant.roughness)}",
        f"roughness {round(min(7, 7 * variant.roughness))}",
        *_formant_lines(variant),
        *_breath_lines(variant),
    ]
    return "\n".join(["", *lines, ""])


def _pitch_line(variant: SketchVoice) -> tuple[int, int]:
    # espeak-ng: F0 = base - 9 + 0.0132 * tune * (top - base), where the tune's median is near 65.
    swing = SWING * variant.excursion
    base = (variant.f0 + 9) / (1 + TUNE * swing)
    return round(base), round(base * (1 + swing))


def _formant_lines(variant: SketchVoice) -> list[str]:
    scale = 100 * variant.formants
    first, upper = scale / variant.balance**0.5, scale * variant.balance**0.5
    # The harmonics of a high voice lie far apart: wider formants keep vowels from jumping as pitch moves.
    width = 100 * max(1.0, variant.f0 / 110) ** 0.4
    low, open_mouth = (0, 80) if variant.whisper else (100, 100)
    return [
        f"formant 0 {round(scale)} {low} 100",
        f"formant 1 {round(first)} {open_mouth} {round(width)}",
        *(f"formant {number} {round(upper)} 100 {round(width)}" for number in range(2, 9)),
    ]


def _breath_lines(variant: SketchVoice) -> list[str]:
    if variant.whisper:
        return ["voicing 0", "breath 75 75 60 40 15 10", "breathw 150 150 200 200 400 400"]
    if variant.breath < 0.05:
        return []
    strength = [round(weight * variant.breath) for weight in (12, 16, 16, 14, 7, 4)]
    return [f"voicing {round(100 - 35 * min(1, variant.breath))}", "breath " + " ".join(map(str, strength))]
