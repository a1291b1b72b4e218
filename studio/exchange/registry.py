"""The formats of voices. To add one: a module in `formats/`, and a line here."""

from studio.errors import InvalidInput
from studio.exchange.format import Format
from studio.exchange.formats.localai import LOCALAI
from studio.exchange.formats.openedai import OPENEDAI
from studio.exchange.formats.pair import PAIR
from studio.exchange.formats.studio_zip import STUDIO
from studio.exchange.formats.voicebox import VOICEBOX
from studio.exchange.formats.vox import VOX

#: By name; the first that recognises a source reads it.
FORMATS = {each.name: each for each in (STUDIO, VOX, VOICEBOX, LOCALAI, OPENEDAI, PAIR)}


def format_named(name: str) -> Format:
    """Return the format of that name.

    Raises
    ------
    InvalidInput
        If there is none.
    """
    if name not in FORMATS:
        raise InvalidInput(
            f"There is no format {str(name)[:40]!r}.",
            f"Choose one of: {', '.join(FORMATS)}.",
            code="unknown-format",
            details={"field": "format"},
        )
    return FORMATS[name]
