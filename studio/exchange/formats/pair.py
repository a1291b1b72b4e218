"""A sound and its words: NAME.wav and NAME.txt, which every program that copies voices takes; and sounds alone."""

import re
from collections.abc import Mapping, Sequence
from contextlib import suppress
from functools import partial
from pathlib import PurePosixPath

from studio.audio.tags import TagsDamaged, tags_in
from studio.domain.label import another, file_stem
from studio.errors import InvalidInput
from studio.exchange.arrivals import Arrival, Given
from studio.exchange.foreign_voice import ForeignSound, ForeignVoice, arrival
from studio.exchange.format import Files, Format
from studio.exchange.reference_sound import LARGEST_SOUND, wav_of
from studio.exchange.refusals import refused
from studio.exchange.sources import Source
from studio.store.preset_folder import Preset

#: Sound files by the ends of their names; what is in one decides whether it can be read.
SOUNDS = (".wav", ".flac", ".mp3", ".ogg", ".opus", ".oga", ".aif", ".aiff")
_LARGEST_TEXT = 64 << 10  # bytes


def _pack(preset: Preset, stem: str) -> Files:
    yield f"{stem}.wav", wav_of(preset)
    yield f"{stem}.txt", f"{preset.transcript}\n".encode()
    for delivery, end in zip(preset.deliveries, _ends(preset), strict=True):
        yield f"{stem}{end}.wav", wav_of(preset, delivery.name)
        yield f"{stem}{end}.txt", f"{delivery.transcript}\n".encode()


def _ends(preset: Preset) -> list[str]:
    """Return what follows the voice in the names of each delivery's files: all different, whatever their case."""
    ends: list[str] = []
    for delivery in preset.deliveries:
        end = f"-{file_stem(delivery.name)}"
        ends.append(another(end, {each.casefold() for each in ends}))
    return ends


def _find(source: Source, given: Given) -> Sequence[Arrival] | None:
    sounds = [name for name in source.names if PurePosixPath(name).suffix.lower() in SOUNDS]
    if not sounds:
        return None
    deliveries = _deliveries(source, sounds)
    of_deliveries = {name for each in deliveries.values() for name in each.values()}
    return [
        arrival(_label(source, name), partial(_voice, source, name, deliveries.get(name, {}), given))
        for name in sounds
        if name not in of_deliveries
    ]


def _deliveries(source: Source, sounds: Sequence[str]) -> dict[str, dict[str, str]]:
    """Return the sounds of deliveries: voice's sound → name of the delivery → its sound.

    "Anna-Maria.wav" beside "Anna.wav" is a voice of its own unless its title says that it is a delivery "Maria".
    """
    by_stem = {_stem(name): name for name in sounds}
    found: dict[str, dict[str, str]] = {}
    for name in sounds:
        if not any(_stem(name).startswith(f"{stem}-") for stem in by_stem):
            continue
        with suppress(InvalidInput, TagsDamaged):
            title = tags_in(source.content(name, LARGEST_SOUND)).get("TITLE", "")
            delivery = title.partition("/")[2]
            whole = by_stem.get(_stem_of_voice(_stem(name), delivery))
            if whole is not None:
                found.setdefault(whole, {})[delivery] = name
    return found


def _stem_of_voice(stem: str, delivery: str) -> str:
    """Return the stem of the voice whose delivery has this one, or "" where it is not named as one."""
    found = re.fullmatch(rf"(.+)-{re.escape(file_stem(delivery))}(?: \(\d+\))?", stem)
    return found[1] if found and delivery else ""


def _voice(source: Source, name: str, deliveries: Mapping[str, str], given: Given) -> ForeignVoice:
    return ForeignVoice(
        name=PurePosixPath(name).stem,
        sound=_sound(source, name, given.transcript),
        deliveries=tuple(_sound(source, sound, "", delivery) for delivery, sound in deliveries.items()),
        consent=given.consent,
    )


def _sound(source: Source, name: str, transcript: str, delivery: str = "") -> ForeignSound:
    words = f"{_stem(name)}.txt"
    return ForeignSound(
        content=partial(source.content, name, LARGEST_SOUND),
        name=PurePosixPath(name).name,
        transcript=_text(source, words) if words in source.names else transcript,
        delivery=delivery,
    )


def _stem(name: str) -> str:
    """Return a path without the end of its name."""
    return str(PurePosixPath(name).with_suffix(""))


def _text(source: Source, name: str) -> str:
    try:
        return source.content(name, _LARGEST_TEXT).decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise refused(source.label, f"{name} is not text in UTF-8", "Save it as UTF-8.", "text-damaged") from None


def _label(source: Source, name: str) -> str:
    return source.label if source.label == name or len(source.names) <= 2 else f"{source.label}: {name}"


PAIR = Format(
    name="pair",
    title="A WAV file and its words",
    takers="mlx-audio, Qwen3-TTS, F5-TTS, ebook2audiobook and other programs that copy a voice from a sound.",
    one_file=False,
    pack=_pack,
    keeps=frozenset({"description", "recipe", "deliveries"}),
    find=_find,
    ends=_ends,
)
