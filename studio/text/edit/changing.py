"""Changes a description as a person asks for it: "warmer", "ten years older and a bit slower", "sad", "as if tired"."""

import re
import tomllib
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import cache
from importlib.resources import files

from studio.errors import InvalidInput
from studio.text.description.language import language_of
from studio.text.description.lexicon import LEXICONS, lexicon, phrase_of
from studio.text.description.reader import read_traits
from studio.text.description.traits import PLAIN, Mention
from studio.text.edit.aging import at_age, older
from studio.text.edit.edit import add, add_words, less, more
from studio.text.edit.grammar import Grammar, grammar_of, ladders
from studio.text.edit.joining import Edit, edit_between
from studio.text.vocabulary import vocabulary
from studio.text.vocabulary.nearest_term import term_of

MAX_CHANGE = 200  # characters
_LED_BY = re.compile(
    r"^\s*(?:(?:this|the same|la même|cette) (?:voice|voix),? *)?(?:but|mais|但是|但|不过)?[\s,，]*", re.IGNORECASE
)
_BETWEEN = re.compile(r"\s*(?:[,;，、；]|\b(?:and|but|et|mais)\b|而且|但)\s*", re.IGNORECASE)
_YEARS = re.compile(
    r"(?P<n>[\w-]+) (?:years?|ans?)(?: (?P<old>older|de plus|plus (?:vieux|vieille|âgée?s?))"
    r"| (?P<young>younger|de moins|plus jeunes?|moins (?:vieux|vieille|âgée?s?)))$"
    r"|(?:(?P<zh_old>老|大)|(?P<zh_young>年轻|小))(?P<zh>\w+)岁$",
    re.IGNORECASE,
)
_COMPARATIVE = re.compile(r"(?<=\w\w)er$")
_WHO = ("gender", "age")  # which words that are not understood do not take out
_ORDINARY_AGE, _SOME_YEARS = 40.0, 10.0  # what "older" is measured from, and by how much it is


def changed(description: str, change: str) -> Edit:
    """Change a description as a person asks for it.

    "More" and "less" move what the description says by a step ("much" by two), an age moves by its years, and what the
    vocabulary has a term for is swapped for it. What is not understood becomes a sentence at the end.

    Parameters
    ----------
    description : str
        How the voice sounds.
    change : str
        What is to be different, in English, French or Chinese.

    Returns
    -------
    Edit
        The description after it; `words` is the change, and `without_effect` the parts of it that changed nothing.

    Raises
    ------
    InvalidInput
        If nothing is asked for, or it changes nothing: with the code "invalid-change".

    Examples
    --------
    >>> changed("A bright woman's voice in her forties.", "warmer, and ten years older").description
    "A slightly bright woman's voice in her fifties."
    >>> changed("A calm man.", "as if telling a secret").description
    'A calm man. As if telling a secret.'
    """
    text = unicodedata.normalize("NFC", description)
    asked = " ".join(_LED_BY.sub("", change).split()).rstrip(".。!！ ")
    if not asked or len(asked) > MAX_CHANGE:
        raise _invalid(
            "Nothing is asked for." if not asked else f"The change has {len(asked)} characters.",
            f"Say in at most {MAX_CHANGE} characters what is to be different: “warmer”, “ten years older”.",
        )
    after, without_effect = text, []
    for part, rest in _parts(asked):
        understood = _change_of(part)
        before = after
        after = understood(before) if understood else add_words(before, rest, apart_from=_WHO).description
        if after == before:
            without_effect.append(part)
        if understood is None:
            break
    if after == text:
        raise _invalid(f"The description asks for that already: {asked!r} changes nothing.", "Ask for something else.")
    return replace(edit_between(text, after, asked), without_effect=tuple(without_effect))


def _parts(asked: str) -> Iterator[tuple[str, str]]:
    """Yield each part of a change, and it with all that follows."""
    start = 0
    for found in [*_BETWEEN.finditer(asked), None]:
        part = asked[start : found.start() if found else len(asked)].strip()
        if part:
            yield part, asked[start:].strip()
        start = found.end() if found else start


def _change_of(part: str) -> Callable[[str], str] | None:
    """Return what a part of a change does to a description; None where it is not understood."""
    if (years := _years_in(part)) is not None:
        return lambda text: _aged(text, years)
    for words in _without_comparative(part):
        traits = read_traits(words)
        said = [mention for mention in traits.mentions + traits.unmeasured if _is_said(mention)]
        if said and _covers(words, said):
            if words != part or _compares(part) or any(mention.denied is not None for mention in said):
                much = bool(_small_words("much").intersection(phrase_of(part)))
                return lambda text: _moved(text, said, much=much)
            return lambda text: _stated(text, said)
    return None


def _moved(text: str, said: list[Mention], *, much: bool) -> str:
    """Return a description with a step more or less of each dimension that has an order; of the others, the term."""
    steps = 2 if much else 1
    for mention in said:
        if mention.dimension == "age":
            younger = float(mention.value) < _ORDINARY_AGE
            text = _aged(text, (-1 if younger else 1) * steps * _SOME_YEARS)
        elif mention.dimension in ladders():
            move = more if _direction(mention) > 0 else less
            for _ in range(steps):
                text = move(text, mention.dimension).description
        else:
            text = _stated(text, [mention])
    return text


def _aged(text: str, years: float) -> str:
    return older(text, years, _grammar_of(text)).description


def _grammar_of(text: str) -> Grammar:
    language = language_of(text)
    return grammar_of(language if language in LEXICONS else LEXICONS[0])


def _direction(mention: Mention) -> int:
    if mention.denied is not None:  # "less husky", "not so bright"
        return -1 if mention.denied > 0 else 1
    return 1 if float(mention.value) > 0 else -1  # 0 of what has no opposite is less of it: "smoother"


def _stated(text: str, said: list[Mention]) -> str:
    """Return a description with the terms that mentions say."""
    for mention in said:
        if mention.dimension == "age":
            text = at_age(text, float(mention.value), _grammar_of(text)).description
            continue
        term = term_of(vocabulary().dimension(mention.dimension), mention.value)
        text = add(text, mention.term or (term.id if term else "")).description
    return text


@cache
def _small_words(*kinds: str) -> frozenset[str]:
    """Return the words of some kinds in `changes.toml`, as the reader folds words; all of them by default."""
    table = tomllib.loads(files("studio.text.edit").joinpath("changes.toml").read_text("utf-8"))
    return frozenset(word for kind in kinds or table for word in phrase_of(" ".join(table[kind])))


def _is_said(mention: Mention) -> bool:
    return mention.weight >= PLAIN or mention.dimension == "age"


def _covers(part: str, said: list[Mention]) -> bool:
    """Return whether mentions and words of degree are all that a part of a change says."""
    words = {word for mention in said for word in phrase_of(mention.words)}
    return all(word in words | _small_words() for word in phrase_of(part))


def _compares(part: str) -> bool:
    words = phrase_of(part)
    return bool(_small_words("more", "less").intersection(words)) or any(map(_COMPARATIVE.search, words))


def _without_comparative(part: str) -> Iterator[str]:
    """Yield a part of a change as it stands, and with the English word at its end in its plain form: "sad"."""
    yield part
    head, _, last = part.rpartition(" ")
    if _COMPARATIVE.search(last) and last.isascii():
        stem = last[:-2]
        plain = [stem, f"{stem}e", f"{stem[:-1]}y" if stem.endswith("i") else stem]
        plain += [stem[:-1]] if stem[-1:] == stem[-2:-1] else []
        yield from (f"{head} {word}".strip() for word in dict.fromkeys(plain))


def _years_in(part: str) -> float | None:
    found = _YEARS.fullmatch(part.strip())
    if not found:
        return None
    number = _number(found["n"] or found["zh"])
    return None if number is None else -number if found["young"] or found["zh_young"] else number


def _number(word: str) -> float | None:
    if word.isdecimal():
        return float(word)
    for language in LEXICONS:
        if (number := lexicon(language).numbers.get(phrase_of(word))) is not None:
            return float(number)
    return None


def _invalid(what: str, next_step: str) -> InvalidInput:
    return InvalidInput(what, next_step, code="invalid-change", details={"field": "change"})
