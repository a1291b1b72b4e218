"""The term of the vocabulary that says what was read in a description."""

from studio.text.vocabulary.terms import Dimension, Term, Value, vocabulary

#: The last year of each age but the last, after Qwen's guide.
_AGE_BANDS = {"age.child": 12, "age.teenage": 18, "age.young": 30, "age.adult": 38, "age.middle-aged": 55}


def term_of(dimension: Dimension, value: Value) -> Term | None:
    """Return the term of a dimension that comes nearest to a value of `Traits`.

    Examples
    --------
    >>> term_of(vocabulary().dimension("pitch"), -0.9).id
    'pitch.very-low'
    """
    if isinstance(value, str):
        return next((term for term in dimension.terms if term.value == value), None)
    if dimension.name == "age":
        band = next((band for band, last in _AGE_BANDS.items() if value <= last), "age.elderly")
        return vocabulary().term(band)
    return dimension.nearest(float(value))
