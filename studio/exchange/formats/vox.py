"""VOX 0.4, a draft of an open format: a zip file of a manifest and reference sounds.

The specification: `docs/VOX-FORMAT.md` and `schemas/manifest-v0.4.0.json` of intrusive-memory/vox-format.
"""

import io
import json
import uuid
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime
from functools import partial
from typing import Any

from studio.domain.delivery import Delivery
from studio.domain.language import LANGUAGES
from studio.domain.recipe import Recipe
from studio.errors import InvalidInput
from studio.exchange.arrivals import Arrival, Given, read_object, text_of
from studio.exchange.for_others import for_others
from studio.exchange.foreign_voice import ForeignSound, ForeignVoice, arrival
from studio.exchange.format import Files, Format
from studio.exchange.reference_sound import LARGEST_SOUND, flac_of
from studio.exchange.refusals import refused
from studio.exchange.sources import Source
from studio.store.preset_folder import Preset

_VERSION = "0.4.0"
_MANIFEST = "manifest.json"
_SOUND = "reference/neutral.flac"
#: Our part of `extensions`: the whole recipe, which other programs ignore.
_OURS = "voice-studio"
_GENERATED = {"designed", "synthesized", "preset"}  # of `provenance.method`


def _pack(preset: Preset, stem: str) -> Files:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(_MANIFEST, json.dumps(_manifest(for_others(preset)), ensure_ascii=False, indent=2))
        archive.writestr(_SOUND, flac_of(preset), zipfile.ZIP_STORED)
        for delivery in preset.deliveries:
            archive.writestr(f"reference/{delivery.file}", flac_of(preset, delivery.name), zipfile.ZIP_STORED)
    return ((f"{stem}.vox", packed.getvalue()),)


def _manifest(preset: Preset) -> dict[str, Any]:
    recipe = preset.recipe
    ours: dict[str, Any] = {"recipe": recipe.to_json()} | ({"consent": preset.consent} if preset.consent else {})
    if preset.deliveries:
        ours["deliveries"] = [delivery.to_json() for delivery in preset.deliveries]
    language = {"language": LANGUAGES[recipe.language][0]} if recipe.language in LANGUAGES else {}
    return {
        "vox_version": _VERSION,
        "id": str(uuid.uuid4()),
        "created": f"{preset.created.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}",
        "voice": {
            "name": preset.name,
            "description": _long_enough(recipe.description),
            **language,
            **({"tags": list(preset.tags)} if preset.tags else {}),
        },
        "reference_audio": [
            {"file": _SOUND, "transcript": preset.transcript, "duration_seconds": preset.duration, **language},
            *(_delivery_audio(delivery) for delivery in preset.deliveries),
        ],
        "provenance": _provenance(preset),
        "extensions": {"qwen3-tts": {"design_instruct": recipe.description}, _OURS: ours},
    }


def _delivery_audio(delivery: Delivery) -> dict[str, Any]:
    return {
        "file": f"reference/{delivery.file}",
        "transcript": delivery.transcript,
        "duration_seconds": delivery.duration,
        "context": delivery.name,
    }


def _long_enough(description: str) -> str:
    """Return a description of at least ten characters, which VOX requires."""
    return description if len(description) >= 10 else f"A voice: {description}"


def _provenance(preset: Preset) -> dict[str, Any]:
    notes = {"notes": preset.notes} if preset.notes else {}
    engine = f"{preset.recipe.backend} {preset.recipe.model}".strip()
    licence = {"license": preset.licence} if preset.licence else {}
    if preset.recipe.is_recording:
        return {"method": "cloned", "consent": "granted", "source": [_SOUND], "engine": engine, **notes, **licence}
    return {"method": "synthesized", "consent": None, "engine": engine, **notes, **licence}


def _find(source: Source, given: Given) -> Sequence[Arrival] | None:
    if _MANIFEST not in source.names:
        return None
    manifest = read_object(source, _MANIFEST)
    if "vox_version" not in manifest:
        return None
    version = text_of(manifest["vox_version"])
    if not version.startswith("0."):
        cause = f"it is VOX {version[:20] or 'of an unknown version'}, and this studio reads VOX 0.1 to 0.4"
        raise refused(source.label, cause, "Update this studio.", "newer-format")
    ours = _part(_part(manifest, "extensions"), _OURS)
    listed = manifest.get("reference_audio")
    sounds = len(listed) if isinstance(listed, list) and not ours else 1
    return [arrival(source.label, partial(_voice, source, manifest, given), sounds)]


def _voice(source: Source, manifest: Mapping[str, Any], given: Given) -> ForeignVoice:
    voice, provenance = _part(manifest, "voice"), _part(manifest, "provenance")
    name = text_of(voice.get("name"))
    if not name:
        raise refused(source.label, "its manifest has no voice.name", "Export it again.", "field-missing")
    path, words = _reference(source, manifest)
    ours = _part(_part(manifest, "extensions"), _OURS)
    tags = voice.get("tags")
    return ForeignVoice(
        name=name,
        sound=ForeignSound(
            partial(source.content, path, LARGEST_SOUND), path, words or given.transcript, _recipe(ours.get("recipe"))
        ),
        deliveries=tuple(_deliveries(source, ours.get("deliveries"))),
        description=text_of(voice.get("description")),
        language=text_of(voice.get("language")),
        tags=tuple(filter(None, map(text_of, tags))) if isinstance(tags, list) else (),
        notes=text_of(provenance.get("notes")),
        licence=text_of(provenance.get("license")),
        consent=text_of(ours.get("consent")) or _consent(provenance) or given.consent,
        generated=provenance.get("method") in _GENERATED,
        created=_created(manifest),
    )


def _reference(source: Source, manifest: Mapping[str, Any]) -> tuple[str, str]:
    """Return the path and the transcript of the first reference sound."""
    listed = manifest.get("reference_audio")
    first = listed[0] if isinstance(listed, list) and listed and isinstance(listed[0], dict) else {}
    path = text_of(first.get("file"))
    for name in (path, f"reference/{path}"):  # some files leave the folder out
        if name in source.names:
            return name, text_of(first.get("transcript"))
    cause = f"it holds no {path[:80]}" if path else "it describes a voice without a sound of it"
    described = text_of(_part(manifest, "voice").get("description"))
    next_step = f"Design it from its description: {described[:300]}" if described else "Ask for a file with a sound."
    raise refused(source.label, cause, next_step, "no-sound")


def _deliveries(source: Source, listed: object) -> Iterator[ForeignSound]:
    """Yield the deliveries of a file that the studio wrote."""
    for each in listed if isinstance(listed, list) else ():
        with suppress(InvalidInput, ValueError, KeyError, TypeError):
            delivery = Delivery.from_json(each)
            path = f"reference/{delivery.file}"
            if path in source.names:
                content = partial(source.content, path, LARGEST_SOUND)
                yield ForeignSound(
                    content, path, delivery.transcript, delivery.recipe, delivery.name, delivery.similarity
                )


def _consent(provenance: Mapping[str, Any]) -> str:
    """Return what VOX's two values for consent say."""
    stated = {"self": "The voice of whoever made the file.", "granted": "Consent was granted."}
    return stated.get(text_of(provenance.get("consent")), "")


def _recipe(data: object) -> Recipe | None:
    """Return the recipe in a file that the studio wrote, or None."""
    with suppress(InvalidInput):
        return Recipe.from_json(data) if isinstance(data, dict) else None
    return None


def _created(manifest: Mapping[str, Any]) -> datetime | None:
    with suppress(ValueError, OverflowError):
        return datetime.fromisoformat(text_of(manifest.get("created"))).astimezone(UTC)
    return None


def _part(data: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = data.get(name)
    return found if isinstance(found, dict) else {}


VOX = Format(
    name="vox",
    title="VOX 0.4",
    takers="Programs that read the open VOX format, such as SwiftVoxAlta.",
    one_file=True,
    pack=_pack,
    keeps=frozenset({"description", "recipe", "tags", "notes", "licence", "consent", "deliveries"}),
    find=_find,
)
