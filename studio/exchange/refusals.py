"""How the import of a file is refused: with its cause, and what to do."""

from studio.errors import InvalidInput


def refused(label: str, cause: str, next_step: str, code: str) -> InvalidInput:
    """Return the error of a file that cannot be imported.

    Parameters
    ----------
    label : str
        What a person calls the file.
    cause : str
        Why, as the end of a sentence, without a full stop.
    next_step : str
        What to do.
    code : str
        A stable identifier of the cause.
    """
    label, cause = _shown(label), _shown(cause)
    return InvalidInput(f"{label} cannot be imported: {cause}.", next_step, code=code, details={"file": label})


def _shown(text: str) -> str:
    """Return a text in which control characters, which could rewrite a terminal, are visible; cut where it is long."""
    return "".join(character if character.isprintable() else "\ufffd" for character in text[:300])
