"""A voice profile of voicebox, version 1.0: a zip file of a manifest, samples and their words.

As `backend/services/export_import.py` of jamiepine/voicebox writes and reads it.
"""

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from functools import partial
from typing import Any

from studio.domain.language import LANGUAGES
from studio.exchange.arrivals import Arrival, Given, read_object, text_of
from studio.exchange.foreign_voice import ForeignSound, ForeignVoice, arrival
from studio.exchange.format import Files, Format
from studio.exchange.reference_sound import LARGEST_SOUND, wav_of
from studio.exchange.refusals import refused
from studio.exchange.sources import Source
from studio.store.preset_folder import Preset

_MANIFEST = "manifest.json"
_SAMPLES = "samples.json"
_SAMPLE = "neutral.wav"  # voicebox refuses other suffixes


def _pack(preset: Preset, stem: str) -> Files:
    manifest = {
        "version": "1.0",
        "profile": {
            "name": preset.name,
            "description": preset.recipe.description,
            "language": LANGUAGES.get(preset.recipe.language, ("en",))[0],
        },
        "has_avatar": False,
    }
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_MANIFEST, json.dumps(manifest, indent=2))
        archive.writestr(_SAMPLES, json.dumps({_SAMPLE: preset.transcript}, indent=2))
        archive.writestr(f"samples/{_SAMPLE}", wav_of(preset))
    return ((f"{stem}.voicebox.zip", packed.getvalue()),)


def _find(source: Source, given: Given) -> Sequence[Arrival] | None:
    if _MANIFEST not in source.names or _SAMPLES not in source.names:
        return None
    manifest = read_object(source, _MANIFEST)
    profile = manifest.get("profile")
    if not isinstance(profile, dict):
        return None
    if not str(manifest.get("version", "1.0")).startswith("1."):
        cause = f"it is a voicebox profile of version {str(manifest.get('version'))[:20]}; this studio reads 1.x"
        raise refused(source.label, cause, "Update this studio.", "newer-format")
    samples = sum(name.startswith("samples/") for name in source.names)
    return [arrival(source.label, partial(_voice, source, profile, given), samples)]


def _voice(source: Source, profile: Mapping[str, Any], given: Given) -> ForeignVoice:
    sample, words = _first(source, read_object(source, _SAMPLES))
    name = text_of(profile.get("name"))
    if not name:
        raise refused(source.label, "its manifest has no name", "Export it again from voicebox.", "field-missing")
    return ForeignVoice(
        name=name,
        sound=ForeignSound(
            partial(source.content, f"samples/{sample}", LARGEST_SOUND), sample, words or given.transcript
        ),
        description=text_of(profile.get("description")),
        language=text_of(profile.get("language")),
        consent=given.consent,
    )


def _first(source: Source, samples: dict[str, object]) -> tuple[str, str]:
    """Return the name and the words of the first sample: a preset has one reference."""
    for sample, words in samples.items():
        if f"samples/{sample}" in source.names:
            return sample, text_of(words)
    raise refused(source.label, "it holds no sample", "Add one to the profile in voicebox, and export it.", "no-sound")


VOICEBOX = Format(
    name="voicebox",
    title="A voicebox profile",
    takers="voicebox.",
    one_file=True,
    pack=_pack,
    keeps=frozenset({"description", "recipe"}),
    find=_find,
)
