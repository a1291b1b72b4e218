"""What a sweep makes: the descriptions of every combination of its values, each with every seed."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import product
from string import Formatter
from typing import Any

from studio.domain.limits import check_seed
from studio.domain.request import Request
from studio.errors import InvalidInput

_COLUMNS = ("seed", "take")  # of the table, beside the names


@dataclass(frozen=True)
class SweepPlan:
    """Descriptions with named values, and seeds.

    Parameters
    ----------
    template : str
        A description with names in braces: "a calm woman, {pace} pace".
    values : mapping of str to tuple
        The values of each name, in order.
    seeds : tuple of int
        Of the takes of each description.
    """

    template: str
    values: Mapping[str, tuple[Any, ...]]
    seeds: tuple[int, ...]

    def cells(self) -> Iterator[tuple[dict[str, Any], int]]:
        """Yield the values and the seed of each take: the last name changes first, and the seed before all names."""
        for chosen in product(*self.values.values()):
            for seed in self.seeds:
                yield dict(zip(self.values, chosen, strict=True)), seed

    def requests(self, text: str, **asked: Any) -> list[Request]:
        """Return a request for each take; `asked` are further fields of a `Request`.

        Raises
        ------
        InvalidInput
            If a description, the text or another field cannot be used.
        """
        return [Request(self.template.format_map(values), text, seed, **asked) for values, seed in self.cells()]


def sweep_plan(template: str, values: Mapping[str, Iterable[Any]], seeds: Iterable[int]) -> SweepPlan:
    """Return the plan of a sweep, checked.

    Raises
    ------
    InvalidInput
        If the names in braces and the values do not match, or there are no values or no seeds;
        `details["field"]` names what is wrong.

    Examples
    --------
    >>> plan = sweep_plan("a calm woman, {pace} pace", {"pace": ["slow", "quick"]}, range(2))
    >>> [(request.description, request.seed) for request in plan.requests("Good evening.")][1:3]
    [('a calm woman, slow pace', 1), ('a calm woman, quick pace', 0)]
    """
    names = _names_in(template)
    if missing := [name for name in names if name not in values]:
        raise _invalid(missing[0], f"There are no values for {{{missing[0]}}}.", f"Pass {missing[0]}=[…].")
    if unused := [name for name in values if name not in names]:
        what = f"The description does not contain {{{unused[0]}}}."
        raise _invalid(unused[0], what, f"Write {{{unused[0]}}} where its values belong, or leave it out.")
    if not names:
        what = "The description has no name in braces, so there is nothing to sweep."
        raise _invalid("description", what, 'Write one, such as "a calm woman, {pace} pace", and pass pace=[…].')
    listed = {name: _listed(name, values[name]) for name in names}
    return SweepPlan(template, listed, tuple(check_seed(seed) for seed in _listed("seeds", seeds)))


def _names_in(template: str) -> list[str]:
    """Return the names in braces, in order, each once."""
    try:
        parsed = list(Formatter().parse(template))
    except (ValueError, TypeError) as error:
        what = f"The description cannot be read: {error}."
        raise _invalid("description", what, "Write a brace that is none of a name as {{ or }}.") from None
    for _, name, spec, conversion in parsed:
        if name is not None and (not name.isidentifier() or name in _COLUMNS or spec or conversion):
            step = f"Use letters, digits and _ between the braces, and another name than {' and '.join(_COLUMNS)}."
            raise _invalid("description", f"{{{name}}} is not a name.", step)
    return list(dict.fromkeys(name for _, name, _, _ in parsed if name))


def _listed(name: str, values: Iterable[Any]) -> tuple[Any, ...]:
    if isinstance(values, str) or not isinstance(values, Iterable):
        raise _invalid(name, f"{name} is {values!r}, which is not a list.", f"Pass a list: {name}=[{values!r}].")
    listed = tuple(values)
    if not listed:
        raise _invalid(name, f"{name} is empty.", "Pass at least one value.")
    if len(set(map(str, listed))) < len(listed):
        raise _invalid(name, f"{name} has a value twice.", "Pass each value once.")
    return listed


def _invalid(field: str, what: str, next_step: str) -> InvalidInput:
    return InvalidInput(what, next_step, code="invalid-sweep", details={"field": field})
