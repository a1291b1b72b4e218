"""The delivery that a line names at its beginning: "[sad] I had hoped for more."."""

import re

from studio.domain.delivery import NEUTRAL
from studio.domain.take import Take
from studio.store.preset_delivery import PresetDelivery, VoiceSource, in_delivery
from studio.text.deliveries.deliveries import find_delivery

_OPENING = re.compile(r"\s*\[([^\[\]]{1,32})\]\s*(?=\S)")


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
        If it names one, and the source is a take, which has none.
    """
    opening = _OPENING.match(line) if isinstance(line, str) else None
    if opening is None:
        return source, line
    wanted = opening[1].strip()
    if wanted.casefold() not in _names(source) and find_delivery(wanted) is None:
        return source, line
    return in_delivery(source, wanted), line[opening.end() :]


def _names(source: VoiceSource) -> set[str]:
    if isinstance(source, Take):
        return set()
    preset = source.preset if isinstance(source, PresetDelivery) else source
    return {NEUTRAL, *(delivery.name.casefold() for delivery in preset.deliveries)}
