"""Adds, swaps, strengthens, weakens and removes what a description says in a dimension.

Each function tries the ways to write it, the most natural first, and returns the first one that the reader
(`studio.text.description`) reads as wanted with everything else as it was.
"""

import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cache

from studio.errors import InvalidInput
from studio.text.description.language import language_of
from studio.text.description.lexicon import LEXICONS, lexicon
from studio.text.description.phrases import Span, spans_of
from studio.text.description.reader import read_traits
from studio.text.description.traits import DIMENSIONS, ONE_SIDED, PLAIN, Mention, Traits
from studio.text.edit import people
from studio.text.edit.grammar import Grammar, Statement, grammar_of, ladders
from studio.text.edit.inserting import insertions
from studio.text.edit.joining import Edit, edit_between
from studio.text.edit.places import place_of
from studio.text.edit.removing import removals
from studio.text.edit.replacing import graded, replacements
from studio.text.vocabulary import Value

_SAME = 0.02  # values closer than this are the same
_SAME_AGE = 5.0  # years: "in her seventies" and "an elderly woman"
_STEP = 0.04  # a difference that is heard as one
_ORDINARY_AGE = 40.0
_MOST_MENTIONS = 8


def add(description: str, term: str, language: str = "") -> Edit:
    """Make a description say a term: what it says in that dimension is swapped for it, else the term is added.

    Parameters
    ----------
    description : str
        How the voice sounds; it may be empty.
    term : str
        The id of a term of the vocabulary: "pitch.low".
    language : str
        "english", "french" or "chinese", for a description whose language cannot be told, such as an empty one.

    Returns
    -------
    Edit
        The description with the term; the rest of it is as it was, character for character.

    Raises
    ------
    InvalidInput
        If there is no such term or language.

    Examples
    --------
    >>> add("A warm woman's voice in her forties.", "pitch.low").description
    "A warm, low woman's voice in her forties."
    >>> add("Elle parle lentement.", "pace.fast").description
    'Elle parle rapidement.'
    """
    text, grammar = _opened(description, language)
    return _say(text, _statement(term, grammar), grammar)


def swap(description: str, term: str, language: str = "") -> Edit:
    """Put a term in the place of what a description says in its dimension; the same as `add`."""
    return add(description, term, language)


def more(description: str, dimension: str, language: str = "") -> Edit:
    """Make a description ask for a little more of a dimension: higher, faster, brighter, louder, older …

    The person's own word is kept where a degree is enough ("slow" becomes "slightly slow"). At the end of the
    dimension nothing changes.

    Parameters
    ----------
    description : str
        How the voice sounds.
    dimension : str
        One with an order: "pitch", "pace", "age" …; not the gender.
    language : str
        As for `add`.

    Raises
    ------
    InvalidInput
        If the dimension has no order or does not exist.

    Examples
    --------
    >>> more("A husky voice.", "roughness").description
    'A very husky voice.'
    """
    return _moved(description, dimension, language, up=True)


def less(description: str, dimension: str, language: str = "") -> Edit:
    """Make a description ask for a little less of a dimension: lower, slower, darker, softer, younger …; see `more`."""
    return _moved(description, dimension, language, up=False)


def remove(description: str, dimension: str) -> Edit:
    """Take what a description says in a dimension out of it.

    Words that only suggest something in that dimension stay: "calm" suggests a slow pace.

    Parameters
    ----------
    description : str
        How the voice sounds.
    dimension : str
        One of `DIMENSIONS` or `UNMEASURED`.

    Examples
    --------
    >>> remove("A low, warm voice at a slow pace.", "pace").description
    'A low, warm voice.'
    """
    text, grammar = _opened(description, "")
    _check(dimension, grammar)
    after = text
    for _ in range(_MOST_MENTIONS):
        said = _plain(read_traits(after), dimension)
        fewer = _best(after, _removals(after, dimension, said, grammar), {dimension}, _has_fewer(dimension, said))
        if fewer is None:
            break
        after = fewer
    return edit_between(text, after)


def steps(description: str, dimension: str, n: int, language: str = "") -> tuple[Edit, ...]:
    """Return a description at evenly spread steps of a dimension, from least to most.

    Parameters
    ----------
    description : str
        How the voice sounds.
    dimension : str
        One with an order, as for `more`.
    n : int
        How many descriptions: 2 to as many as the dimension has steps (at most 7).
    language : str
        As for `add`.

    Returns
    -------
    tuple of Edit
        `words` names each step: "very slow", "slow" …

    Raises
    ------
    InvalidInput
        If the dimension has no order, or fewer steps.

    Examples
    --------
    >>> [edit.words for edit in steps("A low voice.", "pace", 3)]
    ['very slow', 'moderate', 'very fast']
    """
    text, grammar = _opened(description, language)
    ladder = _ladder(dimension, grammar)
    if not 2 <= n <= len(ladder):
        raise InvalidInput(
            f"A sweep of {dimension.replace('_', ' ')} cannot have {n} steps.", f"Ask for 2 to {len(ladder)}."
        )
    chosen = [ladder[round(place * (len(ladder) - 1) / (n - 1))] for place in range(n)]
    return tuple(_say(text, statement, grammar) for statement in chosen)


def _opened(description: str, language: str) -> tuple[str, Grammar]:
    """Return a description in composed characters, and the grammar of its language, English where it has none."""
    if language and language not in LEXICONS:
        raise InvalidInput(f"{language!r} is not a language of descriptions.", f"Use one of {', '.join(LEXICONS)}.")
    text = unicodedata.normalize("NFC", description)
    found = language_of(text) or language
    return text, grammar_of(found if found in LEXICONS else LEXICONS[0])


def _statement(term: str, grammar: Grammar) -> Statement:
    if term not in grammar.terms:
        raise InvalidInput(f"The vocabulary has no term {term!r}.", "Choose one of its terms, such as 'pitch.low'.")
    return Statement(term)


def _check(dimension: str, grammar: Grammar) -> None:
    if dimension not in grammar.dimensions:
        raise InvalidInput(f"There is no dimension {dimension!r}.", f"Use one of {', '.join(grammar.dimensions)}.")


def _ladder(dimension: str, grammar: Grammar) -> tuple[Statement, ...]:
    _check(dimension, grammar)
    ladder = ladders().get(dimension, ())
    if not ladder:
        raise InvalidInput(f"There is no more or less of {dimension}.", f"Use one of {', '.join(ladders())}.")
    return tuple(step for step in ladder if grammar.text(step, "sentence"))


def _moved(description: str, dimension: str, language: str, *, up: bool) -> Edit:
    text, grammar = _opened(description, language)
    ladder = _ladder(dimension, grammar)
    traits = read_traits(text)
    current = _level(dimension, getattr(traits, dimension))
    sign = 1 if up else -1
    if own := _own_word_moved(text, dimension, traits, current, sign, grammar):
        return own
    values = [(step, _level(dimension, _value(step, grammar.language))) for step in ladder]
    least = _SAME_AGE if dimension == "age" else _STEP
    beyond = [(sign * value, step) for step, value in values if sign * (value - current) > least]
    if not beyond:
        return Edit(text, len(text), len(text))
    return _say(text, min(beyond, key=lambda each: each[0])[1], grammar)


def _own_word_moved(
    text: str, dimension: str, traits: Traits, current: float, sign: int, grammar: Grammar
) -> Edit | None:
    """Return the description with another degree before the person's own word, where that moves it as wanted."""
    said = _stated(traits, dimension)
    if len(said) != 1 or dimension in ("age", "whisper"):
        return None
    start, end = said[0].start, said[0].start + len(said[0].words)
    hinted = {each.dimension for each in traits.mentions if each.weight < PLAIN and start <= each.start < end}
    found: list[tuple[float, str, str]] = []
    for after, words in graded(text, said[0], _spans(text, grammar), grammar):
        now = read_traits(after)
        value = _level(dimension, getattr(now, dimension))
        same_side = value * current > 0
        if sign * (value - current) > _STEP and same_side and not _differences(traits, now, hinted | {dimension}):
            found.append((sign * value, after, words))
    if not found:
        return None
    _, after, words = min(found)
    return edit_between(text, after, words)


def _level(dimension: str, value: Value | None) -> float:
    """Return a value as a number; what is not said is ordinary."""
    if value is None:
        return {"age": _ORDINARY_AGE, "whisper": 0.5}.get(dimension, 0.1 if dimension in ONE_SIDED else 0.0)
    return float(value)


def _say(text: str, statement: Statement, grammar: Grammar) -> Edit:
    """Return a description that says a statement, and nothing else in its dimension."""
    words = _words(statement, grammar)
    if read_traits(text).language not in ("", grammar.language):  # nothing is read in other languages
        return edit_between(text, next(iter(_plainly(text, statement, grammar))), words)
    own = {mention.dimension for mention in _reading(statement, grammar.language).mentions} | {statement.dimension}
    after = _best(text, _ways(text, statement, grammar), own, lambda now: _says(now, statement, grammar))
    if after is None:
        after = next(iter(_plainly(remove(text, statement.dimension).description, statement, grammar)))
    return edit_between(text, after, words)


def _plainly(text: str, statement: Statement, grammar: Grammar) -> Iterator[str]:
    """Yield the description with the statement as its last sentence."""
    sentence = grammar.text(statement, "sentence") or ""
    body = text.rstrip()
    stop = "" if not body or body[-1] in ".!?…。！？" else grammar.stop.strip()
    yield f"{body}{stop}{grammar.space if body else ''}{sentence}{text[len(body) :]}"


def _ways(text: str, statement: Statement, grammar: Grammar) -> Iterator[str]:
    """Yield the ways to make a description say a statement."""
    dimension, traits, spans = statement.dimension, read_traits(text), _spans(text, grammar)
    if _says(traits, statement, grammar):
        yield text
    said = _stated(traits, dimension)
    if dimension == "gender" and traits.said("gender"):
        yield from people.gender_replacements(text, statement, traits.said("gender"), spans, grammar)
    elif said:
        for single, mention in _reduced(text, said, dimension, grammar):
            placed = _spans(single, grammar)
            if dimension == "age":
                yield from people.age_replacements(single, statement, mention, placed, grammar)
                continue
            yield from replacements(single, statement, mention, placed, grammar)
    cleared = remove(text, dimension).description if any(mention.weight >= PLAIN for mention in said) else text
    spans = _spans(cleared, grammar)
    if dimension == "gender" and cleared.strip():
        yield from people.gender_insertions(cleared, statement, spans, grammar)
    if dimension == "age" and cleared.strip():
        yield from people.age_insertions(cleared, statement, spans, grammar)
    yield from insertions(cleared, statement, spans, grammar)


def _reduced(text: str, said: Sequence[Mention], dimension: str, grammar: Grammar) -> Iterator[tuple[str, Mention]]:
    """Yield the description with one mention of a dimension alone, first the first, and that mention."""
    for kept in range(len(said)):
        after = text
        for _ in range(_MOST_MENTIONS):
            now = _plain(read_traits(after), dimension)
            others = [mention for mention in now if mention.words != said[kept].words]
            ways = _removals(after, dimension, others[-1:], grammar)
            fewer = _best(after, ways, {dimension}, _has_fewer(dimension, now)) if others else None
            if fewer is None:
                break
            after = fewer
        left = _stated(read_traits(after), dimension)
        if left:
            yield after, left[0]


def _removals(text: str, dimension: str, said: Sequence[Mention], grammar: Grammar) -> Iterator[str]:
    spans = _spans(text, grammar)
    if dimension == "gender":
        yield from people.without_gender(text, said, spans, grammar)
    for mention in said:
        end = mention.start + len(mention.words)
        if dimension == "age" and any(span.person for span in spans if mention.start <= span.start < end):
            yield from people.without_age(text, mention, spans, grammar)
        start, end = place_of(text, mention, grammar)
        yield from removals(text, start, end, spans, grammar)
        own = next((span.start for span in spans if span.end == end), start)
        if own > start:  # what is denied together with it stays denied: "no rasp or growl"
            yield from removals(text, own, end, spans, grammar)


def _best(text: str, ways: Iterable[str], own: set[str], is_wanted: Callable[[Traits], bool]) -> str | None:
    """Return the first way that is read as wanted with the dimensions as before, apart from its own.

    Where there is none, words that say several things at once ("booming") have to go: then the way that changes least.
    """
    before = read_traits(text)
    least: tuple[int, str] | None = None
    for way in ways:
        now = read_traits(way)
        if not is_wanted(now):
            continue
        differences = _differences(before, now, own)
        if not differences:
            return way
        if least is None or len(differences) < least[0]:
            least = len(differences), way
    return least[1] if least else None


def _differences(before: Traits, now: Traits, apart_from: set[str]) -> list[str]:
    """Return the dimensions in which two readings differ."""
    return [
        name
        for name in DIMENSIONS
        if name not in apart_from and not _same(name, getattr(before, name), getattr(now, name))
    ]


def _same(dimension: str, one: Value | None, other: Value | None) -> bool:
    if one is None or other is None or isinstance(one, str) or isinstance(other, str):
        return one == other
    return abs(float(one) - float(other)) <= (_SAME_AGE if dimension == "age" else _SAME)


def _says(traits: Traits, statement: Statement, grammar: Grammar) -> bool:
    """Whether a reading has what a statement says."""
    dimension = statement.dimension
    if dimension in DIMENSIONS:
        return _same(dimension, getattr(traits, dimension), _value(statement, grammar.language))
    wanted = [mention.words.casefold() for mention in _reading(statement, grammar.language).said(dimension)]
    return wanted == [mention.words.casefold() for mention in traits.said(dimension)]


def _value(statement: Statement, language: str) -> Value | None:
    return getattr(_reading(statement, language), statement.dimension, None)


@cache
def _reading(statement: Statement, language: str) -> Traits:
    """Return what is read in a statement alone."""
    return read_traits(grammar_of(language).text(statement, "sentence") or "")


def _plain(traits: Traits, dimension: str) -> list[Mention]:
    """Return the mentions of a dimension that say something and do not only suggest it."""
    return [mention for mention in traits.said(dimension) if mention.weight >= PLAIN]


def _stated(traits: Traits, dimension: str) -> list[Mention]:
    """Return what is exchanged where something else is to be said; of who speaks, also what only suggests it."""
    said = traits.said(dimension)
    return _plain(traits, dimension) or [mention for mention in said if dimension in ("gender", "age")]


def _has_fewer(dimension: str, said: Sequence[Mention]) -> Callable[[Traits], bool]:
    """Return whether a reading has fewer mentions of a dimension."""
    return lambda traits: len(_plain(traits, dimension)) < len(said)


def _spans(text: str, grammar: Grammar) -> list[Span]:
    return spans_of(text, lexicon(grammar.language))


def _words(statement: Statement, grammar: Grammar) -> str:
    """Return a statement in words, as the name of a step: "very slow"."""
    names = ("adjective.m", "listed", "noun")
    return next((form for name in names if (form := grammar.form(statement, name))), "") or (
        grammar.text(statement, "item") or ""
    )
