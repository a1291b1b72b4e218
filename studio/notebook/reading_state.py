"""What a widget shows of a description: what it says in each dimension, notes, and the words to choose from."""

from collections.abc import Sequence
from typing import Any

from studio.domain.limits import MAX_DESCRIPTION
from studio.errors import InvalidInput
from studio.text import edit
from studio.text.description.lexicon import LEXICONS
from studio.text.edit.grammar import grammar_of
from studio.text.reading import Reading, read
from studio.text.reading.positions import positions_in
from studio.text.vocabulary import vocabulary

_MOST_READ = 2 * MAX_DESCRIPTION  # characters: reading more would keep the processor busy for nothing
_OPERATIONS = ("add", "more", "less", "remove")


def read_typed(typed: str) -> Reading:
    """Read a description while it is typed; what is far too long is read to a limit."""
    return read(_readable(typed))


def reading_state(typed: str, reading: Reading) -> dict[str, Any]:
    """Return what is shown of a reading, as plain JSON data.

    Parameters
    ----------
    typed : str
        What was read.
    reading : Reading
        Of `read_typed`.

    Returns
    -------
    dict
        `text`; `language`; `dimensions` with `name`, `label`, `says` ("" where it is not said), `term`, `spans`;
        `notes` with `why`, `spans`, and `fixes` with `label` and the whole `description` after it. Spans are pairs of
        places in UTF-16 units of the text.
    """
    positions = positions_in(_readable(typed))
    expected = {each.name for each in vocabulary().dimensions if each.expected}
    dimensions = sorted(reading.dimensions, key=lambda each: each.dimension not in expected)  # these keep their places
    return {
        "text": typed,
        "language": reading.language,
        "dimensions": [
            {
                "name": each.dimension,
                "label": each.label,
                "says": each.says,
                "term": each.term,
                "spans": _converted(each.spans, positions),
            }
            for each in dimensions
        ],
        "notes": [
            {
                "why": note.why,
                "spans": _converted(note.spans, positions),
                "fixes": [{"label": fix.label, "description": fix.description} for fix in note.fixes],
            }
            for note in reading.notes
        ],
    }


def words_of(dimension: str, language: str) -> dict[str, Any]:
    """Return the words of a dimension that a description in a language can say.

    Returns
    -------
    dict
        `label`, `meaning`, `ordered` (whether there is a little more or less of it), and `terms` with `id`, `word` and
        `meaning`.

    Raises
    ------
    InvalidInput
        If there is no such dimension.
    """
    found = next((each for each in vocabulary().dimensions if each.name == dimension), None)
    if found is None:
        raise InvalidInput(f"There is no dimension {dimension!r:.40}.", "Choose one that is shown.")
    spoken = language if language in LEXICONS else LEXICONS[0]
    known = grammar_of(spoken).terms
    terms = [
        {"id": term.id, "word": term.words[spoken][0], "meaning": term.meaning.get("english", "")}
        for term in found.terms
        if spoken in term.words and term.id in known
    ]
    meaning = found.meaning.get("english", "")
    return {
        "label": found.names["english"],
        "meaning": meaning,
        "ordered": dimension in edit.ORDERED,
        "terms": terms,
    }


def all_dimensions() -> list[dict[str, str]]:
    """Return the `name`, `label` and `meaning` of every dimension."""
    return [
        {"name": each.name, "label": each.names["english"], "meaning": each.meaning.get("english", "")}
        for each in vocabulary().dimensions
    ]


def changed_description(operation: str, description: str, dimension: str, term: str) -> edit.Edit:
    """Return a description with one dimension changed.

    Parameters
    ----------
    operation : str
        "add" (a term), "more", "less" or "remove".
    description : str
        Before.
    dimension, term : str
        Which dimension, and for "add" which term of it.

    Raises
    ------
    InvalidInput
        If there is no such operation, dimension or term, or the description is too long.
    """
    if operation not in _OPERATIONS:
        raise InvalidInput(f"There is no operation {operation!r:.40}.", f"Use one of: {', '.join(_OPERATIONS)}.")
    if len(description) > MAX_DESCRIPTION:
        what = f"The description has {len(description):,} characters; the maximum is {MAX_DESCRIPTION:,}."
        raise InvalidInput(what, "Shorten it first.")
    return edit.add(description, term) if operation == "add" else getattr(edit, operation)(description, dimension)


def _readable(typed: str) -> str:
    return typed[:_MOST_READ].encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def _converted(spans: Sequence[tuple[int, int]], positions: Sequence[int]) -> list[tuple[int, int]]:
    return [(positions[start], positions[end]) for start, end in spans]
