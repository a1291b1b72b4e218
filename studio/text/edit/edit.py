"""Adds, swaps, strengthens, weakens and removes what a description says in a dimension."""

import unicodedata
from collections.abc import Collection

from studio.errors import InvalidInput
from studio.text.description.language import language_of
from studio.text.description.lexicon import LEXICONS
from studio.text.description.traits import ONE_SIDED
from studio.text.edit.grammar import Grammar, Statement, grammar_of, ladders, statement_of
from studio.text.edit.inserting import STOPS, sentence_after
from studio.text.edit.joining import Edit, edit_between
from studio.text.edit.mentions import Understood, understand
from studio.text.edit.replacing import graded
from studio.text.edit.writing import SAME_AGE, differences, said_alone, without, written
from studio.text.vocabulary import Value

_STEP = 0.04  # a difference that is heard as one
_ORDINARY_AGE = 40.0


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
        If there is no such term or language, or the term has no word in it.

    Examples
    --------
    >>> add("A warm woman's voice in her forties.", "pitch.low").description
    "A warm, low woman's voice in her forties."
    >>> add("Elle parle lentement.", "pace.fast").description
    'Elle parle rapidement.'
    """
    text, grammar = _opened(description, language)
    return written(text, _statement(term, grammar), grammar)


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
    """Remove what a description says in a dimension.

    Words that only suggest something in that dimension stay: "calm" suggests a slow pace.

    Parameters
    ----------
    description : str
        How the voice sounds.
    dimension : str
        The name of one of the vocabulary's dimensions.

    Examples
    --------
    >>> remove("A low, warm voice at a slow pace.", "pace").description
    'A low, warm voice.'
    """
    text, grammar = _opened(description, "")
    _check(dimension, grammar)
    return edit_between(text, without(text, dimension, grammar))


def add_words(description: str, words: str, *, apart_from: Collection[str] = ()) -> Edit:
    """Put a person's own words at the end of a description, as a sentence, and take out what says otherwise.

    Parameters
    ----------
    description : str
        How the voice sounds; it may be empty.
    words : str
        What it is to say as well.
    apart_from : collection of str
        Dimensions in which the description keeps what it says.

    Returns
    -------
    Edit
        The description with the words; `words` has them too.

    Examples
    --------
    >>> add_words("A warm, fast voice.", "slow, as if half asleep").description
    'A warm voice. Slow, as if half asleep.'
    """
    text, grammar = _opened(description, "")
    said = " ".join(words.split())
    traits = understand(said, grammar.language).traits
    for dimension in dict.fromkeys(mention.dimension for mention in traits.mentions + traits.unmeasured):
        if dimension not in apart_from and dimension in grammar.dimensions:
            text = without(text, dimension, grammar)
    stop = "" if said.endswith(tuple(STOPS)) else grammar.stop.strip() if not said.isascii() else "."
    sentence = f"{said[:1].upper()}{said[1:]}{stop}"
    return edit_between(description, next(sentence_after(text, sentence, grammar), text), said)


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
    return tuple(written(text, statement, grammar) for statement in chosen)


def _opened(description: str, language: str) -> tuple[str, Grammar]:
    """Return a description in composed characters, and the grammar of its language, English where it has none."""
    if language and language not in LEXICONS:
        raise InvalidInput(f"{language!r} is not a language of descriptions.", f"Use one of {', '.join(LEXICONS)}.")
    text = unicodedata.normalize("NFC", description)
    found = language_of(text) or language
    return text, grammar_of(found if found in LEXICONS else LEXICONS[0])


def _statement(term: str, grammar: Grammar) -> Statement:
    statement = statement_of(term) if term.strip() else None
    if statement is None or statement.term not in grammar.terms:
        raise InvalidInput(
            f"There is no term {term!r} in {grammar.language.capitalize()}.",
            "Choose one of the vocabulary that has a word in this language, such as 'pitch.low'.",
        )
    return statement


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
    before = understand(text, grammar.language)
    sign = 1 if up else -1
    if own := _own_word_moved(before, dimension, sign, grammar):
        return own
    current = _level(dimension, before.value(dimension))
    values = [(sign * _level(dimension, said_alone(step, grammar.language).value(dimension)), step) for step in ladder]
    least = SAME_AGE if dimension == "age" else _STEP
    beyond = [(value, step) for value, step in values if value - sign * current > least]
    if not beyond:
        return Edit(text, len(text), len(text))
    return written(text, min(beyond, key=lambda each: each[0])[1], grammar)


def _own_word_moved(before: Understood, dimension: str, sign: int, grammar: Grammar) -> Edit | None:
    """Return the description with another degree before the person's own word, where that moves it as wanted."""
    said = before.plain(dimension)
    if len(said) != 1 or dimension in ("age", "whisper"):
        return None
    current = _level(dimension, before.value(dimension))
    own = {dimension, *before.hinted_at(said[0])}
    found: list[tuple[float, str, str]] = []
    for after, words in graded(before.text, said[0], before.spans, grammar):
        now = understand(after, grammar.language)
        value = _level(dimension, now.value(dimension))
        if sign * (value - current) > _STEP and value * current > 0 and not differences(before, now, own):
            found.append((sign * value, after, words))
    if not found:
        return None
    _, after, words = min(found)
    return edit_between(before.text, after, words)


def _level(dimension: str, value: Value | None) -> float:
    """Return a value as a number; what is not said is ordinary."""
    if value is None:
        return {"age": _ORDINARY_AGE, "whisper": 0.5}.get(dimension, 0.1 if dimension in ONE_SIDED else 0.0)
    return float(value)
