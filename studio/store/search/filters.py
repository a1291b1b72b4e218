"""The filters of a search, such as `tag:narrator`: a new one is a line in `_IN_ORDER`.

The conditions are on rows of `TAKES`: takes with their audition, rating and measurements.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from studio.store.numbering import folded
from studio.store.search.ranges import number_range, time_range
from studio.store.search.rule import Rule

#: What the conditions of filters can name.
TAKES = """
takes LEFT JOIN auditions ON auditions.id = takes.audition LEFT JOIN ratings ON ratings.take = takes.id
LEFT JOIN measured_takes ON measured_takes.take = takes.id
LEFT JOIN measurements ON measurements.sound = measured_takes.sound AND measurements.method = measured_takes.method
"""
_VERDICTS = {"keep": "keep", "kept": "keep", "reject": "reject", "rejected": "reject", "open": "", "none": ""}
_KINDS = ("designed", "spoken")


@dataclass(frozen=True)
class Filter:
    """A filter.

    Parameters
    ----------
    name : str
        What stands before the colon.
    example : str
        With a value.
    about : str
        What it finds, in a few words.
    rule : callable
        Returns the condition for what stands behind the colon; raises `ValueError` if that is no value of it.
    measured : bool
        Whether it finds only takes that were measured.
    dated : bool
        Whether its condition is on the time in `{created}`, which blind tests have too.
    """

    name: str
    example: str
    about: str
    rule: Callable[[str], Rule]
    measured: bool = False
    dated: bool = False


def _tag(value: str) -> Rule:
    return Rule("EXISTS (SELECT 1 FROM tags WHERE tags.take = takes.id AND tags.folded = ?)", (folded(value),))


def _verdict(value: str) -> Rule:
    if folded(value) not in _VERDICTS:
        raise ValueError(value)
    return Rule("coalesce(verdict, '') = ?", (_VERDICTS[folded(value)],))


def _kind(value: str) -> Rule:
    if folded(value) not in _KINDS:
        raise ValueError(value)
    return Rule("coalesce(auditions.kind, 'designed') = ?", (folded(value),))


def _in_recipe(field: str) -> Callable[[str], Rule]:
    """Return the rule that a field of the recipe contains the value."""
    found = f"CASE WHEN json_valid(takes.recipe) THEN json_extract(takes.recipe, '$.{field}') END"
    return lambda value: Rule(f"instr(folded(coalesce({found}, '')), ?)", (folded(value),))


def _number(expression: str) -> Callable[[str], Rule]:
    def rule(value: str) -> Rule:
        comparison, values = number_range(value)
        return Rule(f"{expression} {comparison}", values)

    return rule


def _measured(name: str) -> Callable[[str], Rule]:
    """Return the rule for a measurement, by its name in `studio.audio.measurements`."""
    return _number(f"CASE WHEN json_valid(measurements.found) THEN json_extract(measurements.found, '$.{name}') END")


def _after(value: str) -> Rule:
    return Rule("{created} >= ?", (time_range(value)[0].isoformat(),))


def _before(value: str) -> Rule:
    return Rule("{created} < ?", (time_range(value)[0].isoformat(),))


def _on(value: str) -> Rule:
    begin, end = time_range(value)
    if begin == end:
        raise ValueError("an age")
    return Rule("{created} >= ? AND {created} < ?", (begin.isoformat(), end.isoformat()))


_IN_ORDER = (
    Filter("tag", "tag:narrator", "takes with this tag", _tag),
    Filter("verdict", "verdict:keep", "keep, reject or open", _verdict),
    Filter("pitch", "pitch:180-220", "measured pitch in Hz", _measured("pitch"), measured=True),
    Filter("pace", "pace:>4", "measured pace in syllables a second", _measured("syllable_rate"), measured=True),
    Filter("duration", "duration:<3", "seconds", _number("takes.duration")),
    Filter("after", "after:2026-11-01", "from that day, month, year or age (7d) on", _after, dated=True),
    Filter("before", "before:2026-11", "before that day, month, year or age began", _before, dated=True),
    Filter("on", "on:yesterday", "on that day, in that month or year", _on, dated=True),
    Filter("backend", "backend:qwen3", "what made it", _in_recipe("backend")),
    Filter("model", "model:1.7B", "a part of the model's name", _in_recipe("model")),
    Filter("voice", "voice:evening", "spoken by a saved voice with this in its name", _in_recipe("voice.name")),
    Filter("language", "language:german", "the language that is spoken", _in_recipe("language")),
    Filter("kind", "kind:spoken", "designed, or spoken by a saved voice", _kind),
)

#: By name, in the order in which they are explained.
FILTERS: Mapping[str, Filter] = MappingProxyType({each.name: each for each in _IN_ORDER})

#: Words that are filters themselves.
STARRED = Rule("coalesce(starred, 0)")
MARKS: Mapping[str, Rule] = MappingProxyType({"star": STARRED, "★": STARRED})
