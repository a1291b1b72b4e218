"""The delivery that a line names at its beginning: "[sad] I had hoped for more."."""

import re

from studio.domain.delivery import NEUTRAL
from studio.domain.take import Take
from studio.store.preset_delivery import PresetDelivery, VoiceSource, in_delivery

_OPENING = re.compile(r"\s*\[([^\[\]]{1,32})\]\s*(?=\S)")


def opening_delivery(source: VoiceSource, line: str) -> tuple[VoiceSource, str]:
    """Return what a line is spoken in, and the line without the delivery that it names.

    Parameters
    ----------
    source : Preset, PresetDelivery or Take
        What it is spoken in where it names none, or none that the voice has: then the line stays as it is.
    line : str
        As a person typed it.
    """
    opening = _OPENING.match(line) if isinstance(line, str) else None
    if opening is None or isinstance(source, Take):
        return source, line
    preset = source.preset if isinstance(source, PresetDelivery) else source
    names = {NEUTRAL, *(delivery.name.casefold() for delivery in preset.deliveries)}
    wanted = opening[1].strip()
    return (in_delivery(source, wanted), line[opening.end() :]) if wanted.casefold() in names else (source, line)
