"""A folder for LocalAI: for each voice a folder with `reference.wav` and `profile.json`, as its voice library has them.

LocalAI takes them by `POST /api/voice-profiles` (`core/http/endpoints/localai/voice_profiles.go` of mudler/LocalAI);
`README.txt` has the command. Its own folder `voice-profiles/` is read too.
"""

import json
import shlex
from collections.abc import Mapping, Sequence
from functools import partial
from pathlib import PurePosixPath
from typing import Any

from studio.domain.language import LANGUAGES
from studio.exchange.arrivals import Arrival, Given, read_object, text_of
from studio.exchange.foreign_voice import ForeignSound, ForeignVoice, arrival
from studio.exchange.format import Files, Format
from studio.exchange.reference_sound import LARGEST_SOUND, wav_of
from studio.exchange.refusals import refused
from studio.exchange.sources import Source
from studio.store.preset_folder import Preset

_PROFILE, _SOUND = "profile.json", "reference.wav"
_LONGEST = {"name": 80, "description": 500, "transcript": 4000}  # characters that LocalAI takes


def _pack(preset: Preset, stem: str) -> Files:
    yield f"{stem}/{_SOUND}", wav_of(preset)
    yield f"{stem}/{_PROFILE}", (json.dumps(_fields(preset), ensure_ascii=False, indent=2) + "\n").encode()


def _fields(preset: Preset) -> dict[str, Any]:
    """Return the fields of the request, as LocalAI calls them."""
    fields = {"name": preset.name, "description": preset.recipe.description, "transcript": preset.transcript}
    return {
        **{name: text[: _LONGEST[name]] for name, text in fields.items()},
        "language": LANGUAGES.get(preset.recipe.language, ("",))[0],
        "consent_confirmed": bool(preset.consent) or not preset.recipe.is_recording,
    }


def _readme(presets: Mapping[str, Preset]) -> Files:
    commands = "\n".join(_command(stem, _fields(preset)) for stem, preset in presets.items())
    text = (
        "Voices for LocalAI. Run these commands in this folder, with the address of your LocalAI.\n"
        "Each answers with the voice's address, localai://voice-profiles/ID; name that as the voice of a request.\n\n"
    )
    return (("README.txt", f"{text}{commands}".encode()),)


def _command(stem: str, fields: Mapping[str, Any]) -> str:
    values = {name: str(value).lower() if isinstance(value, bool) else value for name, value in fields.items()}
    parts = [f"  --form-string {shlex.quote(f'{name}={value}')}" for name, value in values.items() if value]
    sound = f"  -F {shlex.quote(f'audio=@{stem}/{_SOUND};type=audio/wav')}"
    return " \\\n".join(["curl http://localhost:8080/api/voice-profiles", *parts, sound]) + "\n"


def _find(source: Source, given: Given) -> Sequence[Arrival] | None:
    profiles = [name for name in source.names if PurePosixPath(name).name == _PROFILE]
    if not profiles:
        return None
    return [arrival(_label(source, name), partial(_voice, source, name, given)) for name in profiles]


def _voice(source: Source, name: str, given: Given) -> ForeignVoice:
    profile = read_object(source, name)
    sound = str(PurePosixPath(name).with_name(_SOUND))
    if sound not in source.names:
        raise refused(source.label, f"it holds no {sound}", "Copy the whole folder.", "no-sound")
    called = text_of(profile.get("name"))
    if not called:
        raise refused(source.label, f"{name} has no name", "Write one into it.", "field-missing")
    return ForeignVoice(
        name=called,
        sound=ForeignSound(
            partial(source.content, sound, LARGEST_SOUND),
            sound,
            text_of(profile.get("transcript")) or given.transcript,
        ),
        description=text_of(profile.get("description")),
        language=text_of(profile.get("language")),
        consent=given.consent or _consent(profile),
    )


def _consent(profile: Mapping[str, Any]) -> str:
    """Return what a profile of LocalAI's own library states: it keeps none without consent."""
    confirmed = text_of(profile.get("consent_confirmed_at"))
    return f"Confirmed in LocalAI, {confirmed}." if confirmed else ""


def _label(source: Source, name: str) -> str:
    folder = str(PurePosixPath(name).parent)
    return source.label if folder == "." else f"{source.label}/{folder}"


LOCALAI = Format(
    name="localai",
    title="A folder for LocalAI",
    takers="LocalAI, with its voice library.",
    one_file=False,
    pack=_pack,
    keeps=frozenset({"description", "recipe"}),
    find=_find,
    shared=_readme,
)
