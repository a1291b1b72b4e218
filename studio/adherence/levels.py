"""What a description asks, as one of a few levels with names."""

from studio.text.description.traits import ONE_SIDED

_OPEN, _SLIGHT, _STRONG = 0.15, 0.45, 0.8  # of a trait's value: what "slightly", a plain word and "very" begin at

_SCALES = {
    "pitch": ("very low", "low", "slightly low", "medium", "slightly high", "high", "very high"),
    "pitch_range": ("monotone", "even", "rather even", "ordinary", "rather lively", "lively", "very lively"),
    "pace": ("very slow", "slow", "slightly slow", "ordinary", "slightly fast", "fast", "very fast"),
    "brightness": ("very dark", "dark", "slightly dark", "ordinary", "slightly bright", "bright", "very bright"),
    "energy": ("very soft", "soft", "slightly soft", "ordinary", "slightly loud", "loud", "very loud"),
    "pauses": ("no long pauses", "some pauses", "pauses", "many pauses"),
    "breathiness": ("not breathy", "slightly breathy", "breathy", "very breathy"),
    "roughness": ("not rough", "slightly rough", "rough", "very rough"),
    "whisper": ("voiced", "whispered"),
}
_TWO_SIDED = ("very_low", "low", "slightly_low", "medium", "slightly_high", "high", "very_high")
_ONE_SIDED = ("none", "slight", "plain", "strong")

#: The dimensions that are judged.
JUDGED = tuple(_SCALES)


def level_of(dimension: str, value: float | bool) -> str:
    """Return the level of a trait's value: a key of the dimension's `levels` in `ranges.toml`."""
    if dimension == "whisper":
        return "yes" if value else "no"
    size = sum(abs(value) >= bound for bound in (_OPEN, _SLIGHT, _STRONG))
    if dimension in ONE_SIDED:
        return _ONE_SIDED[max(size, 1) if value else 0]
    return _TWO_SIDED[3 + (size if value > 0 else -size)]


def name_of(dimension: str, level: str) -> str:
    """Return a level in words: "slightly low"."""
    keys = ("no", "yes") if dimension == "whisper" else _ONE_SIDED if dimension in ONE_SIDED else _TWO_SIDED
    return _SCALES[dimension][keys.index(level)]
