"""Requests: what a person asks for, before anything is made of it."""

from dataclasses import dataclass, replace
from typing import Any

from studio.domain.language import AUTO, parse_language
from studio.domain.limits import MAX_TEXT, check_description, check_seed, check_takes, check_text
from studio.domain.recipe import Recipe, Sampling
from studio.errors import InvalidInput

_LONGEST = 4 * MAX_TEXT  # characters, with marks


@dataclass(frozen=True)
class Request:
    """Takes of a described voice that are asked for; checked when it is made, and changed with `vary`.

    A `Recipe` is the record of one take that was made; `Request.of(take.recipe)` asks for another like it.

    Parameters
    ----------
    description : str
        How the voice sounds, in words.
    text : str
        What is spoken, as a person types it: with marks such as "[pause 0.5]", unless `raw`.
    seed : int, optional
        Of the first take; the others count on from it. None draws one.
    language : str
        One of the ten, or "auto".
    takes : int
        How many, 1 to 8.
    sampling : Sampling, optional
        How tokens are drawn; qwen3 only.
    raw : bool
        Whether marks in the text are spoken as they stand.

    Raises
    ------
    InvalidInput
        If a field cannot be used; `details["field"]` names it.

    Examples
    --------
    >>> calm = Request("a calm woman", "Good evening.", seed=7)
    >>> [calm.vary(description=f"a calm woman, {pace} pace").description for pace in ("slow", "quick")]
    ['a calm woman, slow pace', 'a calm woman, quick pace']
    """

    description: str
    text: str
    seed: int | None = None
    language: str = AUTO
    takes: int = 1
    sampling: Sampling | None = None
    raw: bool = False

    def __post_init__(self) -> None:
        sampling: object = self.sampling
        if sampling is not None and not isinstance(sampling, Sampling):
            what = f"The sampling must be a Sampling, not {type(sampling).__name__}."
            raise InvalidInput(
                what, "Use studio.Sampling(...).", code="invalid-sampling", details={"field": "sampling"}
            )
        checked = {
            "description": check_description(self.description),
            "text": check_text(self.text, _LONGEST),
            "seed": None if self.seed is None else check_seed(self.seed),
            "language": parse_language(self.language),
            "takes": check_takes(self.takes),
        }
        vars(self).update(checked)  # it is frozen

    @classmethod
    def of(cls, recipe: Recipe, **changes: Any) -> "Request":
        """Return the request for one more take of a recipe's words, seed and settings.

        A saved voice that speaks in the recipe is left out: the request is for a described voice.

        Parameters
        ----------
        recipe : Recipe
            Such as `take.recipe`.
        **changes
            Fields of the request that differ.

        Raises
        ------
        InvalidInput
            If a field cannot be used.
        """
        asked = cls(recipe.description, recipe.marked_text, recipe.seed, recipe.language, sampling=recipe.sampling)
        return asked.vary(**changes)

    def vary(self, **changes: Any) -> "Request":
        """Return the request with other fields, checked.

        Raises
        ------
        InvalidInput
            If a field cannot be used.
        TypeError
            If there is no such field.
        """
        return replace(self, **changes)
