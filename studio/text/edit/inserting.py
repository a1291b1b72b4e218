"""Puts what a description does not say yet into it: beside the noun for the voice, in a list, or as a sentence."""

import re
from collections.abc import Iterator, Sequence

from studio.text.description.phrases import Span
from studio.text.edit.grammar import Grammar, Statement
from studio.text.edit.joining import replaced

STOPS = ".!?…。！？"
_LABEL = re.compile(r"(?:^|[.;。；\n])\s*[^\W\d_][^.;:：。；\n]{0,20}[:：]")
_MOST_ITEMS = 8
_REACH = 6  # spans between "voice" and the adjectives before it


def insertions(text: str, statement: Statement, spans: Sequence[Span], grammar: Grammar) -> Iterator[str]:
    """Yield the description with what a statement says as well, the most natural way first.

    Parameters
    ----------
    text : str
        The description; it may be empty.
    statement : Statement
        What is added.
    spans : sequence of Span
        The description's phrases.
    grammar : Grammar
        Of its language.
    """
    if not text.strip():
        yield from _texts(grammar.text(statement, "empty") or grammar.text(statement, "sentence"))
        return
    if len(_LABEL.findall(text)) > 1:
        yield from sentence_after(text, grammar.text(statement, "label"), grammar)
    if grammar.dimensions[statement.dimension].get("before_noun") and statement.degree != "not":
        yield from beside_noun(text, spans, statement, grammar)
    if _ends_with_list(text, spans, grammar):
        yield from item_after(text, grammar.text(statement, "item"), grammar)
    yield from _joined_to_sentence(text, statement, grammar)
    yield from sentence_after(text, grammar.text(statement, "sentence"), grammar)
    yield from _sentence_before(text, grammar.text(statement, "sentence"), grammar)


def _texts(text: str | None) -> Iterator[str]:
    if text:
        first = text[0].upper() + text[1:]
        yield re.sub(r"\bA(?= [aeiou])", "An", first) if first.isascii() else first


def beside_noun(text: str, spans: Sequence[Span], statement: Statement, grammar: Grammar) -> Iterator[str]:
    """Yield the description with an adjective beside each noun for the voice."""
    for place, span in enumerate(spans):
        if span.words[-1] not in grammar.nouns:
            continue
        if grammar.language == "english" and (adjective := grammar.form(statement, "adjective")):
            yield from _before(text, spans, place, adjective, grammar)
        elif grammar.language == "french" and (adjective := grammar.form(statement, "adjective.f")):
            yield _after(text, spans, place, adjective, grammar)


def _before(text: str, spans: Sequence[Span], place: int, adjective: str, grammar: Grammar) -> Iterator[str]:
    """Put an adjective before "voice", and before the person whose voice it is: "a deep, breathy old man's voice"."""
    for here in range(place, max(-1, place - _REACH), -1):
        at = spans[here].start
        if here == 0 or spans[here].breaks:
            if here < place:
                yield text[:at] + _before_word(adjective, text[at:])
            return
        before = spans[here - 1]
        if " ".join(before.words) in grammar.determiners:
            yield replaced(text, at, at, f"{adjective} ", grammar)
            return
        if before.describes and not before.about_who and before.number is None:
            yield replaced(text, before.end, before.end, f", {adjective}", grammar)
            return
        if before.is_a("function", "is", "other", "simile", "resume", "and", "or") and before.words != ("s",):
            return


def _before_word(words: str, rest: str) -> str:
    """Put words before the first word of a sentence, and take over its capital."""
    if rest[0].isupper() and rest[1:2].islower():
        return f"{words[0].upper()}{words[1:]} {rest[0].lower()}{rest[1:]}"
    return f"{words} {rest}"


def _after(text: str, spans: Sequence[Span], place: int, adjective: str, grammar: Grammar) -> str:
    """Put an adjective after "voix", and after the person whose voice it is: "voix d'homme grave"."""
    end = place
    while end + 1 < len(spans) and not spans[end + 1].breaks and end - place < _REACH:
        following = spans[end + 1]
        led_by_article = following.is_a("of", "determiner") and any(span.about_who for span in spans[end + 2 : end + 3])
        led_by_of = following.is_a("of") and any(span.about_who for span in spans[end + 3 : end + 4])
        if not (following.about_who or led_by_article or led_by_of):
            break
        end += 1
    after = spans[end + 1 : end + 2]
    chained = bool(after) and not after[0].breaks and (after[0].describes or after[0].entry.scale is not None)
    joiner = (grammar.conjunction if _is_last(spans, end + 1) else grammar.comma) if chained else ""
    at = spans[end].end
    return replaced(text, at, at, f" {adjective}{joiner.rstrip()}", grammar)


def _is_last(spans: Sequence[Span], place: int) -> bool:
    """Whether one adjective stands at a place, and not a list of them."""
    for span in spans[place + 1 : place + 4]:
        if span.is_a("and") or (span.breaks and span.describes):
            return False
        if span.breaks:
            return True
    return True


def _ends_with_list(text: str, spans: Sequence[Span], grammar: Grammar) -> bool:
    """Whether the last sentence has no verb, so that it goes on after a comma."""
    start = max((span.start for span in spans if span.stops), default=0)
    last = [span for span in spans if span.start >= start]
    if text[start:].count(",") >= _MOST_ITEMS or not last:
        return False
    return not any(word in grammar.verbs for span in last for word in span.words)


def item_after(text: str, item: str | None, grammar: Grammar) -> Iterator[str]:
    """Yield the description with one more item at its end, before the full stop."""
    if not item:
        return
    body, tail = _split_end(text)
    mark = body[-1] if body[-1] in STOPS else ""
    body = body[: len(body) - len(mark)]
    if not body or not (body[-1].isalnum() or body[-1] in ',，、%"”)）'):
        return
    comma = grammar.space if body[-1] in ",，、" else grammar.comma
    if grammar.language == "english":
        item = re.sub(r"\ba(?= [aeiou])", "an", item)
    yield f"{body}{comma}{item}{mark}{tail}"


def _joined_to_sentence(text: str, statement: Statement, grammar: Grammar) -> Iterator[str]:
    """Yield "The voice is breathy and raspy." where the last sentence is "The voice is breathy."."""
    template = str(grammar.dimensions[statement.dimension].get("sentence"))
    sentence = grammar.text(statement, "sentence")
    head = template.partition("{")[0]
    own = grammar.terms[statement.term].get("sentence")
    body, tail = _split_end(text)
    last = re.search(rf"(?:^|[{STOPS}]\s*){re.escape(head)}([^{STOPS}]+)([{STOPS}])$", body)
    if not (head.strip() and last and sentence and sentence.startswith(head) and not own) or grammar.space == "":
        return
    words = sentence[len(head) :].rstrip(STOPS)
    if grammar.conjunction in last[1] or grammar.comma in last[1]:
        yield f"{body[: last.start(1)]}{words}{grammar.comma}{body[last.start(1) :]}{tail}"
    else:
        yield f"{body[: last.end(1)]}{grammar.conjunction}{words}{last[2]}{tail}"


def sentence_after(text: str, sentence: str | None, grammar: Grammar) -> Iterator[str]:
    """Yield the description with one more sentence at its end."""
    if not sentence:
        return
    body, tail = _split_end(text)
    if not body:
        yield sentence
        return
    closed = body[-1] in STOPS or (body[-1] in '"”)）»' and body[-2:-1] in STOPS)
    yield f"{body}{'' if closed else grammar.stop.strip()}{grammar.space}{sentence}{tail}"


def _sentence_before(text: str, sentence: str | None, grammar: Grammar) -> Iterator[str]:
    if sentence:
        yield f"{sentence}{grammar.space}{text}"


def _split_end(text: str) -> tuple[str, str]:
    """Return a text and the blank space at its end."""
    body = text.rstrip()
    return body, text[len(body) :]
