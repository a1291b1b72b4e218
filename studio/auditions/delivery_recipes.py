"""The recipes of takes that propose a delivery of a saved voice."""

from collections.abc import Mapping
from dataclasses import replace

from studio.auditions.reference_voice import ReferenceVoice, length_fault
from studio.auditions.sketch_delivery import STRENGTHS, delivered, numbers_of
from studio.domain.backends import SKETCH
from studio.domain.delivery import check_delivery_name
from studio.domain.limits import MAX_SEED, check_takes
from studio.domain.recipe import Recipe
from studio.errors import InvalidInput
from studio.text.deliveries import described, moves_of
from studio.text.sentences import standard_passage


def delivery_recipes(voice: ReferenceVoice, name: str, words: str = "", takes: int = 4) -> tuple[Recipe, ...]:
    """Return the recipes of takes of a voice in a delivery, with the text of its reference.

    On the sketch the same numbers make each of them, with the prosody moved, gentler and stronger from take to take. A
    described voice is designed again with the words of the delivery. The seeds count on from the voice's own.

    Parameters
    ----------
    voice : ReferenceVoice
        The neutral voice.
    name, words
        Of the delivery, as for `studio.text.deliveries.described`.
    takes : int
        How many, 1 to 8.

    Raises
    ------
    InvalidInput
        If an argument cannot be used; with the code "delivery-without-effect" if the sketch understands nothing of the
        words.
    """
    count, name = check_takes(takes), check_delivery_name(name)
    description = described(voice.recipe.description, name, words).description
    first = replace(voice.recipe, description=description, backend="", model="", revision="", versions={})
    if voice.voice.backend == SKETCH.name:
        moves = _audible_moves(name, words)
        variant = numbers_of(voice.recipe, voice.voice.seed)
        variants = [delivered(variant, moves, strength) for strength in STRENGTHS[:count]]
        spoken_by = replace(voice.voice, name=f"{voice.voice.name}/{name}")
        recipes = [replace(first, voice=spoken_by, variant=each) for each in variants]
    else:
        recipes = [_designed(voice, first)] * count
    seeds = [(voice.voice.seed + offset) % (MAX_SEED + 1) for offset in range(count)]
    return tuple(replace(recipe, seed=seed).checked() for recipe, seed in zip(recipes, seeds, strict=True))


def _designed(voice: ReferenceVoice, recipe: Recipe) -> Recipe:
    """Return the recipe of a described voice; its text is another where the voice's own is no good reference."""
    recipe = replace(recipe, voice=None, variant=None)
    if length_fault(voice.recipe, voice.duration) is None:
        return recipe
    text = standard_passage(voice.recipe.text, voice.recipe.language)
    return replace(recipe, text=text, frame_cap=0, pauses=(), pronunciations={})


def _audible_moves(name: str, words: str) -> Mapping[str, float]:
    moves = moves_of(name, words)
    if not any(moves.values()):
        raise InvalidInput(
            f"The sketch does not know how {(words.strip() or name)[:40]!r} sounds.",
            "Say it in words of pace, pitch, loudness, breath or pauses: “slow, soft, with long pauses”.",
            code="delivery-without-effect",
            details={"field": "words"},
        )
    return moves
