"""The languages of Qwen3-TTS, and the names that people type for them."""

from studio.errors import InvalidInput

AUTO = "auto"

#: Name in a recipe → (ISO 639-1 code, what its speakers call it).
LANGUAGES: dict[str, tuple[str, str]] = {
    "english": ("en", "english"),
    "chinese": ("zh", "中文"),
    "french": ("fr", "français"),
    "german": ("de", "deutsch"),
    "italian": ("it", "italiano"),
    "japanese": ("ja", "日本語"),
    "korean": ("ko", "한국어"),
    "portuguese": ("pt", "português"),
    "russian": ("ru", "русский"),
    "spanish": ("es", "español"),
}

_ALIASES = {alias: name for name, (code, own) in LANGUAGES.items() for alias in (name, code, own)}
_ALIASES |= {AUTO: AUTO, "": AUTO, "mandarin": "chinese", "francais": "french", "espanol": "spanish"}


def parse_language(name: str) -> str:
    """Return the name of a language as recipes write it.

    Parameters
    ----------
    name : str
        An English name, an ISO 639-1 code, the language's own name, or "auto"; case is ignored.

    Returns
    -------
    str
        A key of `LANGUAGES`, or "auto".

    Raises
    ------
    InvalidInput
        If the language is unknown; mlx-audio would silently use "auto".

    Examples
    --------
    >>> parse_language("Français")
    'french'
    """
    found = _ALIASES.get(name.strip().casefold()) if isinstance(name, str) else None
    if found is None:
        known = ", ".join(sorted(LANGUAGES))
        raise InvalidInput(
            f"The language {str(name)[:40]!r} is not supported.",
            f"Choose one of: {known}, or auto.",
            code="unknown-language",
            details={"field": "language"},
        )
    return found
