"""What a backend speaks for a recipe: its text with pauses, pronunciations and joined lines."""

from studio.domain.recipe import Recipe
from studio.text.layout import joined_lines, without_invisible
from studio.text.passages import Passage, passages
from studio.text.pronunciations import respell


def spoken_passages(recipe: Recipe) -> tuple[Passage, ...]:
    """Return the passages of a recipe's text, with the pauses after them.

    Examples
    --------
    >>> spoken_passages(Recipe("a man", "One. Two.", seed=1, pauses=((4, 1.0),)))
    (Passage(text='One.', pause=1.0), Passage(text='Two.', pause=0.0))
    """
    found: list[Passage] = []
    for text, pause in _segments(recipe):
        *others, last = passages(respell(text, recipe.pronunciations))
        found += [*others, Passage(last.text, pause)]
    return tuple(found)


def spoken_text(recipe: Recipe) -> str:
    """Return a recipe's text in one piece, for a backend that speaks it in one go; a pause is a new paragraph."""
    texts = [joined_lines(without_invisible(respell(text, recipe.pronunciations))) for text, _ in _segments(recipe)]
    return "\n\n".join(texts)


def _segments(recipe: Recipe) -> list[tuple[str, float]]:
    """Return the text between pauses, each with the seconds of silence after it."""
    starts = [0, *(position for position, _ in recipe.pauses)]
    ends = [*starts[1:], len(recipe.text)]
    pauses = [*(seconds for _, seconds in recipe.pauses), 0.0]
    texts = [recipe.text[start:end].strip() for start, end in zip(starts, ends, strict=True)]
    return list(zip(texts, pauses, strict=True))
