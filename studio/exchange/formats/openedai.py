"""A folder for openedai-speech: `voices/NAME.wav`, and lines for `config/voice_to_speaker.yaml`.

As `speech.py` and `voice_to_speaker.default.yaml` of matatonic/openedai-speech read them. It needs no words of a voice;
they are in the field `comment`, which it leaves alone.
"""

import json
import re
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath

from studio.domain.language import LANGUAGES
from studio.exchange.arrivals import Arrival, Given
from studio.exchange.foreign_voice import ForeignSound, ForeignVoice, arrival
from studio.exchange.format import Files, Format
from studio.exchange.reference_sound import LARGEST_SOUND, wav_of
from studio.exchange.refusals import refused
from studio.exchange.sources import Source
from studio.store.preset_folder import Preset

_VOICES = "voice_to_speaker.yaml"
_LARGEST = 1 << 20  # bytes
#: JSON strings are YAML strings, and hold line breaks and quotes on one line.
_ENTRY = re.compile(r'^  (?P<name>"(?:[^"\\]|\\.)*"|[^\s:#"][^:#\n]*):\s*(?:#.*)?$')
_FIELD = re.compile(r'^    (?P<field>\w+):\s*(?P<value>"(?:[^"\\]|\\.)*"|[^#\n]*?)\s*(?:#.*)?$')


def _pack(preset: Preset, stem: str) -> Files:
    return ((f"voices/{stem}.wav", wav_of(preset)),)


def _voices(presets: Mapping[str, Preset]) -> Files:
    """Return the entries of all voices, to be added to a file that is there already."""
    lines = ["tts-1-hd:"]
    for stem, preset in presets.items():
        language = LANGUAGES.get(preset.recipe.language, ("auto",))[0]
        lines += [
            f"  {json.dumps(preset.name, ensure_ascii=False)}:",
            "    model: xtts",
            f"    speaker: {json.dumps(f'voices/{stem}.wav', ensure_ascii=False)}",
            f"    language: {'zh-cn' if language == 'zh' else language}",
            f"    comment: {json.dumps(preset.transcript, ensure_ascii=False)}",
        ]
    return ((_VOICES, ("\n".join(lines) + "\n").encode()),)


def _find(source: Source, given: Given) -> Sequence[Arrival] | None:
    lists = [name for name in source.names if PurePosixPath(name).name == _VOICES]
    if not lists:
        return None
    text = source.content(lists[0], _LARGEST).decode("utf-8", "replace")
    entries = {name: fields for name, fields in _entries(text).items() if fields.get("speaker", "").endswith(".wav")}
    if not entries:
        cause = f"{lists[0]} names no voice with a sound of its own"
        raise refused(source.label, cause, "Choose the folder that holds the sounds too.", "no-sound")
    return [
        arrival(f"{source.label}: {name}", partial(_voice, source, lists[0], name, fields, given))
        for name, fields in entries.items()
    ]


def _voice(source: Source, list_name: str, name: str, fields: Mapping[str, str], given: Given) -> ForeignVoice:
    ends = f"/{PurePosixPath(fields['speaker']).name}"
    sound = next((each for each in source.names if f"/{each}".endswith(f"/voices{ends}")), None)
    if sound is None:
        raise refused(source.label, f"it holds no {fields['speaker'][:200]}", "Copy the whole folder.", "no-sound")
    return ForeignVoice(
        name=name,
        sound=ForeignSound(
            partial(source.content, sound, LARGEST_SOUND), sound, fields.get("comment", "") or given.transcript
        ),
        language=fields.get("language", ""),
        consent=given.consent,
    )


def _entries(text: str) -> dict[str, dict[str, str]]:
    """Return the fields of each voice of `tts-1-hd`, the model that copies voices."""
    found: dict[str, dict[str, str]] = {}
    inside, fields = False, {}
    for line in text.splitlines():
        if line[:1].strip() and not line.startswith("#"):
            inside = line.startswith("tts-1-hd:")
        elif inside and (entry := _ENTRY.match(line)):
            fields = found.setdefault(_scalar(entry["name"]), {})
        elif inside and (field := _FIELD.match(line)):
            fields.setdefault(field["field"], _scalar(field["value"]))
    return found


def _scalar(value: str) -> str:
    """Return a YAML string that is plain, or quoted as JSON does it."""
    try:
        return str(json.loads(value)) if value.startswith('"') else value.strip().strip("'")
    except ValueError:
        return ""


OPENEDAI = Format(
    name="openedai",
    title="A folder for openedai-speech",
    takers="openedai-speech, whose model XTTS copies the sound.",
    one_file=False,
    pack=_pack,
    keeps=frozenset({"description", "recipe"}),
    find=_find,
    shared=_voices,
)
