"""Puts a statement in the place of what a description says about the same dimension, in the form that stood there."""

from collections.abc import Iterator, Sequence

from studio.text.description.phrases import Span
from studio.text.description.traits import Mention
from studio.text.edit.grammar import DEGREES, Grammar, Statement
from studio.text.edit.joining import replaced
from studio.text.edit.places import place_of
from studio.text.edit.removing import is_kind_of_voice, voices

_WITHOUT = {"with", "avec", "without", "sans", "lacking", "lacks", "free", "no"}
_WITH = {"english": "with ", "french": "avec "}
_SPEAKS = {"english": "speaks ", "french": "parle "}
_OWN_DEGREES = (
    "很",
    "较",
    "极",
    "偏",
    "最",
    "太",
    "medium",
    "mid",
    "mi-",
    "plutôt",
)  # a phrase that begins with its degree takes no other
_LINKING = {
    "is",
    "are",
    "was",
    "est",
    "sont",
    "a",
    "has",
    "semble",
    "reste",
    "sounds",
    "feels",
    "stays",
    "remains",
    "garde",
}


def replacements(
    text: str, statement: Statement, mention: Mention, spans: Sequence[Span], grammar: Grammar
) -> Iterator[str]:
    """Yield the description with a statement where a mention stands, the most natural form first.

    Parameters
    ----------
    text : str
        The description.
    statement : Statement
        What it is to say instead.
    mention : Mention
        What it says, of the same dimension.
    spans : sequence of Span
        The description's phrases.
    grammar : Grammar
        Of its language.
    """
    place = next((at for at, span in enumerate(spans) if span.end == mention.start + len(mention.words)), None)
    if place is None:
        return
    first, end = place_of(text, mention, grammar)
    forms = list(_forms(statement, mention, spans, place, grammar))
    for start in dict.fromkeys((first, max(first, spans[place].start))):
        for form in forms:
            yield replaced(text, start, end, form, grammar)


def graded(text: str, mention: Mention, spans: Sequence[Span], grammar: Grammar) -> Iterator[tuple[str, str]]:
    """Yield the description with each degree before the person's own word, and the words that then stand there."""
    own = next((span for span in spans if span.end == mention.start + len(mention.words)), None)
    if own is None or mention.denied is not None or own.number is not None or own.is_a("noun", "voice"):
        return
    first, end = place_of(text, mention, grammar)
    word = text[max(first, own.start) : end]
    if not word or any(word.startswith(degree) for degree in _OWN_DEGREES):
        return
    manner = own.words[-1].endswith(("ly", "ment"))
    for degree in DEGREES[:3]:
        before = grammar.degree(degree, "adverb" if manner else "adjective")
        words = before + (word[0].lower() + word[1:] if before else word)
        yield replaced(text, first, end, words, grammar), words


def _forms(
    statement: Statement, mention: Mention, spans: Sequence[Span], place: int, grammar: Grammar
) -> Iterator[str]:
    """Yield the forms of a statement that may stand in the place of a phrase."""
    own, before = spans[place], spans[max(0, place - 1) : place]
    after = spans[place + 1 : place + 2]
    if after and not after[0].breaks and after[0].is_a("as", "compared"):
        return  # "not as fast as an auctioneer"
    noun, adverb = grammar.form(statement, "noun"), grammar.form(statement, "adverb")
    first = mention.words.split()[0].casefold()
    if first in ("neither", "ni") or (grammar.language == "chinese" and _is_whole_clause(statement, grammar)):
        return
    if first in _WITHOUT and noun and grammar.language in _WITH:
        yield noun if first == "no" else _WITH[grammar.language] + noun
    if _is_verb(spans, place):
        manner = adverb or (_WITH[grammar.language] + noun if noun else "")
        yield from [_SPEAKS[grammar.language] + manner] if manner else []
        return
    if _is_level(spans, place, statement.dimension):
        yield from filter(None, [grammar.form(statement, "level")])
    says = bool(before) and not own.breaks and before[0].words[-1] in grammar.verbs - _LINKING
    if adverb and (own.words[-1].endswith(("ly", "ment")) or says):
        yield adverb
    if noun and own.is_a("noun"):
        yield noun
    adjectives = list(filter(None, _adjectives(statement, spans, place, grammar)))
    if is_kind_of_voice(own) and grammar.space:
        nouns = list(voices(own, grammar))
        for adjective in adjectives:
            yield from (
                f"{adjective} {noun}" if grammar.language == "english" else f"{noun} {adjective}" for noun in nouns
            )
        return
    if statement.degree == "not" and grammar.language == "english" and _stands_before_noun(spans, place):
        return
    yield from adjectives
    if grammar.language == "english" and not _stands_before_noun(spans, place):
        yield from filter(None, [grammar.form(statement, "listed")])
    yield from filter(None, [noun, adverb])


def _stands_before_noun(spans: Sequence[Span], place: int) -> bool:
    """Whether an English adjective stands before its noun, and so cannot be a longer phrase."""
    after = spans[place + 1 : place + 2]
    return bool(after) and not after[0].is_a("and", "but", "function", "other") and not after[0].stops


def _is_whole_clause(statement: Statement, grammar: Grammar) -> bool:
    """Whether a Chinese term has only forms that are clauses: 大喊着说话."""
    return "item" in grammar.terms[statement.term] and "adjective" not in grammar.terms[statement.term]


def _adjectives(statement: Statement, spans: Sequence[Span], place: int, grammar: Grammar) -> Iterator[str | None]:
    if grammar.language == "french":
        first, second = ("f", "m") if _is_feminine(spans, place, grammar) else ("m", "f")
        yield grammar.form(statement, f"adjective.{first}")
        yield grammar.form(statement, f"adjective.{second}")
    else:
        yield grammar.form(statement, "adjective")


def _is_feminine(spans: Sequence[Span], place: int, grammar: Grammar) -> bool:
    """Whether the noun that a French adjective belongs to is feminine: the last one before it, else the voice."""
    for at in range(place - 1, -1, -1):
        word = spans[at].words[-1]
        if word in grammar.feminine:
            return True
        if word in grammar.masculine:
            owned = spans[max(0, at - 2) : at]  # "voix d'homme grave"
            return any(span.words[-1] in grammar.nouns for span in owned)
    return True


def _is_level(spans: Sequence[Span], place: int, dimension: str) -> bool:
    """Whether a phrase is the level of an aspect beside it: "low volume", "pitch: low"."""
    own = spans[place]
    if own.entry.level is None:
        return False
    around = [*spans[max(0, place - 2) : place], *spans[place + 1 : place + 2]]
    return not own.says(dimension) or any(span.entry.aspect == dimension for span in around)


def _is_verb(spans: Sequence[Span], place: int) -> bool:
    """Whether a phrase is what somebody does: "she whispers", "who shouts"."""
    if place == 0 or spans[place].breaks or not spans[place].words[-1].endswith(("s", "e", "nt")):
        return False
    before = spans[place - 1]
    ends = spans[place].words[-1]
    subject = before.words[-1] in {"she", "he", "who", "that", "elle", "il", "qui"}
    return subject and not before.is_a("possessive") and ends not in ("is", "est")
