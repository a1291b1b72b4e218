"""Numbers and texts as people read them."""

_LONGEST = 240  # characters of a text that are shown


def length(seconds: float) -> str:
    """Return a duration: "3.2 s", "21:04".

    Examples
    --------
    >>> length(3.24), length(1264.0)
    ('3.2 s', '21:04')
    """
    if seconds < 59.95:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes}:{rest:02}"


def beginning(text: str) -> str:
    """Return a text in one line, and of a long one its beginning."""
    line = " ".join(text.split())
    return line if len(line) <= _LONGEST else f"{line[:_LONGEST].rstrip()}…"
