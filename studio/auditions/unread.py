"""Descriptions that have no effect on a sketch, because they are in a language that it does not understand."""

from collections.abc import Sequence

from studio.domain.backends import SKETCH
from studio.domain.recipe import Recipe
from studio.text.description import read_traits
from studio.text.description.lexicon import LEXICONS

_FEWEST_WORDS = 3  # of a description in no known language; fewer may be a name
_ADVICE = f"Use {', '.join(map(str.capitalize, LEXICONS[:-1]))} or {LEXICONS[-1].capitalize()}."


def unread_description(recipes: Sequence[Recipe], backend: str) -> str:
    """Return a warning if the sketch understands nothing in a description because of its language, else "".

    Parameters
    ----------
    recipes : sequence of Recipe
        Of one request; lines in saved voices do not depend on descriptions.
    backend : str
        Which backend makes them.

    Examples
    --------
    >>> unread_description([Recipe("eine tiefe Stimme", "Hallo.", seed=1)], "sketch")
    'The sketch does not understand German, so this description has no effect. Use English, French or Chinese.'
    """
    if backend != SKETCH.name:
        return ""
    for description in {recipe.description: None for recipe in recipes if recipe.voice is None and not recipe.variant}:
        traits = read_traits(description)
        if traits.language not in ("", *LEXICONS):
            language = traits.language.capitalize()
            return f"The sketch does not understand {language}, so this description has no effect. {_ADVICE}"
        if not traits.language and not traits.mentions and len(description.split()) >= _FEWEST_WORDS:
            return f"The sketch does not understand the language of this description, which has no effect. {_ADVICE}"
    return ""
