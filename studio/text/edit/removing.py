"""Takes what a description says in one place out of it, with the comma, "and" or preposition that belongs to it."""

import re
from collections.abc import Iterator, Sequence

from studio.text.description.phrases import Span
from studio.text.edit.grammar import Grammar, Statement
from studio.text.edit.joining import replaced

_STOP = re.compile(r"[.!?…。！？;；\n]")
_SEPARATOR = re.compile(r"[,，、;；.!?…。！？\n()—–]")
_MOST_WORDS = 3  # unknown words that a clause may have to be taken out whole


def removals(text: str, start: int, end: int, spans: Sequence[Span], grammar: Grammar) -> Iterator[str]:
    """Yield the description without the words from `start` to `end`, the most natural way first.

    Parameters
    ----------
    text : str
        The description.
    start, end : int
        Where it says what is to go.
    spans : sequence of Span
        The description's phrases.
    grammar : Grammar
        Of its language.
    """
    inside = [span for span in spans if start <= span.start < end]
    own = next((span for span in reversed(inside) if span.describes), None)
    if own is not None and is_kind_of_voice(own) and grammar.space:
        for noun in voices(own, grammar):
            yield replaced(text, start, end, noun, grammar)
    yield from _without_half_of_neither(text, start, end, grammar)
    clause = _around(text, start, end, _SEPARATOR)
    others = [span for span in spans if clause[0] <= span.start < clause[1] and span not in inside]
    only = not any(span.describes or span.person for span in others if not span.entry.aspect)
    if (
        only
        and not _is_part_of_list(text, clause, others, (start, end), spans, grammar)
        and sum(span.unknown for span in others) <= _MOST_WORDS
    ):
        yield _without_clause(text, *clause, grammar)
    first, last = _phrase(start, end, own, spans, grammar) if own is not None else (start, end)
    if (first, last) != (start, end):
        yield (
            replaced(text, first, last, "", grammar)
            if not text[:first].strip()
            else text[:first].rstrip() + text[last:]
        )
    before = next((span for span in reversed(spans) if span.end <= start), None)
    follows_noun = before is not None and (before.person or before.is_a("voice")) and text[before.end : start] == " "
    if follows_noun and text[end : end + 1] == ",":  # "une dame âgée, voix douce"
        yield text[: start - 1] + text[end:]
    yield _without_words(text, start, end, grammar)
    yield _without_clause(text, *clause, grammar)
    yield _without_clause(text, *_around(text, start, end, _STOP), grammar)


def _is_part_of_list(
    text: str,
    clause: tuple[int, int],
    others: Sequence[Span],
    place: tuple[int, int],
    spans: Sequence[Span],
    grammar: Grammar,
) -> bool:
    """Whether a clause is a part of "A low, warm voice": one of the adjectives, perhaps with its article or noun."""
    if not others or (grammar.language == "chinese" and clause[0]):
        return False
    closes = any(span.words[-1] in grammar.nouns and span.start >= place[1] for span in others)
    if grammar.language == "chinese":
        return closes
    after = next((span for span in spans if span.start >= clause[1]), None)
    comma = text[clause[1] : clause[1] + 1] == ","
    if grammar.language == "french":
        noun = any(span.words[-1] in grammar.nouns for span in others)
        return noun and comma and after is not None and after.describes and not after.is_a("voice", "noun")
    opens = others[0].words[-1] in grammar.determiners and others[-1].end <= place[1] and comma
    return opens or closes


def is_kind_of_voice(span: Span) -> bool:
    """Whether a noun names a voice by its pitch: "baritone"."""
    return span.is_a("voice") and not span.is_a("noun") and (span.says("pitch") or span.says("gender"))


def _without_half_of_neither(text: str, start: int, end: int, grammar: Grammar) -> Iterator[str]:
    """Yield "not bright" for "neither breathy nor bright", whichever half goes."""
    denial = grammar.degrees["not"]
    other = re.match(r"\s+(?:nor|ni)\s+", text[end:])
    if other and re.match(r"(?:neither|ni)\s", text[start:end], re.IGNORECASE):
        yield replaced(text, start, end + other.end(), denial, grammar)
    first = re.search(r"\b(?:neither|ni)\s+([^,.;]+?)\s+$", text[:start], re.IGNORECASE)
    if first and re.match(r"(?:nor|ni)\s", text[start:end]):
        yield replaced(text, first.start(), end, denial + first[1], grammar)


def voices(own: Span, grammar: Grammar) -> Iterator[str]:
    """Yield what stands in for a noun such as "baritone": the voice alone, and with the gender that the noun said."""
    noun = {"english": "voice", "french": "voix"}[grammar.language]
    genders = [str(sense.value) for sense in own.entry.senses if sense.dimension == "gender"]
    yield noun
    for gender in genders[:1]:
        adjective = grammar.form(Statement(f"gender.{gender}"), "adjective.f")
        yield f"{adjective} {noun}" if grammar.language == "english" else f"{noun} {adjective}"


def _around(text: str, start: int, end: int, separator: re.Pattern[str]) -> tuple[int, int]:
    """Return the part between two separators that a place is in, without the spaces at its ends."""
    before = [found.end() for found in separator.finditer(text, 0, start)]
    after = separator.search(text, end)
    first, last = (before[-1] if before else 0), (after.start() if after else len(text))
    while first < last and text[first].isspace():
        first += 1
    while last > first and text[last - 1].isspace():
        last -= 1
    return first, last


def _without_clause(text: str, start: int, end: int, grammar: Grammar) -> str:
    """Remove a part between two separators, and one of the separators."""
    before, after = text[:start].rstrip(" "), text[end:]
    if not before or _STOP.search(before[-1]):  # it begins a sentence
        found = re.match(r"\s*[,，、;；:：.!?…。！？]*[ ]?", after)
        end += found.end() if found else 0
        return replaced(text, start, end, "", grammar) if text[end:].strip() else before + text[end:]
    if before[-1] in ",，、;；:：":
        return text[: len(before) - 1] + after
    return text[:start] + after


def _phrase(start: int, end: int, own: Span, spans: Sequence[Span], grammar: Grammar) -> tuple[int, int]:
    """Return the noun phrase that a place is the core of, with what leads to it: "at a slow pace", "in her forties"."""
    after = next((span for span in spans if span.start >= end), None)
    carried = after is not None and not after.breaks and _only_carries(after, grammar)
    aged = own.says("age") and not own.is_a("age_word") and not own.person
    if carried and after is not None:
        end = after.end
    else:
        leads_to_noun = after is not None and not after.breaks and (after.person or after.is_a("voice"))
        if leads_to_noun or not (own.is_a("noun") or own.says("pauses") or aged):
            return start, end
    before = [span for span in spans if span.end <= start]
    gap = next((span.gap for span in spans if span.start >= start), "")
    first = start
    while (
        before
        and not re.search(r"[,，、.;:()]", gap)
        and all(word in grammar.determiners | grammar.prepositions for word in before[-1].words)
    ):
        last = before.pop()
        first, gap = last.start, last.gap
        if not all(word in grammar.determiners for word in last.words):
            break
    return first, end


def _only_carries(span: Span, grammar: Grammar) -> bool:
    """Whether a noun says nothing without the adjective before it: "pace", "texture", but not "voice"."""
    return bool(span.entry.aspect) or (
        span.is_a("voice") and not span.entry.senses and span.words[-1] not in grammar.nouns and not span.is_a("person")
    )


def _without_words(text: str, start: int, end: int, grammar: Grammar) -> str:
    """Remove words from a list or from before their noun."""
    joiner = re.escape(grammar.conjunction.strip(" ，"))
    if not joiner:
        return _without_chinese(text, start, end, grammar)
    left = re.search(rf"(?:,\s*(?:{joiner}\s+)?|\s+{joiner}\s+)$", text[:start])
    right = re.match(rf"\s*,\s*(?:{joiner}\s+)?|\s+{joiner}\s+", text[end:])
    if left and (not right or "," in right[0]):
        return text[: left.start()] + text[end:]
    if right:
        return replaced(text, start, end + right.end(), "", grammar)
    space = re.match(r"\s+", text[end:])
    if space or not text[:start].strip():
        return replaced(text, start, end + (space.end() if space else 0), "", grammar)
    return text[:start].rstrip(" ") + text[end:]


def _without_chinese(text: str, start: int, end: int, grammar: Grammar) -> str:
    """Remove words, and the particle or conjunction beside them."""
    if before := re.search(r"[而又且和、]$", text[:start]):
        return text[: before.start()] + text[end:]
    if after := re.match(r"[而又且和、]", text[end:]):
        return text[:start] + text[end + after.end() :]
    alone = not text[:start] or text[start - 1] in "，。、；：的"
    particle = re.match("[的地]", text[end:]) if alone else None
    return text[:start] + text[end + (particle.end() if particle else 0) :]
