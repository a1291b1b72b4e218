"""Judges measured clips by the descriptions in their recipes."""

from studio.adherence.followed import Follow
from studio.adherence.judge import follow
from studio.clips.measuring import MeasuredClip
from studio.domain.recipe import Recipe


def follow_clip(clip: MeasuredClip) -> Follow:
    """Judge whether a measured clip does what the description in its recipe asks."""
    recipe = clip.recipe or Recipe("", clip.text, seed=0)
    dimensions = follow(
        recipe.description, clip.measurements, text=clip.text, language=recipe.language, backend=recipe.backend
    )
    faults = tuple(flag.code for flag in clip.flags if flag.severity == "problem")
    return Follow(clip.ref, clip.label, recipe.description, dimensions, faults)
