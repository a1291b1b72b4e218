"""A sound and its words: NAME.wav and NAME.txt, which every program that copies voices takes; and sounds alone."""

from collections.abc import Sequence
from functools import partial
from pathlib import PurePosixPath

from studio.exchange.arrivals import Arrival, ForeignVoice, Given, arrival
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


def _lost(preset: Preset) -> Sequence[str]:
    return ("The description, the seed, the tags and the notes are not in it.",)


def _find(source: Source, given: Given) -> Sequence[Arrival] | None:
    sounds = [name for name in source.names if PurePosixPath(name).suffix.lower() in SOUNDS]
    if not sounds:
        return None
    return [arrival(_label(source, name), partial(_voice, source, name, given)) for name in sounds]


def _voice(source: Source, name: str, given: Given) -> ForeignVoice:
    path = PurePosixPath(name)
    words = str(path.with_suffix(".txt"))
    return ForeignVoice(
        name=path.stem,
        sound=partial(source.content, name, LARGEST_SOUND),
        sound_name=path.name,
        transcript=_text(source, words) if words in source.names else given.transcript,
        consent=given.consent,
    )


def _text(source: Source, name: str) -> str:
    try:
        return source.content(name, _LARGEST_TEXT).decode("utf-8-sig").strip()
    except UnicodeDecodeError:
        raise refused(source.label, f"{name} is not text in UTF-8", "Save it as UTF-8.", "text-damaged") from None


def _label(source: Source, name: str) -> str:
    return source.label if len(source.names) <= 2 else f"{source.label}: {name}"


PAIR = Format(
    name="pair",
    title="A WAV file and its words",
    takers="mlx-audio, Qwen3-TTS, F5-TTS, ebook2audiobook and other programs that copy a voice from a sound.",
    one_file=False,
    pack=_pack,
    lost=_lost,
    find=_find,
)
