"""Loads the words that the rules mark (`phrases.toml`, which explains its form), and finds them in a description."""

import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

from studio.text.lint.note import Spans
from studio.text.phrase_search import PhraseTable, Word, find_phrases, phrase_table


@dataclass(frozen=True)
class Phrases:
    """What one rule marks in one language.

    Parameters
    ----------
    listed : PhraseTable of bool
        Whether a phrase is marked, or one of those in which its words are right.
    patterns : tuple of re.Pattern
        Their group "marked" is marked.
    """

    listed: PhraseTable[bool] = field(default_factory=PhraseTable)
    patterns: tuple[re.Pattern[str], ...] = ()

    def find(self, text: str, words: tuple[Word, ...]) -> Spans:
        """Return what is marked in a text, in its order, overlapping parts joined."""
        found = [(one.start, one.end) for one in find_phrases(words, self.listed) if one.key]
        for pattern in self.patterns:
            found += [match.span("marked") for match in pattern.finditer(text)]
        return joined(found)


def joined(spans: Iterable[tuple[int, int]]) -> Spans:
    """Return spans in the order of the text, those that touch joined."""
    result: list[tuple[int, int]] = []
    for start, end in sorted(spans):
        if result and start <= result[-1][1]:
            first, last = result.pop()
            start, end = first, max(last, end)
        result.append((start, end))
    return tuple(result)


@cache
def phrases_of(rule: str, language: str, group: str = "") -> Phrases:
    """Return what a rule marks in a language; `group` names another list of the rule, such as "change"."""
    table = _table()[rule]
    lists = table.get(group, {}) if group else table
    right = table.get("except", {}).get(language, ()) if not group else ()
    listed = phrase_table({True: tuple(lists.get(language, ())), False: tuple(right)})
    patterns = table.get("patterns", {}).get(language, ()) if not group else ()
    return Phrases(listed, tuple(re.compile(pattern, re.IGNORECASE) for pattern in patterns))


@cache
def removed_with(rule: str, language: str) -> str:
    """Return the pattern of what goes with a marked phrase when a fix takes it out; "" for the phrase alone."""
    return str(_table()[rule].get("removed", {}).get(language, ""))


@cache
def names_pattern() -> re.Pattern[str]:
    """Return the pattern of what may be a name, of which the group "marked" is marked."""
    return re.compile(_table()["celebrity"]["names"])


@cache
def _table() -> Mapping[str, Any]:
    loaded: dict[str, Any] = tomllib.loads(files("studio.text.lint").joinpath("phrases.toml").read_text("utf-8"))
    return loaded
