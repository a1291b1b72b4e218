"""The delivery that a line names at its beginning: "[sad] I had hoped for more."."""

import re

from studio.domain.delivery import NEUTRAL
from studio.domain.take import Take
from studio.errors import Advice, InvalidInput
from studio.store.preset_delivery import PresetDelivery, VoiceSource, in_delivery
from studio.text.deliveries.deliveries import find_delivery

_OPENING = re.compile(r"\s*\[([^\[\]]{1,32})\]\s*(?=\S)")
_LATER = re.compile(r"\n[ \t]*\[([^\[\]\n]{1,32})\]")


def opening_delivery(source: VoiceSource, line: str) -> tuple[VoiceSource, str]:
    """Return what a line is spoken in, and the line without the delivery that it names.

    Parameters
    ----------
    source : Preset, PresetDelivery or Take
        What it is spoken in where it names none.
    line : str
        As a person typed it. Brackets with other words than the name of a delivery stay.

    Raises
    ------
    NotFound
        If it names one of the known deliveries, and the voice does not have it; it lists those there are.
    InvalidInput
        If it names one, and the source is a take, which has none; or if a later line of the text names one.
    """
    opening = _OPENING.match(line) if isinstance(line, str) else None
    if opening is None or not _is_name(source, opening[1].strip()):
        spoken_in, rest = source, line
    else:
        spoken_in, rest = in_delivery(source, opening[1].strip()), line[opening.end() :]
    _check_rest(source, rest)
    return spoken_in, rest


def _check_rest(source: VoiceSource, text: str) -> None:
    """Check that no later line of a text names a delivery, which would be spoken as a word."""
    if isinstance(source, Take):
        return
    for later in _LATER.finditer(str(text)):
        if _is_name(source, later[1].strip()):
            raise InvalidInput(
                f"A line within the text asks for another delivery, [{later[1].strip()}]; a text is spoken in one.",
                Advice(
                    "Speak its lines as a list: say(voice, [line, line]).",
                    shell="Speak each part by itself.",
                ),
                code="several-deliveries",
                details={"field": "text"},
            )


def _is_name(source: VoiceSource, word: str) -> bool:
    return word.casefold() in _names(source) or find_delivery(word) is not None


def _names(source: VoiceSource) -> set[str]:
    if isinstance(source, Take):
        return set()
    preset = source.preset if isinstance(source, PresetDelivery) else source
    return {NEUTRAL, *(delivery.name.casefold() for delivery in preset.deliveries)}
