"""What of a preset a format does not hold, in sentences."""

from collections.abc import Callable, Sequence

from studio.domain.backends import clones_voices
from studio.exchange.format import EVERYTHING, Format
from studio.exchange.reference_sound import LONGEST, SHORTEST
from studio.store.preset_folder import Preset
from studio.store.ratings import Rating

#: Part of a preset → what a person calls it, and whether a preset has it.
_PARTS: dict[str, tuple[str, Callable[[Preset], object]]] = {
    "description": ("the description", lambda preset: not preset.recipe.is_recording),
    "recipe": ("the recipe with its seed", lambda preset: not preset.recipe.is_recording),
    "tags": ("the tags", lambda preset: preset.tags),
    "notes": ("the notes", lambda preset: preset.notes),
    "licence": ("the licence", lambda preset: preset.licence),
    "consent": ("the consent", lambda preset: preset.consent),
    "lineage": ("where it comes from", lambda preset: preset.lineage),
    "deliveries": ("the deliveries", lambda preset: preset.deliveries),
    "pronunciations": ("the pronunciations", lambda preset: preset.pronunciations),
    "measurements": ("the measurements", lambda preset: preset.measurements),
    "rating": ("the rating", lambda preset: preset.rating != Rating()),
}


def lost(presets: Sequence[Preset], form: Format) -> tuple[str, ...]:
    """Return in sentences what is lost when presets are exported in a format; () for nothing."""
    gone = [
        name
        for part, (name, has) in _PARTS.items()
        if part not in form.keeps and any(has(preset) for preset in presets)
    ]
    sentences: list[str] = []
    if gone:
        sentences.append(f"Not in it: {', '.join(gone)}.")
    if form.keeps == EVERYTHING:
        return tuple(sentences)
    if not all(clones_voices(preset.recipe.backend) for preset in presets):
        sentences.append("The sketch speaks only in the studio; other programs copy its sound.")
    for preset in presets:
        if not SHORTEST <= preset.duration <= LONGEST:
            usual = f"{SHORTEST:.0f} to {LONGEST:.0f} s"
            sentences.append(f"{preset.name!r} lasts {preset.duration:.1f} s; most programs copy a voice from {usual}.")
    return tuple(sentences)
